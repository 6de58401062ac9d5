#include "finding_delegate.h"

#include <widgets/theme/theme.h>

#include <QPainter>

#include <algorithm>

namespace luthier::data {

using namespace widgets;

namespace {

/// What stands before the place gets at least this share of the line, and what the rest leaves of it.
constexpr double kShareBefore = 0.35;
constexpr double kShareFound = 0.6;

bool isUnseen(QChar character) {
    const char16_t code = character.unicode();
    const bool turns = (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
    return turns || (code >= 0x200B && code <= 0x200F) || code == 0x2060 || code == 0xFEFF ||
           character.category() == QChar::Other_Control;
}

int draw(QPainter& painter, const QRect& place, const QString& text) {
    painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, text);
    return painter.fontMetrics().horizontalAdvance(text);
}

void drawText(QPainter& painter, QRect line, const QModelIndex& index) {
    const Palette& palette = currentPalette();
    const QFontMetrics metrics = painter.fontMetrics();
    QString before = index.data(FindingDelegate::BeforeRole).toString();
    QString found = index.data(FindingDelegate::FoundRole).toString();
    const QString after = index.data(FindingDelegate::AfterRole).toString();
    const int room = line.width();
    found = metrics.elidedText(found, Qt::ElideRight, static_cast<int>(room * kShareFound));
    const int foundWidth = metrics.horizontalAdvance(found);
    if (!found.isEmpty())
        before = metrics.elidedText(
            before, Qt::ElideLeft,
            std::min(std::max(static_cast<int>(room * kShareBefore),
                              room - foundWidth - metrics.horizontalAdvance(after) - measures::kGapSmall),
                     room - foundWidth));
    else
        before = metrics.elidedText(before, Qt::ElideRight, room);
    painter.setPen(palette.text);
    line.setLeft(line.left() + draw(painter, line, before));
    if (found.isEmpty())
        return;
    QRect mark(line.left(), line.top() + measures::kLine, foundWidth, line.height() - 2 * measures::kLine);
    painter.fillRect(mark.adjusted(-measures::kLine, 0, measures::kLine, 0), palette.softWarn);
    painter.setPen(palette.warn);
    painter.drawLine(mark.bottomLeft(), mark.bottomRight());
    draw(painter, line, found);
    line.setLeft(line.left() + foundWidth + measures::kLine);
    painter.setPen(palette.text);
    draw(painter, line, metrics.elidedText(after, Qt::ElideRight, line.width()));
}

} // namespace

QString visibleText(QString text) {
    const bool blank = std::ranges::all_of(text, [](QChar character) { return character.isSpace(); });
    for (QChar& character : text) {
        if (character == u'\n')
            character = QChar(0x21B5);
        else if (character == u'\t')
            character = QChar(0x21E5);
        else if (isUnseen(character))
            character = QChar::ReplacementCharacter;
        else if (blank && character.isSpace())
            character = QChar(0x00B7);
    }
    return text;
}

void FindingDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const {
    QStyleOptionViewItem whole = option;
    initStyleOption(&whole, index);
    whole.text.clear(); // the cell's ground and focus as everywhere, its text is ours
    const QWidget* widget = option.widget;
    widget->style()->drawControl(QStyle::CE_ItemViewItem, &whole, painter, widget);
    painter->save();
    painter->setFont(fontOf(TextStyle::Table));
    const QRect inside =
        option.rect.adjusted(measures::kCellPadding + measures::kItemMargin, measures::kGapSmall,
                             -measures::kCellPadding, -measures::kGapSmall);
    QRect line = inside;
    line.setHeight(inside.height() / 2);
    drawText(*painter, line, index);
    line.moveBottom(inside.bottom());
    painter->setFont(fontOf(TextStyle::Caption));
    painter->setPen(currentPalette().text2);
    draw(*painter, line,
         painter->fontMetrics().elidedText(index.data(WhyRole).toString(), Qt::ElideRight, line.width()));
    painter->restore();
}

} // namespace luthier::data
