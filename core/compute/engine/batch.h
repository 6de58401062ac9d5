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
/// ids.size(); positions restart at 0 in each row; targets are sorted by position. Where whole texts have
/// labels, each text has one target, at the token that speaks for it.
struct PackedBatch {
    std::vector<std::int32_t> ids;
    std::vector<std::int32_t> positions;
    std::vector<std::int32_t> rowStarts;
    std::vector<Target> targets;
    std::vector<std::int32_t> tokenTypes = {}; ///< of each token; empty: all 0
    /// In place of the targets' tokens, where numbers are learnt: so many for each target, in order.
    std::vector<float> values = {};
    // What an encoder reads for each row, packed likewise; empty where there is none.
    std::vector<std::int32_t> sourceIds = {};
    std::vector<std::int32_t> sourceStarts = {};
    // Where answers are compared: the rows are so many pairs, the better answer first, and both answers'
    // log-probabilities were these; empty: not known yet, which counts as 0.
    std::int64_t pairs = 0;
    std::vector<float> references = {};
    /// Of each pair whether its first answer is wanted, 1 or 0 (kto).
    std::vector<float> desirable = {};
    /// Of each target whether it is of an answer that is compared, 1 or 0; empty: all are.
    std::vector<float> compared = {};

    /// What has a loss: a pair, else a target.
    std::int64_t losses() const { return pairs > 0 ? pairs : static_cast<std::int64_t>(targets.size()); }
};

/// Appends a row: token t is a target, predicted at t − 1, where `trained[t]` is not 0.
void appendRow(PackedBatch& batch, std::span<const std::int32_t> ids, std::span<const std::uint8_t> trained);

} // namespace luthier::engine
