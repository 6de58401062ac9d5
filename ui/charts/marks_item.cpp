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

double MarksItem::widestLabel() const {
    const QFontMetricsF metrics(m_style.font);
    double widest = 0;
    for (const Curve& curve : m_curves.curves())
        widest = std::max(widest, metrics.horizontalAdvance(curve.label));
    for (const Reference& reference : m_references)
        widest = std::max(widest, metrics.horizontalAdvance(reference.label));
    return widest;
}

/// The last point of a series in view, as far as it has a value.
std::optional<std::size_t> MarksItem::lastInView(const Series& series) const {
    const Span& span = m_curves.view().x;
    std::size_t end = series.firstAt(span.to);
    if (end < series.size() && series.x(end) <= span.to)
        ++end;
    while (end > 0 && std::isnan(series.y(end - 1)))
        --end;
    return end == 0 || series.x(end - 1) < span.from ? std::nullopt : std::optional(end - 1);
}

std::vector<MarksItem::Label> MarksItem::endLabels() const {
    std::vector<Label> labels;
    for (const Curve& curve : m_curves.curves()) {
        const auto last = curve.label.isEmpty() ? std::nullopt : lastInView(*curve.series);
        if (!last)
            continue;
        if (const auto y = yOf(curve.series->y(*last)))
            labels.push_back({QPointF(xOf(curve.series->x(*last)) + m_style.gap + curve.look.markRadius, *y),
                              curve.label, curve.look.color});
    }
    return labels;
}

/// Where words of that width begin: behind the ends of the other curves that end under them.
double MarksItem::freeLeft(double left, double width) const {
    double free = left;
    for (const Curve& curve : m_curves.curves())
        if (const auto last = lastInView(*curve.series)) {
            const double end = xOf(curve.series->x(*last)) + m_style.gap + curve.look.markRadius;
            if (end > free && end <= left + width)
                free = end;
        }
    return free;
}

/// No curve runs through the place.
bool MarksItem::isFree(const QRectF& place) const {
    const View& view = m_curves.view();
    const QRectF& plot = m_curves.plot();
    const auto valueAt = [&](double x) {
        return view.x.from + (x - plot.left()) / plot.width() * view.x.length();
    };
    const Span span{valueAt(place.left()), std::min(view.x.to, valueAt(place.right()))};
    if (!(span.length() > 0))
        return true;
    return std::ranges::none_of(m_curves.curves(), [&](const Curve& curve) {
        // A curve of few points runs on between them.
        const Series& series = *curve.series;
        Extent extent = series.extent(span);
        const std::size_t next = series.firstAt(span.from);
        if (next > 0 && next < series.size()) {
            for (const double value : {series.y(next - 1), series.y(next)})
                if (!std::isnan(value))
                    extent.add(value);
        }
        if (extent.isEmpty())
            return false;
        const auto heightOf = [&](double value) {
            return plot.bottom() -
                   (axisValue(view.scale, value) - view.y.from) / view.y.length() * plot.height();
        };
        return heightOf(extent.min) >= place.top() && heightOf(extent.max) <= place.bottom();
    });
}

/// The words' own height, or the nearest above or below it at which they cover no curve; their own where none
/// is.
double MarksItem::freeTop(const QRectF& place) const {
    for (const double lines : {0.0, -1.0, 1.0, -2.0, 2.0, -3.0, 3.0})
        if (const QRectF moved = place.translated(0, lines * place.height());
            moved.top() >= m_bounds.top() && moved.bottom() <= m_curves.plot().bottom() + 1 && isFree(moved))
            return moved.top();
    return place.top();
}

/// Words cover no end of a curve, keep a line's height apart and stay inside.
void MarksItem::paintLabels(QPainter& painter, std::vector<Label> labels) const {
    const QFontMetricsF metrics(m_style.font);
    const double height = metrics.height();
    const auto widthOf = [&](const Label& label) {
        return std::min(metrics.horizontalAdvance(label.text), m_bounds.width());
    };
    for (Label& label : labels) {
        const double width = widthOf(label);
        const double left = std::min(freeLeft(label.at.x(), width), m_bounds.right() - width);
        const double top = std::clamp(label.at.y() - height / 2, m_bounds.top(),
                                      std::max(m_bounds.top(), m_curves.plot().bottom() - height));
        label.at = {left, freeTop(QRectF(left, top, width, height)) + height / 2};
    }
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
        const QRectF place(label.at.x(), label.at.y() - height / 2, widthOf(label), height);
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
    if (m_best && m_best->x() >= m_curves.view().x.from && m_best->x() <= m_curves.view().x.to)
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
