#pragma once

#include "train_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

namespace luthier::train {

class QuickLookView;

/// What a finished run achieved: its validation in one sentence, the quick look at its answers, what was
/// planned beside what it took, and where to go on; hidden while there is nothing to tell.
class ResultCard final : public widgets::Speaking<QFrame> {
    Q_OBJECT

public:
    explicit ResultCard(TrainPresenter& presenter);

Q_SIGNALS:
    /// With the result of the shown run.
    void chatWanted();
    void furtherWanted();

private:
    QHBoxLayout* makeActions();
    void show();

    TrainPresenter& m_presenter;
    widgets::IconLabel* m_icon;
    QLabel* m_sentence;
    QuickLookView* m_look;
    QLabel* m_cost;
    QPushButton* m_chat = nullptr;
    QPushButton* m_further = nullptr;
};

} // namespace luthier::train
