#include "memory_bar.h"

#include <bridge/amounts.h>
#include <widgets/theme/theme.h>

#include <QPainter>

#include <algorithm>

namespace luthier::recipes {

using namespace widgets;

namespace {

/// Below this share of the device a quarter of the scale is taken.
constexpr int kZoom = 4;
constexpr double kRoom = 1.25;
constexpr double kOldOpacity = 0.55;

} // namespace

MemoryBar::MemoryBar() {
    setObjectName(QStringLiteral("memoryBar"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

qint64 MemoryBar::scaleOf(const PlanFacts& plan, qint64 deviceBytes) {
    qint64 scale = std::max({deviceBytes, plan.budgetBytes, plan.peakBytes, qint64{1}});
    while (static_cast<double>(scale / kZoom) >= kRoom * static_cast<double>(plan.peakBytes) && scale > kZoom)
        scale /= kZoom;
    return scale;
}

std::array<double, kMemoryParts> MemoryBar::widthsOf(const PlanFacts& plan, qint64 scale, double width) {
    std::array<double, kMemoryParts> widths{};
    for (std::size_t i = 0; i < kMemoryParts; ++i)
        if (plan.parts[i] > 0)
            widths[i] = std::max(measures::kMemoryLeastPart,
                                 width * static_cast<double>(plan.parts[i]) / static_cast<double>(scale));
    return widths;
}

void MemoryBar::show(const PlanFacts& plan, qint64 deviceBytes, bool isPresent) {
    m_plan = plan;
    m_scale = scaleOf(plan, deviceBytes);
    m_isPresent = isPresent;
    update();
}

void MemoryBar::setWords(const QString& name, const QString& safe) {
    m_safe = safe;
    setAccessibleName(name);
    setAccessibleDescription(QStringLiteral("%1 / %2").arg(bridge::memoryText(m_plan.peakBytes), safe));
    update();
}

QSize MemoryBar::sizeHint() const {
    const int line = QFontMetrics(fontOf(TextStyle::Caption)).height();
    return {measures::kFieldName, 2 * line + 3 * measures::kGapSmall + measures::kMemoryBarHeight};
}

void MemoryBar::paintParts(QPainter& painter, const QRectF& bar) const {
    const Palette& palette = currentPalette();
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette.sunken);
    painter.drawRect(bar);
    painter.setOpacity(m_isPresent ? 1.0 : kOldOpacity);
    const auto widths = widthsOf(m_plan, m_scale, bar.width());
    double left = bar.left();
    for (std::size_t i = 0; i < kMemoryParts; ++i) {
        const double wide = std::min(widths[i], bar.right() - left);
        painter.fillRect(QRectF(left, bar.top(), wide, bar.height()), palette.memoryParts[i]);
        left += wide;
    }
    painter.setOpacity(1.0);
    painter.setPen(QPen(palette.line, measures::kLine));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(bar.adjusted(0.5, 0.5, -0.5, -0.5));
}

void MemoryBar::paintWords(QPainter& painter, const QRectF& bar) const {
    const Palette& palette = currentPalette();
    painter.setFont(fontOf(TextStyle::Caption));
    const QFontMetrics metrics = painter.fontMetrics();
    const double line = metrics.height();
    const QString peak = bridge::memoryText(m_plan.peakBytes);
    const bool inside = m_plan.budgetBytes <= m_scale;
    const QString safe = inside ? m_safe : m_safe + QStringLiteral(" ›");
    const double peakWide = metrics.horizontalAdvance(peak), safeWide = metrics.horizontalAdvance(safe);
    const double share = 1.0 / static_cast<double>(m_scale);
    const double mark =
        bar.left() + bar.width() * (inside ? static_cast<double>(m_plan.budgetBytes) * share : 1.0);
    const double end =
        bar.left() + bar.width() * std::min(1.0, static_cast<double>(m_plan.peakBytes) * share);
    const double safeLeft = std::clamp(mark - safeWide / 2, bar.left(), bar.right() - safeWide);
    double peakLeft = std::clamp(end - peakWide / 2, bar.left(), bar.right() - peakWide);
    // The two stand beside each other, whichever is the larger.
    const double apart = measures::kGap;
    if (peakLeft < safeLeft + safeWide + apart && safeLeft < peakLeft + peakWide + apart)
        peakLeft = safeLeft - apart - peakWide >= bar.left() ? safeLeft - apart - peakWide
                                                             : safeLeft + safeWide + apart;
    painter.setPen(palette.bad);
    painter.drawText(QRectF(safeLeft, 0, safeWide + 1, line), safe);
    if (inside)
        painter.fillRect(QRectF(mark - measures::kSafeMark / 2, bar.top() - measures::kGapSmall,
                                measures::kSafeMark, bar.height() + 2 * measures::kGapSmall),
                         palette.bad);
    painter.setPen(m_plan.fits ? palette.text : palette.bad);
    painter.drawText(QRectF(peakLeft, 0, peakWide + 1, line), peak);
    painter.setPen(palette.text2);
    const QRectF below(bar.left(), bar.bottom() + measures::kGapSmall, bar.width(), line);
    painter.drawText(below, static_cast<int>(Qt::AlignLeft | Qt::AlignTop), QStringLiteral("0"));
    painter.drawText(below, static_cast<int>(Qt::AlignRight | Qt::AlignTop), bridge::memoryText(m_scale));
}

void MemoryBar::paintEvent(QPaintEvent*) {
    if (m_scale <= 0)
        return;
    QPainter painter(this);
    const int line = QFontMetrics(fontOf(TextStyle::Caption)).height();
    const QRectF bar(0, line + measures::kGapSmall, width(), measures::kMemoryBarHeight);
    paintParts(painter, bar);
    paintWords(painter, bar);
}

} // namespace luthier::recipes
