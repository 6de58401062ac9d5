#pragma once

#include "series.h"
#include "ticks.h"

#include <QColor>
#include <QImage>
#include <Qt>

namespace luthier::charts {

/// How a curve is drawn; lengths in logical pixels.
struct CurveLook {
    QColor color;
    double width = 1;
    double opacity = 1;
    double markRadius = 0; ///< 0: no points
    Qt::PenStyle style = Qt::SolidLine;
};

/// The window of values that the plot area shows. On a logarithmic scale y is in powers of ten.
struct View {
    Span x;
    Span y;
    Scale scale = Scale::Linear;
    bool operator==(const View&) const = default;
};

/// A value as the y axis counts it; NaN where a logarithm has none.
double axisValue(Scale scale, double value);

/// Paints one curve into an image whose pixels are the plot area, from pixel column `first` on. The image's
/// device pixel ratio is 1; `ratio` tells how many of its pixels a logical one has.
void paintCurve(QImage& image, double ratio, const Series& series, const CurveLook& look, const View& view,
                int first);

} // namespace luthier::charts
