#include "row_delegate.h"

#include "../hits.h"

#include <models/rows_model.h>
#include <widgets/theme/theme.h>

#include <QLineEdit>
#include <QPainter>

#include <algorithm>

namespace luthier::data {

using namespace widgets;
using models::RowsModel;

namespace {

/// What is shown in front of a hit that would else be out of sight.
constexpr qsizetype kCharactersBefore = 12;

} // namespace

void RowDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const {
    if (isFound(index))
        return paintWithHits(painter, option, index);
    QStyledItemDelegate::paint(painter, option, index);
    if (index.column() != RowsModel::kFlags || index.data(RowsModel::FlagsRole).toStringList().isEmpty())
        return;
    const int size = measures::kIconSmall;
    QRect place(0, 0, size, size);
    place.moveCenter(option.rect.center());
    painter->drawPixmap(place, iconPixmap(QStringLiteral("warning"), currentPalette().warn, size,
                                          painter->device()->devicePixelRatioF()));
}

bool RowDelegate::isFound(const QModelIndex& index) const {
    const auto* rows = qobject_cast<const RowsModel*>(index.model());
    return !m_words.isEmpty() && rows && !rows->fieldOf(index.column()).isEmpty() &&
           !hitsIn(index.data(RowsModel::WholeTextRole).toString(), m_words).empty();
}

QString RowDelegate::partWithHit(const QString& text, const QStringList& words, const QFontMetrics& metrics,
                                 int room) {
    const auto hits = hitsIn(text, words);
    if (hits.empty())
        return text;
    const qsizetype end = hits.front().begin + hits.front().length;
    const QString dots = QStringLiteral("…");
    if (metrics.horizontalAdvance(text.left(end) + dots) <= room)
        return text;
    return dots + text.mid(std::max<qsizetype>(0, hits.front().begin - kCharactersBefore));
}

void RowDelegate::paintWithHits(QPainter* painter, const QStyleOptionViewItem& option,
                                const QModelIndex& index) const {
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    const QStyle* style = option.widget->style();
    const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, option.widget) + 1;
    const QRect room = style->subElementRect(QStyle::SE_ItemViewItemText, &cell, option.widget)
                           .adjusted(margin, 0, -margin, 0);
    QString text = cell.text;
    if (hitsIn(text, m_words).empty()) // further behind than what a cell is given
        text = models::lineOf(index.data(RowsModel::WholeTextRole).toString());
    text = partWithHit(text, m_words, cell.fontMetrics, room.width());
    text = cell.fontMetrics.elidedText(text, Qt::ElideRight, room.width());
    cell.text.clear();
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, option.widget);
    painter->save();
    painter->setFont(cell.font);
    const Palette& palette = currentPalette();
    const int height = cell.fontMetrics.height();
    for (const TextHit& hit : hitsIn(text, m_words)) {
        const int left = room.left() + cell.fontMetrics.horizontalAdvance(text.left(hit.begin));
        const QRect mark(left, room.center().y() - height / 2,
                         cell.fontMetrics.horizontalAdvance(text.mid(hit.begin, hit.length)), height);
        painter->fillRect(mark, palette.softWarn);
        painter->fillRect(QRect(mark.left(), mark.bottom(), mark.width(), measures::kLine), palette.warn);
    }
    painter->setPen(palette.text);
    painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter, text);
    painter->restore();
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
