#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace luthier::tokenizing {

/// Best use of space, or rows in the order they came (each pack holds neighbours).
enum class PackingOrder { FirstFitDecreasing, AsGiven };

/// Puts rows of these lengths (in tokens) into packs of at most `budget` tokens: lists of row indices. A row longer
/// than the budget has a pack of its own. First-fit decreasing takes longer rows first, equal ones in their order, so
/// the same lengths always give the same packs. O(n log n).
std::vector<std::vector<std::size_t>> packRows(std::span<const std::size_t> lengths, std::size_t budget, PackingOrder order);

/// Positions of a pack's tokens: they start again at 0 in each row.
std::vector<std::int64_t> packPositions(std::span<const std::size_t> lengths, std::span<const std::size_t> pack);

/// Where each row of a pack begins, and the end of the last one (cu_seqlens).
std::vector<std::int64_t> packBoundaries(std::span<const std::size_t> lengths, std::span<const std::size_t> pack);

} // namespace luthier::tokenizing
