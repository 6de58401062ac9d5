#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace luthier::tokenizing {

enum class PackingOrder { FirstFitDecreasing, AsGiven };

/// Packs rows into groups of at most `budget` tokens: longest first, each into the first group that holds it
/// (first-fit decreasing), rows of equal length in their order. Groups come by their first row, rows within a
/// group in order; the same lengths always give the same groups. A row longer than the budget gets a group of
/// its own. Positions restart in each row, and attention never crosses rows. AsGiven keeps the rows' order
/// instead: each group holds neighbours.
std::vector<std::vector<std::int64_t>> packRows(std::span<const std::int64_t> lengths, std::int64_t budget,
                                                PackingOrder order = PackingOrder::FirstFitDecreasing);

} // namespace luthier::tokenizing
