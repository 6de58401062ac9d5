#pragma once

#include "train_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

namespace luthier::train {

/// What a finished run achieved, in one sentence; hidden while there is nothing to tell.
class ResultCard final : public widgets::Speaking<QFrame> {
    Q_OBJECT

public:
    explicit ResultCard(TrainPresenter& presenter);

private:
    void show();

    TrainPresenter& m_presenter;
    widgets::IconLabel* m_icon;
    QLabel* m_sentence;
};

} // namespace luthier::train
