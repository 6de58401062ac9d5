#include "span_text.h"

#include <QKeyEvent>
#include <QWheelEvent>

#include <algorithm>
#include <array>
#include <cmath>

namespace luthier::data {

using namespace widgets;

SpanText::SpanText(const QString& name) {
    setObjectName(name);
    setProperty("kind", QStringLiteral("content"));
    setFont(fontOf(TextStyle::Reading));
    setFrameShape(QFrame::NoFrame);
    setReadOnly(true);
    setTabChangesFocus(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    document()->setDocumentMargin(0);
}

/// Line ends of any kind are one place in a document.
void SpanText::setContent(const QString& text) {
    QString shown;
    m_codePoints.clear();
    qint64 codePoint = 0;
    for (qsizetype i = 0; i < text.size(); ++i, ++codePoint) {
        m_codePoints.push_back(codePoint);
        if (text[i] == u'\r') {
            shown += u'\n';
            if (i + 1 < text.size() && text[i + 1] == u'\n') {
                ++i;
                ++codePoint;
            }
            continue;
        }
        shown += text[i];
        if (text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate()) {
            m_codePoints.push_back(codePoint);
            shown += text[++i];
        }
    }
    m_codePoints.push_back(codePoint);
    setPlainText(shown);
    fit();
}

void SpanText::setMarks(std::vector<Mark> marks) {
    m_marks = std::move(marks);
    paintMarks();
}

std::optional<std::pair<qint64, qint64>> SpanText::selection() const {
    const QTextCursor cursor = textCursor();
    const auto last = static_cast<int>(m_codePoints.size()) - 1;
    const int begin = std::min(cursor.selectionStart(), last);
    const int end = std::min(cursor.selectionEnd(), last);
    if (begin < 0 || begin >= end)
        return {};
    return std::pair(m_codePoints[static_cast<std::size_t>(begin)],
                     m_codePoints[static_cast<std::size_t>(end)]);
}

void SpanText::clearSelection() {
    QTextCursor cursor = textCursor();
    cursor.setPosition(cursor.selectionEnd());
    setTextCursor(cursor);
}

int SpanText::placeOf(qint64 codePoint) const {
    return static_cast<int>(std::ranges::lower_bound(m_codePoints, codePoint) - m_codePoints.begin());
}

void SpanText::paintMarks() {
    const Palette& palette = currentPalette();
    const std::array colors = {
        std::pair(palette.softAction, palette.action), std::pair(palette.softWarn, palette.warn),
        std::pair(palette.softGood, palette.good), std::pair(palette.softBad, palette.bad)};
    QList<ExtraSelection> selections;
    for (const Mark& mark : m_marks) {
        const auto& [background, line] = colors[static_cast<std::size_t>(mark.option) % colors.size()];
        ExtraSelection selection;
        selection.cursor = textCursor();
        const int last = static_cast<int>(m_codePoints.size()) - 1;
        selection.cursor.setPosition(std::min(placeOf(mark.begin), last));
        selection.cursor.setPosition(std::min(placeOf(mark.end), last), QTextCursor::KeepAnchor);
        selection.format.setBackground(background);
        selection.format.setUnderlineStyle(QTextCharFormat::SingleUnderline);
        selection.format.setUnderlineColor(line);
        selections << selection;
    }
    setExtraSelections(selections);
}

void SpanText::keyPressEvent(QKeyEvent* event) {
    const auto held = event->modifiers() & ~Qt::KeyboardModifiers(Qt::KeypadModifier);
    const int key = event->key();
    const bool answers = (key >= Qt::Key_1 && key <= Qt::Key_9) || key == Qt::Key_Space ||
                         key == Qt::Key_Backspace || key == Qt::Key_Return || key == Qt::Key_Enter;
    if (answers && held == Qt::NoModifier)
        event->ignore();
    else
        QTextEdit::keyPressEvent(event);
}

void SpanText::changeEvent(QEvent* event) {
    QTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fit();
    if (event->type() == QEvent::PaletteChange)
        paintMarks();
}

void SpanText::resizeEvent(QResizeEvent* event) {
    QTextEdit::resizeEvent(event);
    fit();
}

void SpanText::wheelEvent(QWheelEvent* event) {
    event->ignore();
}

void SpanText::fit() {
    document()->setTextWidth(viewport()->width());
    const int around = height() - viewport()->height();
    setFixedHeight(static_cast<int>(std::ceil(document()->size().height())) + std::max(around, 0));
}

} // namespace luthier::data
