#pragma once

#include <cstdint>

namespace luthier::scoring {

/// The same rows answered by two models, right or wrong.
struct PairedCounts {
    std::int64_t bothRight = 0;
    std::int64_t fixed = 0;  ///< wrong before, right after
    std::int64_t broken = 0; ///< right before, wrong after
    std::int64_t bothWrong = 0;

    enum class Answer { Wrong, Right };
    void add(Answer before, Answer after);
    std::int64_t rows() const { return bothRight + fixed + broken + bothWrong; }
    std::int64_t rightBefore() const { return bothRight + broken; }
    std::int64_t rightAfter() const { return bothRight + fixed; }
};

/// The exact two-sided p-value of McNemar's test: how likely a split of the changed rows at least as uneven
/// is when either way is a coin's toss. 1 when no row changed.
double mcnemarExact(std::int64_t fixed, std::int64_t broken);

} // namespace luthier::scoring
