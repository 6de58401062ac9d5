#include "curve_chart.h"

#include <QAccessible>
#include <QApplication>
#include <QCategoryAxis>
#include <QChart>
#include <QFontMetricsF>
#include <QGraphicsLayout>
#include <QKeyEvent>
#include <QLegend>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace luthier::charts {
namespace {

constexpr int kValueTicks = 5;
constexpr int kPositionTicks = 6;
/// A logarithmic axis whose values reach zero shows so many powers of ten below the largest one.
constexpr double kLogPowers = 4;
constexpr double kCurvesDepth = 100;

} // namespace

CurveChart::CurveChart(const QString& name)
    : m_x(new QCategoryAxis)
    , m_y(new QCategoryAxis) {
    setObjectName(name);
    // As widgets::setRole does, which this module does not know.
    setProperty("accessibleRole", static_cast<int>(QAccessible::Chart));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QChart* chart = this->chart();
    chart->legend()->hide();
    chart->setBackgroundVisible(false);
    chart->setMargins({});
    chart->layout()->setContentsMargins(0, 0, 0, 0);
    chart->setAnimationOptions(QChart::NoAnimation);
    chart->addAxis(m_x, Qt::AlignBottom);
    chart->addAxis(m_y, Qt::AlignLeft);
    m_x->setGridLineVisible(false);
    m_y->setLineVisible(false);
    for (QCategoryAxis* axis : {m_x, m_y}) {
        axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
        axis->setTruncateLabels(false);
    }
    m_curves = new CurvesItem(chart);
    m_marks = new MarksItem(chart, *m_curves);
    // Axes and grid lie below.
    m_curves->setZValue(kCurvesDepth);
    m_marks->setZValue(kCurvesDepth + 1);
}

void CurveChart::setStyle(const ChartStyle& style) {
    m_style = style;
    setBackgroundBrush(style.surface);
    for (QCategoryAxis* axis : {m_x, m_y}) {
        axis->setLabelsFont(style.font);
        axis->setLabelsBrush(style.muted);
        axis->setLinePen(QPen(style.line, style.lineWidth));
        axis->setGridLinePen(QPen(style.line, style.lineWidth));
    }
    m_marks->setStyle(style);
    place();
}

QSize CurveChart::sizeHint() const {
    return {m_style.left + 2 * m_style.right, std::max(minimumHeight(), m_style.top + 2 * m_style.bottom)};
}

void CurveChart::setCurves(std::vector<Curve> curves) {
    m_curves->setCurves(std::move(curves));
    refresh();
}

void CurveChart::setLabels(const QStringList& labels) {
    m_curves->setLabels(labels);
    m_marks->update();
}

void CurveChart::setAxes(const Axes& axes) {
    m_axes = axes;
    refresh();
}

void CurveChart::setEmptyText(const QString& text) {
    m_emptyText = text;
    viewport()->update();
}

bool CurveChart::isEmpty() const {
    return std::ranges::all_of(m_curves->curves(),
                               [](const Curve& curve) { return curve.series->size() == 0; });
}

int CurveChart::wantedRight() const {
    const double words = m_marks->widestLabel();
    return words > 0 ? static_cast<int>(std::ceil(words)) + 3 * m_style.gap + m_style.pointRadius : 0;
}

void CurveChart::setRight(int room) {
    if (std::exchange(m_right, room) != room)
        place();
}

void CurveChart::setCrosshair(std::optional<double> x) {
    if (x != m_marks->crosshair())
        m_marks->setCrosshair(x);
}

void CurveChart::refresh() {
    const View before = m_curves->view();
    const Span y = valueSpan();
    m_curves->setView({m_axes.x, y, m_axes.scale});
    const bool empty = isEmpty() && !m_emptyText.isEmpty();
    for (QCategoryAxis* axis : {m_x, m_y})
        if (axis->isVisible() == empty)
            axis->setVisible(!empty);
    m_marks->setVisible(!empty);
    const std::vector<double> positions = linearTicks(m_axes.x, kPositionTicks, m_axes.leastXStep);
    showTicks(m_x, m_axes.x, positions, m_axes.xLabel, Scale::Linear);
    const bool log = m_axes.scale == Scale::Log;
    showTicks(m_y, y, log ? logTicks(y, kValueTicks) : linearTicks(y, kValueTicks), m_axes.yLabel,
              m_axes.scale);
    if (m_curves->hasGrown() || before != m_curves->view()) {
        m_curves->update();
        m_marks->update();
    }
}

