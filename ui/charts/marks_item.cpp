#include "marks_item.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace luthier::charts {
namespace {

constexpr float kLabelGround = 0.85F; // how much of a curve a label over it hides

} // namespace

void MarksItem::setStyle(const ChartStyle& style) {
    m_style = style;
    update();
}

void MarksItem::setBounds(const QRectF& bounds) {
    if (bounds == m_bounds)
        return;
    prepareGeometryChange();
    m_bounds = bounds;
}

void MarksItem::setReferences(std::vector<Reference> references) {
    m_references = std::move(references);
    update();
}

void MarksItem::setBest(std::optional<QPointF> best) {
    m_best = best;
    update();
}

void MarksItem::setCrosshair(std::optional<double> x) {
    m_crosshair = x;
    update();
}

void MarksItem::setBrush(std::optional<Span> brush) {
    m_brush = brush;
    update();
}

double MarksItem::xOf(double value) const {
    const Span& span = m_curves.view().x;
    return m_curves.plot().left() + (value - span.from) / span.length() * m_curves.plot().width();
}

/// Nothing for what is not in view.
std::optional<double> MarksItem::yOf(double value) const {
    const View& view = m_curves.view();
    const double share = (axisValue(view.scale, value) - view.y.from) / view.y.length();
    if (!(share >= -1e-9 && share <= 1 + 1e-9))
        return std::nullopt;
    return m_curves.plot().bottom() - share * m_curves.plot().height();
}

std::vector<MarksItem::Label> MarksItem::endLabels() const {
    std::vector<Label> labels;
    for (const Curve& curve : m_curves.curves()) {
        if (curve.label.isEmpty() || curve.series->size() == 0)
            continue;
        const Span& span = m_curves.view().x;
        std::size_t last = curve.series->firstAt(span.to);
        last = last < curve.series->size() && curve.series->x(last) <= span.to ? last
               : last > 0                                                      ? last - 1
                                                                               : 0;
        while (last > 0 && std::isnan(curve.series->y(last)))
            --last;
        if (const auto y = yOf(curve.series->y(last)))
            labels.push_back({QPointF(xOf(curve.series->x(last)) + m_style.gap + curve.look.markRadius, *y),
                              curve.label, curve.look.color});
    }
    return labels;
}

/// Labels keep a line's height apart and stay inside.
void MarksItem::paintLabels(QPainter& painter, std::vector<Label> labels) const {
    const QFontMetricsF metrics(m_style.font);
    const double height = metrics.height();
    std::ranges::sort(labels, {}, [](const Label& label) { return label.at.y(); });
    for (std::size_t i = 1; i < labels.size(); ++i)
        labels[i].at.setY(std::max(labels[i].at.y(), labels[i - 1].at.y() + height));
    for (std::size_t i = labels.size(); i-- > 0;) {
        const double lowest =
            i + 1 < labels.size() ? labels[i + 1].at.y() - height : m_curves.plot().bottom() - height / 2;
        labels[i].at.setY(std::min(labels[i].at.y(), lowest));
    }
    QColor ground = m_style.surface;
    ground.setAlphaF(kLabelGround);
    for (const Label& label : labels) {
        const double width = std::min(metrics.horizontalAdvance(label.text), m_bounds.width());
        const double left = std::min(label.at.x(), m_bounds.right() - width);
        const QRectF place(left, label.at.y() - height / 2, width, height);
        painter.fillRect(place, ground);
        painter.setPen(label.color);
        painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, label.text);
    }
}

void MarksItem::paintReferences(QPainter& painter) const {
    for (const Reference& reference : m_references)
        if (const auto y = yOf(reference.value)) {
            painter.setPen(QPen(reference.color, m_style.lineWidth, Qt::DashLine));
            painter.drawLine(QPointF(m_curves.plot().left(), *y), QPointF(m_curves.plot().right(), *y));
        }
}

void MarksItem::paintCrosshair(QPainter& painter) const {
    const Span& span = m_curves.view().x;
    if (!m_crosshair || *m_crosshair < span.from || *m_crosshair > span.to)
        return;
    const double x = std::round(xOf(*m_crosshair));
    painter.setPen(QPen(m_style.text, m_style.lineWidth));
    painter.drawLine(QPointF(x, m_curves.plot().top()), QPointF(x, m_curves.plot().bottom()));
}

void MarksItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
    if (m_curves.plot().isEmpty())
        return;
    painter->setFont(m_style.font);
    if (m_brush) {
        QColor fill = m_style.brush;
        fill.setAlphaF(1 - kLabelGround);
        const double from = std::max(xOf(m_brush->from), m_curves.plot().left());
        const double to = std::min(xOf(m_brush->to), m_curves.plot().right());
        painter->fillRect(QRectF(QPointF(from, m_curves.plot().top()), QPointF(to, m_curves.plot().bottom())),
                          fill);
    }
    paintReferences(*painter);
    paintCrosshair(*painter);
    painter->setRenderHint(QPainter::Antialiasing);
    if (m_best)
        if (const auto y = yOf(m_best->y())) {
            painter->setPen(QPen(m_style.focus, m_style.focusWidth));
            painter->setBrush(m_style.focus);
            painter->drawEllipse(QPointF(xOf(m_best->x()), *y), m_style.pointRadius, m_style.pointRadius);
        }
    std::vector<Label> labels = endLabels();
    for (const Reference& reference : m_references)
        if (const auto y = yOf(reference.value))
            labels.push_back(
                {QPointF(m_curves.plot().right() + m_style.gap, *y), reference.label, reference.color});
    paintLabels(*painter, std::move(labels));
}

} // namespace luthier::charts
