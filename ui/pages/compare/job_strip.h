#pragma once

#include "compare_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

class QProgressBar;

namespace luthier::compare {

/// The comparison under way, with Stop; hidden when there is none.
class JobStrip final : public widgets::Speaking<QFrame> {
    Q_OBJECT

public:
    explicit JobStrip(ComparePresenter& presenter);

private:
    void show();

    ComparePresenter& m_presenter;
    QLabel* m_what;
    QProgressBar* m_bar;
    QPushButton* m_yield;
    QPushButton* m_stop;
};

} // namespace luthier::compare
