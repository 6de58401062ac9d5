#pragma once

#include <registry/series.h>

#include <QList>

#include <vector>

namespace luthier::bridge {

constexpr int kSparkPoints = 48;

/// A curve for a small place: the mean of each of at most kSparkPoints equal parts of the points.
QList<double> sparkOf(const std::vector<registry::Point>& points);

} // namespace luthier::bridge
