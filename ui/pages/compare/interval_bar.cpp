#include "interval_bar.h"

#include <widgets/parts.h>

#include <QPainter>

namespace luthier::compare {

using namespace widgets;

IntervalBar::IntervalBar(SideColor side)
    : m_side(side) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void IntervalBar::show(const Figure& figure, double from, double to) {
    m_figure = figure;
    m_from = from;
    m_to = to > from ? to : from + 1;
    update();
}

QSize IntervalBar::sizeHint() const {
    return {measures::kMeterWidth, measures::kIntervalHeight};
}

void IntervalBar::paintEvent(QPaintEvent*) {
    const Palette& palette = currentPalette();
    const QColor color = m_side == SideColor::Base ? palette.base : palette.adapted;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double middle = height() / 2.0;
    const double room = width() - 2.0 * measures::kIntervalPoint;
    const auto place = [&](double value) {
        return measures::kIntervalPoint + room * qBound(0.0, (value - m_from) / (m_to - m_from), 1.0);
    };
    painter.setPen(QPen(palette.line, measures::kLine));
    painter.drawLine(QPointF(0, middle), QPointF(width(), middle));
    if (!m_figure.value)
        return;
    painter.setPen(QPen(color, measures::kStroke));
    if (m_figure.low && m_figure.high) {
        const double low = place(*m_figure.low);
        const double high = place(*m_figure.high);
        painter.drawLine(QPointF(low, middle), QPointF(high, middle));
        for (const double end : {low, high})
            painter.drawLine(QPointF(end, middle - measures::kIntervalEnd),
                             QPointF(end, middle + measures::kIntervalEnd));
    }
    painter.setBrush(color);
    painter.setPen(Qt::NoPen);
    painter.drawEllipse(QPointF(place(*m_figure.value), middle), measures::kIntervalPoint,
                        measures::kIntervalPoint);
}

} // namespace luthier::compare
