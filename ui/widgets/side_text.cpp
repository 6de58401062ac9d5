#include "side_text.h"

#include <QTextCursor>
#include <QTextDocument>

namespace luthier::widgets {

QTextCharFormat ownWords(SideColor side) {
    const Palette& palette = currentPalette();
    const auto formatOf = [](const QColor& color, const QColor& ground,
                             QTextCharFormat::UnderlineStyle underline) {
        QTextCharFormat format;
        format.setForeground(color);
        format.setBackground(ground);
        format.setUnderlineColor(color);
        format.setUnderlineStyle(underline);
        return format;
    };
    switch (side) {
    case SideColor::Base:
        return formatOf(palette.base, palette.softBase, QTextCharFormat::DotLine);
    case SideColor::Adapted:
        return formatOf(palette.adapted, palette.softAdapted, QTextCharFormat::SingleUnderline);
    case SideColor::Staying:
        return formatOf(palette.good, palette.softGood, QTextCharFormat::SingleUnderline);
    case SideColor::Going:
        return formatOf(palette.bad, palette.softBad, QTextCharFormat::DotLine);
    }
    return {};
}

void writeSide(QTextDocument& document, SideColor side, const std::vector<SideStretch>& stretches) {
    document.clear();
    QTextCursor cursor(&document);
    QTextCharFormat plain;
    plain.setForeground(currentPalette().text);
    const QTextCharFormat own = ownWords(side);
    for (const SideStretch& stretch : stretches)
        cursor.insertText(stretch.text, stretch.own ? own : plain);
}

} // namespace luthier::widgets
