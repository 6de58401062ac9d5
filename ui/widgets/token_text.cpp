#include "token_text.h"

#include "accessible.h"

#include "theme/theme.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace luthier::widgets {
namespace {

/// A small number behind a text; nothing for 0.
QString raised(int number) {
    const QString digits = QStringLiteral("⁰¹²³⁴⁵⁶⁷⁸⁹");
    QString text;
    for (const QChar digit : number > 0 ? QString::number(number) : QString())
        text += digits[digit.digitValue()];
    return text;
}

} // namespace

TokenText::TokenText(const QString& name) {
    setObjectName(name);
    setRole(this, QAccessible::StaticText);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QString TokenText::marked(const QString& text) {
    QString shown = text;
    shown.replace(u' ', u'·').replace(u'\n', u'↵').replace(u'\r', u'␍').replace(u'\t', u'⇥');
    return shown.isEmpty() ? QStringLiteral("∅") : shown;
}

void TokenText::show(std::vector<TokenChip> chips) {
    m_chips = std::move(chips);
    findParts();
    m_texts.clear();
    for (std::size_t i = 0; i < m_chips.size(); ++i)
        m_texts.push_back(marked(m_chips[i].text) + raised(m_parts[i].number));
    m_current = -1;
    place();
    update();
    Q_EMIT pointed(-1);
}

void TokenText::findParts() {
    m_parts.assign(m_chips.size(), {});
    for (std::size_t first = 0; first < m_chips.size();) {
        std::size_t end = first + 1;
        while (end < m_chips.size() && m_chips[first].begin < m_chips[first].end &&
               m_chips[end].begin == m_chips[first].begin && m_chips[end].end == m_chips[first].end)
            ++end;
        for (std::size_t i = first; end - first > 1 && i < end; ++i)
            m_parts[i] = {static_cast<int>(i - first) + 1, static_cast<int>(end - first)};
        first = end;
    }
}

TokenPart TokenText::partOf(int token) const {
    return token >= 0 && static_cast<std::size_t>(token) < m_parts.size()
               ? m_parts[static_cast<std::size_t>(token)]
               : TokenPart{};
}

void TokenText::place() {
    const QFontMetrics metrics(fontOf(TextStyle::Mono));
    m_places.resize(m_chips.size());
    int x = 0, y = 0;
    for (std::size_t i = 0; i < m_chips.size(); ++i) {
        const int wanted = metrics.horizontalAdvance(m_texts[i]) + 2 * measures::kTokenPadding;
        const int wide = std::min(wanted, std::max(width(), measures::kTokenHeight));
        if (x > 0 && x + wide > width()) {
            x = 0;
            y += measures::kTokenLine;
        }
        m_places[i] = QRect(x, y, wide, measures::kTokenHeight);
        x += wide + measures::kLine;
        if (m_chips[i].text.endsWith(u'\n')) {
            x = 0;
            y += measures::kTokenLine;
        }
    }
    setFixedHeight(m_places.empty() ? measures::kTokenLine : m_places.back().bottom() + measures::kGapSmall);
}

QSize TokenText::sizeHint() const {
    return {measures::kSearchWidth, height()};
}

void TokenText::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    place();
}

void TokenText::paintChip(QPainter& painter, std::size_t index) const {
    const Palette& palette = currentPalette();
    const TokenChip& chip = m_chips[index];
    const bool cut = chip.state == TokenChip::State::Cut;
    const bool trained = chip.state == TokenChip::State::Trained;
    const QRectF box = QRectF(m_places[index]).adjusted(0.5, 0.5, -0.5, -0.5);
    const bool current = static_cast<int>(index) == m_current;
    QPen frame(chip.special ? palette.strong
               : trained    ? palette.action
               : cut        ? palette.strong
                            : palette.line,
               measures::kLine);
    if (cut)
        frame.setStyle(Qt::DashLine);
    if (current)
        frame = QPen(palette.text, measures::kStroke);
    painter.setPen(frame);
    const bool tinted = trained || chip.state == TokenChip::State::Other;
    painter.setBrush(cut ? palette.surface : tinted ? palette.softAction : palette.sunken);
    painter.drawRoundedRect(box, measures::kTokenRadius, measures::kTokenRadius);
    QFont font = fontOf(TextStyle::Mono);
    font.setStrikeOut(cut);
    painter.setFont(font);
    const bool read =
        trained || chip.state == TokenChip::State::Plain || chip.state == TokenChip::State::Other;
    painter.setPen(read && !chip.special ? palette.text : palette.text2);
    const QRect inside =
        m_places[index].adjusted(measures::kTokenPadding, 0, -measures::kTokenPadding + measures::kLine, 0);
    painter.drawText(inside, Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(m_texts[index], Qt::ElideMiddle, inside.width()));
}

void TokenText::paintEvent(QPaintEvent* event) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto above = [&](const QRect& place) {
        return place.bottom() < event->rect().top();
    };
    const auto first = std::partition_point(m_places.begin(), m_places.end(), above);
    for (auto i = static_cast<std::size_t>(first - m_places.begin());
         i < m_places.size() && m_places[i].top() <= event->rect().bottom(); ++i)
        paintChip(painter, i);
}

int TokenText::tokenAt(const QPoint& at) const {
    for (std::size_t i = 0; i < m_places.size(); ++i)
        if (m_places[i].contains(at))
            return static_cast<int>(i);
    return -1;
}

void TokenText::point(int token) {
    if (token == m_current || token < 0)
        return;
    m_current = token;
    setAccessibleDescription(m_chips[static_cast<std::size_t>(token)].text);
    update();
    Q_EMIT pointed(token);
}

void TokenText::mouseMoveEvent(QMouseEvent* event) {
    point(tokenAt(event->pos()));
}

void TokenText::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    if (m_current < 0 && !m_chips.empty())
        point(0);
}

void TokenText::keyPressEvent(QKeyEvent* event) {
    const int last = count() - 1;
    if (event->key() == Qt::Key_Right)
        point(std::min(m_current + 1, last));
    else if (event->key() == Qt::Key_Left)
        point(std::max(m_current - 1, 0));
    else if (event->key() == Qt::Key_Home)
        point(0);
    else if (event->key() == Qt::Key_End)
        point(last);
    else
        QWidget::keyPressEvent(event);
}

} // namespace luthier::widgets
