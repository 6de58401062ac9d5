#pragma once

#include "curve_painter.h"

#include <QGraphicsItem>
#include <QImage>
#include <QStringList>

#include <vector>

namespace luthier::charts {

/// A curve of a chart. The series stays its owner's and must outlive the chart or be taken out before.
struct Curve {
    const Series* series = nullptr;
    CurveLook look;
    /// Written beside the last point; empty: nothing.
    QString label;
};

/// All curves of a chart as one item over its plot area. It keeps the picture of what is finished: appended
/// points paint the columns from the former last point on, everything else (another view, other curves,
/// changed points) paints all.
class CurvesItem final : public QGraphicsItem {
public:
    explicit CurvesItem(QGraphicsItem* parent)
        : QGraphicsItem(parent) {}

    void setPlot(const QRectF& plot);
    void setCurves(std::vector<Curve> curves);
    /// Words at the ends of the curves, in their order.
    void setLabels(const QStringList& labels);
    void setView(const View& view);
    const std::vector<Curve>& curves() const { return m_curves; }
    const View& view() const { return m_view; }
    const QRectF& plot() const { return m_plot; }
    /// Points were appended; true when that shows.
    bool hasGrown() const;

    QRectF boundingRect() const override { return m_plot; }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    struct Drawn {
        std::size_t points = 0;
        std::uint64_t revision = 0;
    };
    void draw(double ratio);
    int firstStale(double ratio) const;

    QRectF m_plot;
    std::vector<Curve> m_curves;
    View m_view;
    QImage m_picture;
    bool m_stale = true;
    std::vector<Drawn> m_drawn;
};

} // namespace luthier::charts
