#pragma once

#include "parts.h"

class QTableView;
class QTableWidget;
class QTableWidgetItem;

namespace luthier::widgets {

/// Rows, head and scrolling as the theme wants them; whole rows are selected.
void dressTable(QTableView* table, int rowHeight);

/// A small read-only table.
QTableWidget* smallTable(const QString& name, int columns, int rowHeight);
QTableWidgetItem* cell(const QString& text, Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter);

/// Gives the table the height of its rows, so that the page scrolls and not the table, and each head the
/// alignment of the cells under it.
void fitRows(QTableWidget* table);

} // namespace luthier::widgets
