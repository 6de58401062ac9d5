#include "ticks.h"

#include <algorithm>
#include <cmath>

namespace luthier::charts {
namespace {

/// So many values are looked at for the quantiles; more are sampled evenly.
constexpr std::size_t kQuantileValues = 4096;
constexpr double kQuantile = 0.01;
/// A scale is read by so many ticks.
constexpr std::size_t kFewTicks = 3;

double roundStep(double length, int most) {
    const double rough = length / std::max(1, most);
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    const double share = rough / power;
    return power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
}

} // namespace

std::vector<double> linearTicks(Span span, int most, double leastStep) {
    std::vector<double> ticks;
    if (!(span.length() > 0) || !std::isfinite(span.length()))
        return ticks;
    const double step = std::max(leastStep, roundStep(span.length(), most));
    const double slack = step * 1e-6;
    for (double index = std::ceil((span.from - slack) / step); index * step <= span.to + slack; ++index)
        ticks.push_back(std::clamp(index * step, span.from, span.to));
    return ticks;
}

std::vector<double> logTicks(Span span, int most) {
    std::vector<double> ticks;
    const double length = span.length();
    if (!(length > 0) || !std::isfinite(length))
        return ticks;
    const double apart = std::max(1.0, std::ceil(length / std::max(1, most)));
    const bool between = length * 3 <= most;
    for (double power = std::floor(span.from); power <= span.to; power += apart)
        for (const double part : {0.0, std::log10(2.0), std::log10(5.0)}) {
            const double value = power + part;
            if ((part == 0 || between) && value >= span.from - 1e-9 && value <= span.to + 1e-9)
                ticks.push_back(value);
        }
    if (ticks.size() >= kFewTicks)
        return ticks;
    ticks.clear();
    for (const double value : linearTicks({std::pow(10.0, span.from), std::pow(10.0, span.to)}, most))
        if (value > 0)
            ticks.push_back(std::log10(value));
    return ticks;
}

Span roundSpan(const Extent& extent, int most) {
    if (extent.isEmpty())
        return {0, 1};
    double length = extent.max - extent.min;
    // One value alone still gets an axis with room around it.
    const double scale = std::max(std::abs(extent.max), std::abs(extent.min));
    if (length <= scale * 1e-9)
        length = scale > 0 ? scale : 1;
    const double step = roundStep(length, most);
    Span span{std::floor(extent.min / step + 1e-9) * step, std::ceil(extent.max / step - 1e-9) * step};
    if (!(span.length() > 0))
        span.to = span.from + step;
    return span;
}

Extent clippedExtent(const Series& series, Span span) {
    const std::size_t begin = series.firstAt(span.from);
    std::size_t end = series.firstAt(span.to);
    end = end < series.size() && series.x(end) <= span.to ? end + 1 : end;
    std::vector<double> values;
    const std::size_t stride = std::max<std::size_t>(1, (end > begin ? end - begin : 0) / kQuantileValues);
    for (std::size_t i = begin; i < end; i += stride)
        if (const double value = series.y(i); !std::isnan(value))
            values.push_back(value);
    if (values.empty())
        return {};
    const auto cut = static_cast<std::ptrdiff_t>(kQuantile * static_cast<double>(values.size()));
    std::nth_element(values.begin(), values.begin() + cut, values.end());
    const double low = values[static_cast<std::size_t>(cut)];
    std::nth_element(values.begin(), values.end() - 1 - cut, values.end());
    return {low, *(values.end() - 1 - cut)};
}

} // namespace luthier::charts
