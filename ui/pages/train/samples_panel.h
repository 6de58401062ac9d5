#pragma once

#include "train_presenter.h"

#include <widgets/content_text.h>
#include <widgets/controls.h>
#include <widgets/page.h>

namespace luthier::train {

/// What the model answered at each validation beside what it answered before the first step, the same prompts
/// each time; a slider goes through the steps.
class SamplesPanel final : public widgets::Speaking<QFrame> {
    Q_OBJECT

public:
    explicit SamplesPanel(TrainPresenter& presenter);
    /// In the place of the charts, to which a button leads back; or beside them.
    void standAlone(bool alone);

Q_SIGNALS:
    void closed();

private:
    void showSteps();
    void showStep();
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
    widgets::Scroller m_scroll;
    std::vector<std::int64_t> m_steps;
    bool m_atEnd = true; // the newest step is followed
};

} // namespace luthier::train
