#pragma once

#include <base/progress.h>
#include <base/result.h>

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace luthier::examples {

/// A token that no label is learnt for.
constexpr std::int32_t kNoLabel = -100;

/// Rows as a run reads them: token ids one row behind the other, for each token whether it is trained, and
/// where the row came from. Written once, before the run enters its queue; later edits of the dataset do not
/// reach it.
struct FrozenData {
    std::vector<std::int32_t> ids;
    std::vector<std::uint8_t> trained; ///< 1: the token is learnt
    std::vector<std::int64_t> rowStarts = {0};
    std::vector<std::int64_t> rowIds; ///< row of the dataset
    std::vector<std::int64_t> datasetIds;
    // What only some tasks have; empty elsewhere.
    std::vector<std::uint8_t> tokenTypes;   ///< of each token: 1 in the second text of a pair
    std::vector<std::int32_t> tokenLabels;  ///< of each token: index of its label, kNoLabel where none is
    std::vector<std::int32_t> sourceIds;    ///< seq2seq: the texts in front; `ids` are then the answers
    std::vector<std::int64_t> sourceStarts; ///< one more than there are rows
    std::vector<float> labels; ///< `labelWidth` a row: a label's index, 0 or 1 a label, or a number
    std::int64_t labelWidth = 0;
    std::vector<std::string> labelNames; ///< by index

    std::int64_t rows() const { return static_cast<std::int64_t>(rowIds.size()); }
    std::int64_t length(std::int64_t row) const;
    /// Tokens of the text in front of an answer; 0 where there is none.
    std::int64_t sourceLength(std::int64_t row) const;
    std::span<const std::int32_t> idsOf(std::int64_t row) const;
    std::span<const std::uint8_t> trainedOf(std::int64_t row) const;
    /// Targets of a row: trained tokens but its first, which nothing predicts.
    std::int64_t targets(std::int64_t row) const;
    std::int64_t totalTargets() const;
    /// Of all rows, in memory as on disk.
    std::int64_t bytes() const;
    void append(std::span<const std::int32_t> rowIdsOfTokens, std::span<const std::uint8_t> mask,
                std::int64_t datasetId, std::int64_t rowId);
};

/// One safetensors file with tensors `ids` (I32), `trained` (U8), `row_starts`, `row_ids`, `dataset_ids`
/// (I64) and a hash over them in its metadata.
Status writeFrozenData(const std::filesystem::path& file, const FrozenData& data);

/// Fails with run.data_corrupt when tensors, bounds or the hash do not agree, and with safetensors.*.
Result<FrozenData> readFrozenData(const std::filesystem::path& file);

/// The hash that writeFrozenData stores.
std::string hashOf(const FrozenData& data);

} // namespace luthier::examples
