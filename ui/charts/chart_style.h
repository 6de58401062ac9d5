#pragma once

#include <QColor>
#include <QFont>

namespace luthier::charts {

/// What a chart takes from the theme; lengths in logical pixels.
struct ChartStyle {
    QColor surface, line, text, muted, focus, brush;
    QFont font;
    int left = 0, right = 0, top = 0, bottom = 0; ///< around the plot area
    int gap = 0;                                  ///< between a point and what is written beside it
    int pointRadius = 0;
    int lineWidth = 1;
    int focusWidth = 0;
};

} // namespace luthier::charts
