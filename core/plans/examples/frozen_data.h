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

/// A row to be appended; what its task does not have stays empty.
struct FrozenRow {
    std::span<const std::int32_t> ids = {};
    std::span<const std::uint8_t> trained = {};
    std::span<const std::uint8_t> tokenTypes = {};
    std::span<const std::int32_t> tokenLabels = {};
    std::span<const std::int32_t> sourceIds = {};
    std::span<const float> labels = {};
    std::int64_t datasetId = 0;
    std::int64_t rowId = 0;
    std::span<const std::int32_t> rejectedIds = {};
    std::span<const std::uint8_t> rejectedTrained = {};
};

/// Rows as a run reads them: token ids one row behind the other, for each token whether it is trained, and
/// where the row came from. Written once, before the run enters its queue; later edits of the dataset do not
/// reach it.
struct FrozenData {
    std::vector<std::int32_t> ids;
    std::vector<std::uint8_t> trained; ///< 1: the token is learnt; of masked tokens: it may be hidden
    std::vector<std::int64_t> rowStarts = {0};
    std::vector<std::int64_t> rowIds; ///< row of the dataset
    std::vector<std::int64_t> datasetIds;
    // What only some tasks have; empty elsewhere. All rows of a file have the same of these.
    std::vector<std::uint8_t> tokenTypes;   ///< of each token: 1 in the second text of a pair
    std::vector<std::int32_t> tokenLabels;  ///< of each token: index of its label, kNoLabel where none is
    std::vector<std::int32_t> sourceIds;    ///< seq2seq: the texts in front; `ids` are then the answers
    std::vector<std::int64_t> sourceStarts; ///< one more than there are rows
    // Of pairs: the text with the worse answer, as `ids`, `trained` and `row_starts` are that with the
    // better. Of answers that are judged: the question with the answer to another (strangers.h).
    std::vector<std::int32_t> rejectedIds;
    std::vector<std::uint8_t> rejectedTrained;
    std::vector<std::int64_t> rejectedStarts;
    bool learnsQuestions = false; ///< pairs: of the better text all tokens are learnt, not its answer alone
    /// `labelWidth` a row: a label's index, 0 or 1 a label, a number, or 1 for an answer that is wanted.
    std::vector<float> labels;
    std::int64_t labelWidth = 0;
    std::vector<std::string> labelNames; ///< by index
    double maskedShare = 0;              ///< mlm: share of the tokens that are hidden; 0 elsewhere

    std::int64_t rows() const { return static_cast<std::int64_t>(rowIds.size()); }
    std::int64_t length(std::int64_t row) const;
    /// Tokens of the text in front of an answer; 0 where there is none.
    std::int64_t sourceLength(std::int64_t row) const;
    std::span<const std::int32_t> idsOf(std::int64_t row) const;
    std::span<const std::uint8_t> trainedOf(std::int64_t row) const;
    /// seq2seq alone: the text in front.
    std::span<const std::int32_t> sourceOf(std::int64_t row) const;
    /// Of pairs alone: the text with the worse answer.
    bool hasPairs() const { return !rejectedStarts.empty(); }
    std::int64_t rejectedLength(std::int64_t row) const;
    std::span<const std::int32_t> rejectedOf(std::int64_t row) const;
    std::span<const std::uint8_t> rejectedTrainedOf(std::int64_t row) const;
    /// `labelWidth` values.
    std::span<const float> labelsOf(std::int64_t row) const;
    /// Whether a row has any number of the labels: 0 or 1 for each of them.
    bool isMultiLabel() const { return labelWidth > 0 && labelWidth == std::ssize(labelNames); }
    /// What is learnt of a row. Next tokens: those trained but the first, which nothing predicts. Labels of
    /// rows or a number: 1. Labels of tokens: the labelled ones. Answers: all of their tokens. Hidden tokens:
    /// maskedTokens of those that may be hidden. Pairs: the trained tokens of both answers, or all of the
    /// better text and those of the worse answer.
    std::int64_t targets(std::int64_t row) const;
    std::int64_t totalTargets() const;
    /// Of all rows, in memory as on disk.
    std::int64_t bytes() const;
    void append(const FrozenRow& row);
    void append(std::span<const std::int32_t> rowIdsOfTokens, std::span<const std::uint8_t> mask,
                std::int64_t datasetId, std::int64_t rowId);
};

/// Tokens of a row that are hidden when `candidates` may be: the share, rounded, but one at least where there
/// is one. Whoever draws them must not hide more: arenas are laid out for this many.
std::int64_t maskedTokens(std::int64_t candidates, double share);

/// One safetensors file of version 2: tensors `ids` (I32), `trained` (U8), `row_starts`, `row_ids`,
/// `dataset_ids` (I64) and, where the task has them, `token_types` (U8), `token_labels`, `source_ids` (I32),
/// `source_starts` (I64), `rejected_ids` (I32), `rejected_trained` (U8), `rejected_starts` (I64), `labels`
/// (F32, [rows, labelWidth]); in its metadata `version`, `hash`, `label_names` (a JSON list),
/// `masked_share` and `learns_questions`.
Status writeFrozenData(const std::filesystem::path& file, const FrozenData& data);

/// Reads versions 1 (without a version and what only some tasks have) and 2. Fails with run.data_corrupt when
/// tensors, bounds or the hash do not agree or the version is another, and with safetensors.*.
Result<FrozenData> readFrozenData(const std::filesystem::path& file);

/// The hash that writeFrozenData stores, over all there is; that of version 1 where only its columns are
/// filled.
std::string hashOf(const FrozenData& data);

} // namespace luthier::examples
