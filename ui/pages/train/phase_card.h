#pragma once

#include "train_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

class QProgressBar;

namespace luthier::train {

/// Where the shown run is: phases, progress, and the figures people ask for first.
class PhaseCard final : public widgets::Speaking<QFrame> {
    Q_OBJECT

public:
    explicit PhaseCard(TrainPresenter& presenter);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    enum Figure { kStep, kEpoch, kLeft, kSpeed, kTrain, kHeld, kSaved, kFigures };
    struct Part {
        QWidget* whole = nullptr;
        QLabel* caption = nullptr;
        widgets::SteadyLabel* value = nullptr;
    };
    struct Step {
        widgets::IconLabel* tick = nullptr;
        QLabel* word = nullptr;
    };
    QWidget* makePhases();
    QWidget* makeFigures();
    void show();
    void showPhases();
    QString speedText() const;
    void showFigures();
    void showProgress();
    void write(Figure figure, const QString& text);

    TrainPresenter& m_presenter;
    std::vector<Step> m_steps;
    QProgressBar* m_bar = nullptr;
    std::array<Part, kFigures> m_figures;
};

} // namespace luthier::train
