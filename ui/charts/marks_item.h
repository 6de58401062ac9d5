#pragma once

#include "chart_style.h"
#include "curves_item.h"

#include <optional>

namespace luthier::charts {

/// A dashed line across the plot at a value, with words at its end; shown where the value is in view.
struct Reference {
    double value = 0;
    QString label;
    QColor color;
};

/// What lies over the curves: references, labels at the ends of curves, the best point, crosshair and brush.
/// Light enough to be painted anew each time.
class MarksItem final : public QGraphicsItem {
public:
    MarksItem(QGraphicsItem* parent, const CurvesItem& curves)
        : QGraphicsItem(parent)
        , m_curves(curves) {}

    void setStyle(const ChartStyle& style);
    void setBounds(const QRectF& bounds);
    void setReferences(std::vector<Reference> references);
    /// In values of the axes.
    void setBest(std::optional<QPointF> best);
    void setCrosshair(std::optional<double> x);
    void setBrush(std::optional<Span> brush);
    /// Of the words at ends and references, in logical pixels; 0 without any.
    double widestLabel() const;
    const std::optional<double>& crosshair() const { return m_crosshair; }

    QRectF boundingRect() const override { return m_bounds; }
    void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

private:
    struct Label {
        QPointF at;
        QString text;
        QColor color;
    };
    double xOf(double value) const;
    std::optional<double> yOf(double value) const;
    std::vector<Label> endLabels() const;
    std::optional<std::size_t> lastInView(const Series& series) const;
    double freeLeft(double left, double width) const;
    bool isFree(const QRectF& place) const;
    double freeTop(const QRectF& place) const;
    void paintLabels(QPainter& painter, std::vector<Label> labels) const;
    void paintReferences(QPainter& painter) const;
    void paintCrosshair(QPainter& painter) const;

    const CurvesItem& m_curves;
    ChartStyle m_style;
    QRectF m_bounds;
    std::vector<Reference> m_references;
    std::optional<QPointF> m_best;
    std::optional<double> m_crosshair;
    std::optional<Span> m_brush;
};

} // namespace luthier::charts
