#include "chart_look.h"

#include <widgets/theme/theme.h>

namespace luthier::train {

using namespace widgets;
using charts::CurveLook;

charts::ChartStyle chartStyle() {
    const Palette& palette = currentPalette();
    charts::ChartStyle style;
    style.surface = palette.surface, style.line = palette.line, style.text = palette.text,
    style.muted = palette.text2;
    style.focus = palette.action, style.brush = palette.action;
    style.font = fontOf(TextStyle::Caption);
    style.left = measures::kChartLeft, style.right = measures::kChartRight;
    style.top = measures::kChartTop, style.bottom = measures::kChartBottom;
    style.gap = measures::kGapSmall, style.pointRadius = measures::kPoint;
    style.lineWidth = measures::kLine, style.focusWidth = measures::kStroke;
    return style;
}

CurveLook rawLook() {
    return {currentPalette().adapted, measures::kLine, measures::kRawOpacity, 0, Qt::SolidLine};
}
CurveLook smoothedLook() {
    return {currentPalette().adapted, measures::kStroke, 1, 0, Qt::SolidLine};
}
CurveLook validationLook() {
    return {currentPalette().action, measures::kCurve, 1, measures::kPoint, Qt::SolidLine};
}
CurveLook rateLook() {
    return {currentPalette().action, measures::kStroke, 1, 0, Qt::SolidLine};
}
CurveLook rateAheadLook() {
    return {currentPalette().action, measures::kCurve, measures::kAheadOpacity, 0, Qt::DashLine};
}
CurveLook plainLook() {
    return {currentPalette().text2, measures::kLine, 1, 0, Qt::SolidLine};
}
CurveLook speedLook() {
    return {currentPalette().action, measures::kCurve, 1, 0, Qt::SolidLine};
}
CurveLook memoryLook() {
    return {currentPalette().text2, measures::kCurve, 1, 0, Qt::SolidLine};
}

CurveLook betterLook() {
    return {currentPalette().good, measures::kCurve, 1, 0, Qt::SolidLine};
}
CurveLook worseLook() {
    return {currentPalette().bad, measures::kCurve, 1, 0, Qt::DashLine};
}

QColor overlayColor(int index) {
    const Palette& palette = currentPalette();
    const QColor hues[kOverlayHues] = {palette.action, palette.memoryParts[3], palette.memoryParts[2],
                                       palette.text2,  palette.good,           palette.warn};
    return hues[index % kOverlayHues];
}

CurveLook overlayLook(int index) {
    return {overlayColor(index), measures::kStroke, 1, 0, Qt::SolidLine};
}
CurveLook overlayValidationLook(int index) {
    return {overlayColor(index), measures::kLine, 1, measures::kPoint, Qt::SolidLine};
}

} // namespace luthier::train
