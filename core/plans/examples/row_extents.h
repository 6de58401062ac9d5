#pragma once

#include "example.h"
#include "row_remarks.h"
#include "row_size.h"

#include <base/progress.h>
#include <dataset/filter.h>
#include <project/project.h>

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace luthier::examples {

/// Tokens [begin, end) of a row that are trained.
struct Stretch {
    std::int32_t begin = 0;
    std::int32_t end = 0;
};

/// How long each row of a source is in tokens and which stretches of it are trained, before any limit of
/// length; for a row that cannot be rendered, why. All that a plan or a check asks of rows follows from it,
/// so that a change of max_length, packing, batch or names of labels needs no rendering. Stretches count from
/// the end that is never cut; those of masked tokens are the tokens that may be hidden.
struct RowExtents {
    std::vector<std::int32_t> lengths;            ///< 0 for a refused row; seq2seq: of the text in front
    std::vector<std::int32_t> reasons;            ///< 0: rendered; n: refused, codes[n - 1] says why
    std::vector<std::int64_t> firstStretch = {0}; ///< [rows + 1], places in `stretches`
    std::vector<Stretch> stretches;
    std::vector<std::string> codes;
    // What only some tasks have; empty elsewhere.
    std::vector<std::int32_t> tails;   ///< tokens at the other end that a cut leaves there; of the answer too
    std::vector<std::int32_t> answers; ///< seq2seq: length of the answer, in which the stretches lie
    std::vector<std::int64_t> firstLabel; ///< [rows + 1], places in `rowLabels`
    std::vector<std::int32_t> rowLabels;  ///< places in `labels`: of the row, or of its tokens
    std::vector<std::uint8_t> listed;     ///< 1: the row gives a list of labels
    std::vector<std::string> labels;
    RowRemarks remarks; ///< on all that were rendered
    /// Of pairs: the same of the texts with the worse answers, row by row.
    std::vector<RowExtents> rejected = {};

    std::int64_t rows() const { return static_cast<std::int64_t>(lengths.size()); }
    /// Nothing for a row that was rendered.
    const std::string* refusal(std::int64_t row) const;
    std::span<const Stretch> trained(std::int64_t row) const;
    /// The texts of a row's labels.
    std::vector<std::string> labelsOf(std::int64_t row) const;
    bool isListed(std::int64_t row) const;
    /// Tokens of the row, of the longer text of a pair.
    std::int64_t longest(std::int64_t row) const;
    /// Whether max_length, or max_target_length of the answer, cuts the row.
    bool isLonger(std::int64_t row, const recipe::Recipe& recipe) const;
    /// What the row comes to under the lengths of a recipe; its targets are those of FrozenData.
    RowSize sizeOf(std::int64_t row, const recipe::Recipe& recipe) const;
    void append(std::span<const std::uint8_t> mask);
    /// `cutsLeft`: the tokenizer cuts texts at their beginning.
    void append(const Example& example, bool cutsLeft);
    void appendRefused(const std::string& code);

    /// Gives refused rows an empty entry in what only some tasks have.
    void padAdditions();

private:
    RowSize pairSize(std::int64_t row, const recipe::Recipe& recipe) const;
    std::int64_t marked(std::int64_t row, std::int64_t length, std::int64_t limit, std::int32_t from) const;

    std::unordered_map<std::string, std::int32_t> m_places; // of labels
};

/// Renders all rows that the filter means. `whole` must be a maker without a limit of length
/// (`withoutLimit`). Fails with dataset.*, interrupted().
Result<RowExtents> renderExtents(project::Project& project, const dataset::DatasetFacts& facts,
                                 const dataset::RowFilter& filter, const ExampleMaker& whole, StopToken stop,
                                 ProgressSink& progress);

/// One safetensors file; it may be read from a stranger's project.
Status writeRowExtents(const std::filesystem::path& file, const RowExtents& extents);
/// Fails with rows.extents_corrupt when the tensors do not agree, and with safetensors.*.
Result<RowExtents> readRowExtents(const std::filesystem::path& file);

} // namespace luthier::examples
