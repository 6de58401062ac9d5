#pragma once

#include "../data_presenter.h"

#include <models/rows_model.h>

#include <QHeaderView>

class QMenu;
class QTableView;

namespace luthier::data {

/// The heads of the rows table: a click orders the rows by its column, an arrow shows by which they are.
class RowsHead final : public QHeaderView {
    Q_OBJECT

public:
    /// Becomes the head of the table, whose model is `model`.
    RowsHead(QTableView* table, models::RowsModel& model, DataPresenter& presenter);
    /// What a click on this column does.
    void press(int column);
    /// Adds the three ways to order by a column, the one in force marked.
    void addOrders(QMenu& menu, int column) const;

protected:
    void initStyleOptionForIndex(QStyleOptionHeader* option, int column) const override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    models::RowsModel& m_model;
    DataPresenter& m_presenter;
};

} // namespace luthier::data
