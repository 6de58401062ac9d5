#pragma once

#include "cleaning_presenter.h"

#include <widgets/page.h>
#include <widgets/parts.h>

class QTableWidget;

namespace luthier::data {

/// What one rule found: rows with the place marked, why, and what would be put there; its fix.
class RulePanel final : public widgets::Speaking<QFrame> {
    Q_OBJECT

public:
    RulePanel(DataPresenter& rows, CleaningPresenter& presenter);
    void show(const QString& rule);

Q_SIGNALS:
    /// A row is to be looked at in the table.
    void rowWanted(luthier::RowId row);

private:
    void refresh();
    void fill(const RuleFindings& findings);
    void addPlace(int row, const FoundPlace& place);

    DataPresenter& m_data;
    CleaningPresenter& m_presenter;
    QString m_rule;
    widgets::ElidedLabel* m_title;
    QLabel* m_counts;
    QPushButton* m_show;
    QPushButton* m_fix;
    QTableWidget* m_table;
    QLabel* m_remark;
    QLabel* m_shown;
    QString m_filled; // rule and version of what the table shows: it keeps its place while they stay
};

} // namespace luthier::data
