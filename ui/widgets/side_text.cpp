#include "side_text.h"

#include <QTextCursor>
#include <QTextDocument>

namespace luthier::widgets {
namespace {

QTextCharFormat ownWords(SideColor side) {
    const Palette& palette = currentPalette();
    const bool base = side == SideColor::Base;
    QTextCharFormat format;
    format.setForeground(base ? palette.base : palette.adapted);
    format.setBackground(base ? palette.softBase : palette.softAdapted);
    format.setUnderlineColor(base ? palette.base : palette.adapted);
    format.setUnderlineStyle(base ? QTextCharFormat::DotLine : QTextCharFormat::SingleUnderline);
    return format;
}

} // namespace

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
