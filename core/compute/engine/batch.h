#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace luthier::engine {

/// A token that is learnt: at `position` of the batch the model should say `token`.
struct Target {
    std::int32_t position = 0;
    std::int32_t token = 0;
};

/// Rows packed one behind the other. `rowStarts` has one entry more than there are rows, from 0 to
/// ids.size(); positions restart at 0 in each row; targets are sorted by position.
struct PackedBatch {
    std::vector<std::int32_t> ids;
    std::vector<std::int32_t> positions;
    std::vector<std::int32_t> rowStarts;
    std::vector<Target> targets;
};

/// Appends a row: token t is a target, predicted at t − 1, where `trained[t]` is not 0.
void appendRow(PackedBatch& batch, std::span<const std::int32_t> ids, std::span<const std::uint8_t> trained);

} // namespace luthier::engine