Span CurveChart::valueSpan() const {
    Extent shown;
    for (const Curve& curve : m_curves->curves()) {
        const bool clip = m_axes.outliers == Outliers::Clip && curve.look.markRadius <= 0;
        shown.add(clip ? clippedExtent(*curve.series, m_axes.x) : curve.series->extent(m_axes.x));
    }
    if (m_axes.scale == Scale::Linear) {
        if (m_axes.floor == Floor::Zero && !shown.isEmpty())
            shown.add(0.0);
        return roundSpan(shown, kValueTicks);
    }
    if (shown.isEmpty() || shown.max <= 0)
        return {0, 1};
    const double high = std::log10(shown.max);
    const double low = shown.min > 0 ? std::log10(shown.min) : high - kLogPowers;
    Extent powers;
    powers.add(low);
    powers.add(high);
    return roundSpan(powers, kValueTicks);
}

void CurveChart::showTicks(QCategoryAxis* axis, Span span, const std::vector<double>& ticks,
                           const Axes::Labeler& labeler, Scale scale) {
    if (!labeler || !(span.length() > 0))
        return;
    const auto valueOf = [scale](double tick) {
        return scale == Scale::Log ? std::pow(10.0, tick) : tick;
    };
    const double step = ticks.size() > 1 && scale == Scale::Linear ? ticks[1] - ticks[0] : 0;
    QStringList labels;
    std::vector<double> places;
    for (const double tick : ticks)
        if (const QString label = labeler(valueOf(tick), step); !labels.contains(label)) {
            labels << label;
            places.push_back(tick);
        }
    bool same = axis->min() == span.from && axis->max() == span.to && axis->categoriesLabels() == labels;
    for (qsizetype i = 0; same && i < labels.size(); ++i)
        same = axis->endValue(labels[i]) == places[static_cast<std::size_t>(i)];
    if (same)
        return;
    for (const QString& label : axis->categoriesLabels())
        axis->remove(label);
    axis->setStartValue(span.from);
    for (qsizetype i = 0; i < labels.size(); ++i)
        axis->append(labels[i], places[static_cast<std::size_t>(i)]);
    axis->setRange(span.from, span.to);
}

void CurveChart::place() {
    const QRectF whole(QPointF(0, 0), QSizeF(viewport()->size()));
    // Half of the chart is the curves' own, however long words are.
    const int right = std::max(m_style.right, std::min(m_right, static_cast<int>(whole.width() / 2)));
    const QRectF plot = whole.adjusted(m_style.left, m_style.top, -right, -m_style.bottom);
    if (plot.width() < 1 || plot.height() < 1)
        return;
    chart()->setPlotArea(plot);
    // Axes whose labels stay as they are would else keep their former place.
    chart()->layout()->invalidate();
    chart()->layout()->activate();
    m_curves->setPlot(plot);
    // The best point may lie on the lowest line, half of it below.
    m_marks->setBounds(
        plot.adjusted(0, -m_style.top, right - m_style.gap, m_style.pointRadius + m_style.focusWidth));
}

void CurveChart::resizeEvent(QResizeEvent* event) {
    QChartView::resizeEvent(event);
    place();
}

double CurveChart::valueAt(const QPoint& position) const {
    const QRectF& plot = m_curves->plot();
    const double share = std::clamp((position.x() - plot.left()) / plot.width(), 0.0, 1.0);
    return m_axes.x.from + share * m_axes.x.length();
}

