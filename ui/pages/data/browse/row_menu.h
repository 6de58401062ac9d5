#pragma once

#include "../data_presenter.h"

#include <models/rows_model.h>

#include <QObject>

class QMenu;
class QTableView;

namespace luthier::data {

class RowsHead;

/// What can be done with the row under the pointer, or at the menu key with the current one: a menu of the
/// rows table. Its entries are the table's own actions.
class RowMenu final : public QObject {
    Q_OBJECT

public:
    RowMenu(QTableView* table, models::RowsModel& model, DataPresenter& presenter, const RowsHead& head);
    /// Copies the whole text of the current cell, or of a cell without one its row.
    void copyText() const;
    /// Copies the current row as one line of JSON.
    void copyRow() const;

Q_SIGNALS:
    void editWanted(const QModelIndex& index);
    void deletionWanted();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void open(const QModelIndex& index, const QPoint& place);
    void addLike(QMenu& menu, const QModelIndex& index);
    void addFilter(QMenu& menu, const QString& filter);
    void addSplits(QMenu& menu);

    QTableView* m_table;
    models::RowsModel& m_model;
    DataPresenter& m_presenter;
    const RowsHead& m_head;
};

} // namespace luthier::data
