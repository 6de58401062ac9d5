#pragma once

#include "series.h"

#include <vector>

namespace luthier::charts {

enum class Scale { Linear, Log };

/// Round values (1, 2 or 5 times a power of ten apart, and `leastStep` at least) within the span, about
/// `most` of them at the most.
std::vector<double> linearTicks(Span span, int most, double leastStep = 0);
/// Ticks of a logarithmic axis whose span is in powers of ten: whole powers, with 2 and 5 between them where
/// few fit, and round values where even these are too few to read a scale by.
std::vector<double> logTicks(Span span, int most);

/// The span of an axis around what is to be shown: begins and ends at a tick of its own.
Span roundSpan(const Extent& extent, int most);

/// The extent without the lowest and highest hundredth of the values in view: few wild values do not flatten
/// the rest.
Extent clippedExtent(const Series& series, Span span);

} // namespace luthier::charts
