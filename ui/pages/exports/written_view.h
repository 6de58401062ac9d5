#pragma once

#include "export_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

class QTableWidget;

namespace luthier::exports {

/// What was written last with how it was checked, and everything before it.
class WrittenView final : public widgets::Page {
    Q_OBJECT

public:
    explicit WrittenView(ExportPresenter& presenter);

private:
    void show();
    void showLast(const Written& last);

    ExportPresenter& m_presenter;
    widgets::Card m_last;
    widgets::ElidedLabel* m_path;
    QLabel* m_checks;
    QPushButton* m_open;
    QPushButton* m_copy;
    widgets::Card m_before;
    QTableWidget* m_table;
};

} // namespace luthier::exports
