#include "intervals.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

namespace luthier::scoring {
namespace {

/// The 97.5th percentile of the normal distribution.
constexpr double kDeviate = 1.959963984540054;
constexpr std::int64_t kMostDraws = 400'000'000;
constexpr std::int64_t kFewestResamples = 200;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same everywhere.
class Draws {
public:
    explicit Draws(std::uint64_t seed)
        : m_state(seed) {}
    /// From 0 to below `limit`, which is under 2³².
    std::size_t below(std::size_t limit) {
        m_state += 0x9E37'79B9'7F4A'7C15U;
        std::uint64_t mixed = m_state;
        mixed = (mixed ^ (mixed >> 30U)) * 0xBF58'476D'1CE4'E5B9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94D0'49BB'1331'11EBU;
        mixed ^= mixed >> 31U;
        return ((mixed >> 32U) * limit) >> 32U;
    }

private:
    std::uint64_t m_state;
};

/// Of sorted values, as numpy.percentile with method "linear".
double quantile(const std::vector<double>& sorted, double share) {
    const double place = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (sorted[above] - sorted[below]) * (place - static_cast<double>(below));
}

/// `statistic` of draws of row numbers; resamples in which it is not finite are left out.
Interval percentiles(std::size_t rows, double value, const BootstrapOptions& options,
                     const std::function<double(const std::vector<std::size_t>&)>& statistic) {
    if (rows == 0 || !std::isfinite(value))
        return {kNaN, kNaN, kNaN};
    const auto affordable = std::max(kFewestResamples, kMostDraws / static_cast<std::int64_t>(rows));
    Draws draws(options.seed);
    std::vector<std::size_t> drawn(rows);
    std::vector<double> values;
    for (std::int64_t i = 0; i < std::min(options.resamples, affordable); ++i) {
        for (std::size_t& row : drawn)
            row = draws.below(rows);
        if (const double found = statistic(drawn); std::isfinite(found))
            values.push_back(found);
    }
    if (values.empty())
        return {value, kNaN, kNaN};
    std::sort(values.begin(), values.end());
    return {value, quantile(values, 0.025), quantile(values, 0.975)};
}

double meanOf(std::span<const RowSum> rows) {
    RowSum all;
    for (const RowSum& row : rows) {
        all.sum += row.sum;
        all.count += row.count;
    }
    return all.count > 0 ? all.sum / all.count : kNaN;
}

double meanOf(std::span<const RowSum> rows, const std::vector<std::size_t>& drawn) {
    RowSum all;
    for (const std::size_t row : drawn) {
        all.sum += rows[row].sum;
        all.count += rows[row].count;
    }
    return all.count > 0 ? all.sum / all.count : kNaN;
}

} // namespace

Interval wilsonInterval(std::int64_t successes, std::int64_t trials) {
    if (trials <= 0)
        return {kNaN, 0, 1};
    const auto n = static_cast<double>(trials);
    const double share = static_cast<double>(successes) / n;
    const double square = kDeviate * kDeviate;
    const double centre = (share + square / (2 * n)) / (1 + square / n);
    const double half =
        kDeviate / (1 + square / n) * std::sqrt(share * (1 - share) / n + square / (4 * n * n));
    // At the ends the formula gives 0 and 1 but for rounding.
    return {share, successes == 0 ? 0.0 : centre - half, successes == trials ? 1.0 : centre + half};
}

Interval bootstrapMean(std::span<const RowSum> rows, const BootstrapOptions& options) {
    return percentiles(rows.size(), meanOf(rows), options,
                       [&](const std::vector<std::size_t>& drawn) { return meanOf(rows, drawn); });
}

Interval bootstrapDifference(std::span<const RowSum> first, std::span<const RowSum> second,
                             const BootstrapOptions& options) {
    const std::size_t rows = std::min(first.size(), second.size());
    return percentiles(
        rows, meanOf(second) - meanOf(first), options,
        [&](const std::vector<std::size_t>& drawn) { return meanOf(second, drawn) - meanOf(first, drawn); });
}

} // namespace luthier::scoring