void CurveChart::mousePressEvent(QMouseEvent* event) {
    setFocus(Qt::MouseFocusReason);
    if (event->button() == Qt::LeftButton)
        m_pressed = event->pos();
}

void CurveChart::mouseMoveEvent(QMouseEvent* event) {
    const bool drags =
        m_pressed && std::abs(event->pos().x() - m_pressed->x()) >= QApplication::startDragDistance();
    if (drags)
        m_marks->setBrush(Span{std::min(valueAt(*m_pressed), valueAt(event->pos())),
                               std::max(valueAt(*m_pressed), valueAt(event->pos()))});
    Q_EMIT pointed(valueAt(event->pos()));
}

void CurveChart::mouseReleaseEvent(QMouseEvent* event) {
    const std::optional<QPoint> pressed = std::exchange(m_pressed, std::nullopt);
    m_marks->setBrush(std::nullopt);
    if (!pressed || std::abs(event->pos().x() - pressed->x()) < QApplication::startDragDistance())
        return;
    const double a = valueAt(*pressed), b = valueAt(event->pos());
    if (a != b)
        Q_EMIT brushed(std::min(a, b), std::max(a, b));
}

void CurveChart::mouseDoubleClickEvent(QMouseEvent*) {
    Q_EMIT wholeWanted();
}

void CurveChart::leaveEvent(QEvent* event) {
    QChartView::leaveEvent(event);
    Q_EMIT pointerLeft();
}

void CurveChart::movePointer(int points) {
    if (m_curves->curves().empty() || m_curves->curves().front().series->size() == 0)
        return;
    const Series& series = *m_curves->curves().front().series;
    const double from = m_marks->crosshair().value_or(m_axes.x.to);
    const auto at = static_cast<std::ptrdiff_t>(*series.nearest(from));
    const auto next = std::clamp<std::ptrdiff_t>(m_marks->crosshair() ? at + points : at, 0,
                                                 static_cast<std::ptrdiff_t>(series.size()) - 1);
    Q_EMIT pointed(std::clamp(series.x(static_cast<std::size_t>(next)), m_axes.x.from, m_axes.x.to));
}

void CurveChart::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right)
        movePointer(event->key() == Qt::Key_Left ? -1 : 1);
    else if (event->key() == Qt::Key_Escape)
        Q_EMIT wholeWanted();
    else
        event->ignore();
}

void CurveChart::focusInEvent(QFocusEvent* event) {
    QChartView::focusInEvent(event);
    viewport()->update();
}

void CurveChart::focusOutEvent(QFocusEvent* event) {
    QChartView::focusOutEvent(event);
    Q_EMIT pointerLeft();
    viewport()->update();
}

/// What lies along x is named behind the last tick, where nothing else is written.
void CurveChart::paintTitle(QPainter& painter) const {
    const QFontMetricsF metrics(m_style.font);
    const QRectF& plot = m_curves->plot();
    const double room = viewport()->width() - m_style.gap - plot.right();
    const double width = metrics.horizontalAdvance(m_axes.xTitle);
    painter.setPen(m_style.muted);
    if (width + 2 * m_style.gap <= room)
        painter.drawText(QRectF(plot.right(), viewport()->height() - m_style.bottom, room, m_style.bottom),
                         Qt::AlignRight | Qt::AlignVCenter, m_axes.xTitle);
}

void CurveChart::drawForeground(QPainter* painter, const QRectF&) {
    painter->setFont(m_style.font);
    if (!isEmpty() || m_emptyText.isEmpty()) {
        paintTitle(*painter);
    } else {
        painter->setPen(m_style.muted);
        painter->drawText(viewport()->rect(), Qt::AlignCenter, m_emptyText);
    }
    if (!hasFocus())
        return;
    painter->setPen(QPen(m_style.focus, m_style.focusWidth));
    painter->setBrush(Qt::NoBrush);
    painter->drawRect(viewport()->rect().adjusted(m_style.focusWidth / 2, m_style.focusWidth / 2,
                                                  -m_style.focusWidth / 2, -m_style.focusWidth / 2));
}

} // namespace luthier::charts
