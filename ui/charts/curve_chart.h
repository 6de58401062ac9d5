#pragma once

#include "chart_style.h"
#include "marks_item.h"

#include <QChartView>

#include <functional>

class QCategoryAxis;

namespace luthier::charts {

enum class Outliers { Show, Clip };
enum class Floor { Free, Zero };

/// What the axes show. The y axis follows the curves.
struct Axes {
    Span x;
    Scale scale = Scale::Linear;
    Outliers outliers = Outliers::Show;
    Floor floor = Floor::Free;
    double leastXStep = 0; ///< between ticks of x: 1 where only whole values mean something
    QString xTitle;        ///< beside the ticks of x
    /// The text of a tick, given its value and the distance of ticks.
    using Labeler = std::function<QString(double value, double step)>;
    Labeler xLabel;
    Labeler yLabel;
};

/// A chart of curves over a common x axis. It moves nothing by itself: pointing and dragging are signals, so
/// that several charts can share crosshair and zoom. With the keyboard, arrows move the crosshair from point
/// to point of the first curve and Escape asks for the whole axis.
class CurveChart final : public QChartView {
    Q_OBJECT

public:
    explicit CurveChart(const QString& name);

    void setStyle(const ChartStyle& style);
    void setCurves(std::vector<Curve> curves);
    /// Words at the ends of the curves, in their order.
    void setLabels(const QStringList& labels);
    void setReferences(std::vector<Reference> references) { m_marks->setReferences(std::move(references)); }
    void setBest(std::optional<QPointF> best) { m_marks->setBest(best); }
    void setAxes(const Axes& axes);
    /// Words in the place of axes and references as long as no curve has a point.
    void setEmptyText(const QString& text);
    /// Room that the words at the ends of curves and references want at the right, and how much they get
    /// there; charts above each other get the same. Logical pixels.
    int wantedRight() const;
    void setRight(int room);
    void setCrosshair(std::optional<double> x);
    /// Points were appended to the series, or labels of ticks are to be written anew.
    void refresh();
    const View& view() const { return m_curves->view(); }
    /// Its least size: it takes the room it gets, whatever it had before.
    QSize sizeHint() const override;

Q_SIGNALS:
    void pointed(double x);
    void pointerLeft();
    void brushed(double from, double to);
    void wholeWanted();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void drawForeground(QPainter* painter, const QRectF& rect) override;

private:
    void place();
    bool isEmpty() const;
    void paintTitle(QPainter& painter) const;
    Span valueSpan() const;
    void showTicks(QCategoryAxis* axis, Span span, const std::vector<double>& ticks,
                   const Axes::Labeler& labeler, Scale scale);
    double valueAt(const QPoint& position) const;
    void movePointer(int points);

    ChartStyle m_style;
    Axes m_axes;
    QCategoryAxis* m_x;
    QCategoryAxis* m_y;
    CurvesItem* m_curves;
    MarksItem* m_marks;
    std::optional<QPoint> m_pressed;
    QString m_emptyText;
    int m_right = 0; // at least as the style has it
};

} // namespace luthier::charts
