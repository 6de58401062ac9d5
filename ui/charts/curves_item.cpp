#include "curves_item.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace luthier::charts {

void CurvesItem::setPlot(const QRectF& plot) {
    if (plot == m_plot)
        return;
    prepareGeometryChange();
    m_plot = plot;
    m_stale = true;
}

void CurvesItem::setCurves(std::vector<Curve> curves) {
    m_curves = std::move(curves);
    m_drawn.assign(m_curves.size(), {});
    m_stale = true;
    update();
}

void CurvesItem::setLabels(const QStringList& labels) {
    for (std::size_t i = 0; i < m_curves.size(); ++i)
        m_curves[i].label = labels.value(static_cast<qsizetype>(i));
}

void CurvesItem::setView(const View& view) {
    if (view == m_view)
        return;
    m_view = view;
    m_stale = true;
    update();
}

bool CurvesItem::hasGrown() const {
    for (std::size_t i = 0; i < m_curves.size(); ++i)
        if (m_drawn[i].points != m_curves[i].series->size() ||
            m_drawn[i].revision != m_curves[i].series->revision())
            return true;
    return false;
}

/// The first pixel column that may look different from the picture; its width when nothing does.
int CurvesItem::firstStale(double ratio) const {
    // Also when no curve is left: the picture still shows the old ones, or has never been painted.
    if (m_stale)
        return 0;
    const int width = m_picture.width();
    double first = width;
    for (std::size_t i = 0; i < m_curves.size(); ++i) {
        const Series& series = *m_curves[i].series;
        const Drawn& drawn = m_drawn[i];
        if (drawn.revision != series.revision() || drawn.points > series.size())
            return 0;
        if (drawn.points == series.size())
            continue;
        if (drawn.points == 0)
            return 0;
        const double margin = (std::max(m_curves[i].look.width, m_curves[i].look.markRadius) + 1) * ratio + 1;
        const double last = (series.x(drawn.points - 1) - m_view.x.from) / m_view.x.length() * width;
        first = std::min(first, std::floor(last - margin));
    }
    return std::clamp(static_cast<int>(std::max(-1.0, first)), 0, width);
}

void CurvesItem::draw(double ratio) {
    const QSize size(static_cast<int>(std::ceil(m_plot.width() * ratio)),
                     static_cast<int>(std::ceil(m_plot.height() * ratio)));
    if (m_picture.size() != size) {
        m_picture = QImage(size, QImage::Format_ARGB32_Premultiplied);
        m_stale = true;
    }
    const int first = firstStale(ratio);
    if (first >= size.width())
        return;
    // By hand: a painter would wake threads of its own for a few columns, at each step of a training.
    for (int y = 0; y < size.height(); ++y)
        std::fill_n(reinterpret_cast<QRgb*>(m_picture.scanLine(y)) + first, size.width() - first,
                    qRgba(0, 0, 0, 0));
    for (std::size_t i = 0; i < m_curves.size(); ++i) {
        Drawn& drawn = m_drawn[i];
        paintCurve(m_picture, ratio, *m_curves[i].series, m_curves[i].look, m_view, first);
        drawn.points = m_curves[i].series->size();
        drawn.revision = m_curves[i].series->revision();
    }
    m_stale = false;
}

void CurvesItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
    if (m_plot.isEmpty() || !(m_view.x.length() > 0) || !(m_view.y.length() > 0))
        return;
    const double ratio = painter->device()->devicePixelRatioF();
    draw(ratio);
    painter->drawImage(QRectF(m_plot.topLeft(), QSizeF(m_picture.size()) / ratio), m_picture);
}

} // namespace luthier::charts
