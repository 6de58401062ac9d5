#include "length_histogram.h"

#include <widgets/accessible.h>
#include <widgets/parts.h>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace luthier::data {

using namespace widgets;
using dataset::LengthBin;

namespace {

constexpr int kBarsHeight = measures::kCardHead;

} // namespace

LengthHistogram::LengthHistogram() {
    setObjectName(QStringLiteral("lengthHistogram"));
    setRole(this, QAccessible::Chart);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFixedHeight(sizeHint().height());
    tell();
}

QSize LengthHistogram::sizeHint() const {
    return {measures::kFacetsWidth, kBarsHeight + measures::kFacetRow};
}

void LengthHistogram::setBins(const std::vector<LengthBin>& whole, const std::vector<LengthBin>& counts,
                              const std::vector<dataset::RowFilter::Length>& chosen) {
    const bool other = whole.size() != m_whole.size();
    m_whole = whole;
    m_counts = counts;
    m_chosen = chosen;
    if (other)
        m_at = m_anchor = 0;
    tell();
    update();
}

QString LengthHistogram::words(const LengthBin& bin) const {
    if (bin.most == LengthBin::kNoEnd)
        return tr("%1 characters or more").arg(numberText(bin.least));
    return tr("%1 to %2 characters").arg(numberText(bin.least), numberText(bin.most));
}

/// What a screen reader hears: the bars that would be chosen and how many rows they are.
void LengthHistogram::tell() {
    setAccessibleName(tr("Length"));
    if (m_at >= static_cast<int>(m_counts.size()))
        return;
    const auto [first, last] = std::minmax(m_anchor, m_at);
    LengthBin stretch = m_counts[static_cast<std::size_t>(first)];
    for (int bin = first + 1; bin <= last; ++bin) {
        stretch.most = m_counts[static_cast<std::size_t>(bin)].most;
        stretch.rows += m_counts[static_cast<std::size_t>(bin)].rows;
    }
    const QString said = tr("%1, %2 rows").arg(words(stretch), numberText(stretch.rows));
    setAccessibleDescription(said);
    setToolTip(said);
}

int LengthHistogram::binAt(double x) const {
    const double left = measures::kGapDense, right = width() - measures::kGapDense;
    const auto bins = static_cast<int>(m_whole.size());
    return std::clamp(static_cast<int>((x - left) / (right - left) * bins), 0, std::max(0, bins - 1));
}

QRectF LengthHistogram::barOf(int bin, double share) const {
    const double left = measures::kGapDense, right = width() - measures::kGapDense;
    const double pitch = (right - left) / static_cast<double>(m_whole.size());
    const double room = kBarsHeight - measures::kStroke;
    const double height = share > 0 ? std::max<double>(measures::kLine, share * room) : 0;
    return {left + bin * pitch, kBarsHeight - height, pitch - measures::kLine, height};
}

bool LengthHistogram::isChosen(const LengthBin& bin) const {
    return !m_chosen.empty() && std::ranges::all_of(m_chosen, [&](const auto& range) {
        return bin.most >= range.least && bin.least <= range.most;
    });
}

void LengthHistogram::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Palette& palette = currentPalette();
    std::int64_t most = 1;
    for (const LengthBin& bin : m_whole)
        most = std::max(most, bin.rows);
    const auto [first, last] = std::minmax(m_anchor, m_at);
    for (int bin = 0; bin < static_cast<int>(m_whole.size()); ++bin) {
        const auto place = static_cast<std::size_t>(bin);
        const bool marked = (m_drags || hasFocus()) ? bin >= first && bin <= last : bin == m_under;
        if (marked) {
            QRectF behind = barOf(bin, 1.0);
            behind.setWidth(behind.width() + measures::kLine);
            painter.fillRect(behind, palette.softAction);
        }
        const auto share = [most](std::int64_t rows) {
            return static_cast<double>(rows) / static_cast<double>(most);
        };
        painter.fillRect(barOf(bin, share(m_whole[place].rows)), palette.line);
        const std::int64_t rows = place < m_counts.size() ? m_counts[place].rows : 0;
        painter.fillRect(barOf(bin, share(rows)), isChosen(m_whole[place]) ? palette.action : palette.strong);
    }
    const QRect axis(measures::kGapDense, kBarsHeight, width() - 2 * measures::kGapDense,
                     measures::kFacetRow);
    painter.fillRect(QRect(axis.left(), axis.top(), axis.width(), measures::kLine), palette.strong);
    painter.setFont(fontOf(TextStyle::Caption));
    painter.setPen(palette.text2);
    if (!m_whole.empty()) {
        const LengthBin& end = m_whole.back();
        painter.drawText(axis, Qt::AlignLeft | Qt::AlignVCenter, numberText(m_whole.front().least));
        painter.drawText(axis, Qt::AlignRight | Qt::AlignVCenter,
                         end.most == LengthBin::kNoEnd ? tr("%1 or more").arg(numberText(end.least))
                                                       : numberText(end.most));
    }
    if (hasFocus()) {
        painter.setPen(QPen(palette.action, measures::kStroke));
        painter.drawRect(rect().adjusted(1, 1, -1, -1));
    }
}

void LengthHistogram::moveTo(int bin, bool keepsAnchor) {
    m_at = std::clamp(bin, 0, std::max(0, static_cast<int>(m_whole.size()) - 1));
    if (!keepsAnchor)
        m_anchor = m_at;
    tell();
    update();
}

void LengthHistogram::choose() {
    if (m_whole.empty())
        return;
    const auto [first, last] = std::minmax(m_anchor, m_at);
    const LengthBin& begin = m_whole[static_cast<std::size_t>(first)];
    const LengthBin& end = m_whole[static_cast<std::size_t>(last)];
    const QString dots = QString::number(begin.least) + QStringLiteral("..");
    Q_EMIT rangeChosen(end.most == LengthBin::kNoEnd ? dots : dots + QString::number(end.most));
}

void LengthHistogram::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton)
        return QWidget::mousePressEvent(event);
    m_drags = true;
    moveTo(binAt(event->position().x()), false);
}

void LengthHistogram::mouseMoveEvent(QMouseEvent* event) {
    m_under = binAt(event->position().x());
    if (m_drags || !hasFocus())
        moveTo(m_under, m_drags);
    update();
}

void LengthHistogram::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !m_drags)
        return QWidget::mouseReleaseEvent(event);
    m_drags = false;
    choose();
}

void LengthHistogram::leaveEvent(QEvent*) {
    m_under = -1;
    update();
}

void LengthHistogram::keyPressEvent(QKeyEvent* event) {
    const bool grows = event->modifiers() & Qt::ShiftModifier;
    switch (event->key()) {
    case Qt::Key_Left:
        return moveTo(m_at - 1, grows);
    case Qt::Key_Right:
        return moveTo(m_at + 1, grows);
    case Qt::Key_Home:
        return moveTo(0, grows);
    case Qt::Key_End:
        return moveTo(static_cast<int>(m_whole.size()) - 1, grows);
    case Qt::Key_Space:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return choose();
    default:
        return QWidget::keyPressEvent(event);
    }
}

void LengthHistogram::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    update();
}

void LengthHistogram::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        tell();
}

} // namespace luthier::data
