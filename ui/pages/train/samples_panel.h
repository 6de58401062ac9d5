#pragma once

#include "train_presenter.h"

#include <widgets/content_text.h>
#include <widgets/controls.h>
#include <widgets/page.h>

namespace luthier::train {

/// What the model answered at each validation beside what it answered before the first step, the same prompts
/// each time; a slider goes through the steps. Of the answers of a step all are shown, or the nearest to its
/// reference, the farthest, or any.
class SamplesPanel final : public widgets::Speaking<QFrame> {
    Q_OBJECT

public:
    explicit SamplesPanel(TrainPresenter& presenter);
    /// In the place of the charts, to which a button leads back; or beside them.
    void standAlone(bool alone);

Q_SIGNALS:
    void closed();

private:
    QHBoxLayout* makeEnds();
    QHBoxLayout* makeChoices();
    void showSteps();
    void showStep();
    void choose(const QString& key);
    void addSample(const registry::Sample& sample, int number);
    widgets::ContentText* addText(const QString& text, const QString& kind, const QString& name);
    void addAnswers(const registry::Sample& sample, const registry::Sample* before, int number);
    /// What the model said to the same prompt before the first step; null where nobody asked it.
    const registry::Sample* beforeTuning(const registry::Sample& sample) const;

    TrainPresenter& m_presenter;
    QLabel* m_title;
    QLabel* m_step;
    QPushButton* m_close;
    widgets::Slider* m_slider;
    QLabel* m_first;
    QLabel* m_last;
    QLabel* m_nothing;
    widgets::Segments* m_choice;
    QLabel* m_choiceNote;
    widgets::Scroller m_scroll;
    std::uint64_t m_turn = 0; // of Random
    std::vector<std::int64_t> m_steps;
    bool m_atEnd = true; // the newest step is followed
};

} // namespace luthier::train
