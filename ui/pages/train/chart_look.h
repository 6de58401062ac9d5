#pragma once

#include <charts/curve_chart.h>

namespace luthier::train {

/// What charts take from the theme that is shown now.
charts::ChartStyle chartStyle();

/// Looks of the curves of a run: train thin and pale, smoothed thick, validation with points.
charts::CurveLook rawLook();
charts::CurveLook smoothedLook();
charts::CurveLook validationLook();
charts::CurveLook rateLook();
charts::CurveLook rateAheadLook();
charts::CurveLook plainLook(); // neither the base nor the adapted model: gradient norm
charts::CurveLook speedLook();
charts::CurveLook memoryLook();
charts::CurveLook betterLook();
charts::CurveLook worseLook();

/// Runs laid over each other take hues that stand for no model; there are as many.
constexpr int kOverlayHues = 6;
QColor overlayColor(int index);
charts::CurveLook overlayLook(int index);
charts::CurveLook overlayValidationLook(int index);

} // namespace luthier::train
