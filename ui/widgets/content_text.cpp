#include "content_text.h"

#include <QEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace luthier::widgets {

ContentText::ContentText(TextStyle style, const QString& text) {
    setProperty("kind", QStringLiteral("content"));
    setFont(fontOf(style));
    setFrameShape(QFrame::NoFrame);
    setReadOnly(true);
    setTabChangesFocus(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setFocusPolicy(Qt::ClickFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    document()->setDocumentMargin(0);
    setContent(text);
}

void ContentText::setContent(const QString& text) {
    m_stretches.clear();
    setPlainText(text);
    fit();
}

void ContentText::setSide(SideColor side, std::vector<SideStretch> stretches) {
    m_side = side;
    m_stretches = std::move(stretches);
    writeSide(*document(), m_side, m_stretches);
    fit();
}

void ContentText::setHits(std::vector<TextHit> hits) {
    m_hits = std::move(hits);
    QList<ExtraSelection> marked;
    for (const TextHit& hit : m_hits) {
        ExtraSelection& mark = marked.emplace_back();
        mark.cursor = QTextCursor(document());
        mark.cursor.setPosition(static_cast<int>(hit.begin));
        mark.cursor.setPosition(static_cast<int>(hit.begin + hit.length), QTextCursor::KeepAnchor);
        mark.format.setBackground(currentPalette().softWarn);
        mark.format.setUnderlineStyle(QTextCharFormat::SingleUnderline);
        mark.format.setUnderlineColor(currentPalette().warn);
    }
    setExtraSelections(marked);
}

QSize ContentText::minimumSizeHint() const {
    return {0, height()};
}

void ContentText::resizeEvent(QResizeEvent* event) {
    QTextEdit::resizeEvent(event);
    fit();
}

void ContentText::changeEvent(QEvent* event) {
    QTextEdit::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fit();
    if (event->type() == QEvent::PaletteChange && !m_hits.empty())
        setHits(std::exchange(m_hits, {}));
    // The colours of the words are in the document: another theme writes them again.
    if (event->type() == QEvent::PaletteChange && !m_stretches.empty())
        setSide(m_side, std::exchange(m_stretches, {}));
}

void ContentText::wheelEvent(QWheelEvent* event) {
    event->ignore();
}

void ContentText::fit() {
    document()->setTextWidth(viewport()->width());
    const int around = height() - viewport()->height();
    setFixedHeight(static_cast<int>(std::ceil(document()->size().height())) + std::max(around, 0));
}

} // namespace luthier::widgets
