#include "table.h"

#include <QHeaderView>
#include <QStyledItemDelegate>
#include <QTableWidget>

namespace luthier::widgets {
namespace {

/// The line under the last row falls outside the table, where the edge of its card is.
class RowLines final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        QStyleOptionViewItem whole = option;
        if (index.row() == index.model()->rowCount() - 1)
            whole.rect.adjust(0, 0, 0, measures::kLine);
        QStyledItemDelegate::paint(painter, whole, index);
    }
};

} // namespace

void dressTable(QTableView* table, int rowHeight) {
    table->setShowGrid(false);
    table->setFrameShape(QFrame::NoFrame);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setVerticalScrollMode(QAbstractItemView::ScrollPerItem);
    table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->setWordWrap(false);
    table->setTabKeyNavigation(false);
    table->setFont(fontOf(TextStyle::Table));
    table->verticalHeader()->hide();
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->verticalHeader()->setMinimumSectionSize(rowHeight);
    table->verticalHeader()->setDefaultSectionSize(rowHeight);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setFixedHeight(measures::kTableHead);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->horizontalHeader()->setFont(fontOf(TextStyle::Caption));
}

QTableWidget* smallTable(const QString& name, int columns, int rowHeight) {
    auto* table = new QTableWidget(0, columns);
    table->setObjectName(name);
    dressTable(table, rowHeight);
    table->setItemDelegate(new RowLines(table));
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    return table;
}

QTableWidgetItem* cell(const QString& text, Qt::Alignment alignment) {
    auto* item = new QTableWidgetItem(text);
    item->setTextAlignment(alignment);
    return item;
}

void fitRows(QTableWidget* table) {
    int height = table->horizontalHeader()->isHidden() ? 0 : measures::kTableHead;
    for (int i = 0; i < table->rowCount(); ++i)
        height += table->rowHeight(i);
    table->setFixedHeight(height);
    for (int i = 0; i < table->columnCount() && table->rowCount() > 0; ++i)
        if (const QTableWidgetItem* first = table->item(0, i); first && table->horizontalHeaderItem(i))
            table->horizontalHeaderItem(i)->setTextAlignment(Qt::Alignment(first->textAlignment()));
    table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

} // namespace luthier::widgets
