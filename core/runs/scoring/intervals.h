#pragma once

#include <cstdint>
#include <span>

namespace luthier::scoring {

/// A value and the 95 % interval around it. All NaN when there was nothing to count.
struct Interval {
    double value = 0;
    double low = 0;
    double high = 0;
};

/// The share successes / trials with the score interval of Wilson (1927), without continuity correction.
/// Without trials the value is NaN and the interval [0, 1].
Interval wilsonInterval(std::int64_t successes, std::int64_t trials);

/// One row's part of a mean: Σ sums / Σ counts is the mean over all tokens of all rows.
struct RowSum {
    double sum = 0;
    double count = 0;
};

struct BootstrapOptions {
    std::uint64_t seed = 42;
    /// Fewer are drawn where rows · resamples would pass 400 million, but never under 200.
    std::int64_t resamples = 10'000;
};

/// The mean with its percentile interval: rows are drawn with replacement (Efron 1979), percentiles
/// interpolated linearly as NumPy does. The same seed gives the same interval.
Interval bootstrapMean(std::span<const RowSum> rows, const BootstrapOptions& options = {});

/// mean(second) − mean(first) over the same rows, which are drawn together (paired bootstrap). Sizes must be
/// equal.
Interval bootstrapDifference(std::span<const RowSum> first, std::span<const RowSum> second,
                             const BootstrapOptions& options = {});

} // namespace luthier::scoring
