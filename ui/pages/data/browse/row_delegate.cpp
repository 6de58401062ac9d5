#include "row_delegate.h"

#include <models/rows_model.h>
#include <widgets/theme/theme.h>

#include <QLineEdit>
#include <QPainter>

namespace luthier::data {

using namespace widgets;
using models::RowsModel;

void RowDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const {
    QStyledItemDelegate::paint(painter, option, index);
    if (index.column() != RowsModel::kFlags || index.data(RowsModel::FlagsRole).toStringList().isEmpty())
        return;
    const int size = measures::kIconSmall;
    QRect place(0, 0, size, size);
    place.moveCenter(option.rect.center());
    painter->drawPixmap(place, iconPixmap(QStringLiteral("warning"), currentPalette().warn, size,
                                          painter->device()->devicePixelRatioF()));
}

QWidget* RowDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&,
                                   const QModelIndex& index) const {
    auto* editor = new QLineEdit(parent);
    editor->setObjectName(QStringLiteral("cellEditor"));
    editor->setFrame(false);
    editor->setAccessibleName(
        index.model()->headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString());
    return editor;
}

void RowDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
    QStyledItemDelegate::initStyleOption(option, index);
    const auto* rows = qobject_cast<const RowsModel*>(index.model());
    if (index.column() == RowsModel::kNumber || (rows && index.column() == rows->splitColumn()))
        option->palette.setColor(QPalette::Text, currentPalette().text2);
}

} // namespace luthier::data
