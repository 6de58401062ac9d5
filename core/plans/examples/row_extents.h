#pragma once

#include "example.h"
#include "row_remarks.h"

#include <base/progress.h>
#include <dataset/filter.h>
#include <project/project.h>

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace luthier::examples {

/// Tokens [begin, end) of a row that are trained.
struct Stretch {
    std::int32_t begin = 0;
    std::int32_t end = 0;
};

/// How long each row of a source is in tokens and which stretches of it are trained, before any limit of
/// length; for a row that cannot be rendered, why. All that a plan or a check asks of rows follows from it,
/// so that a change of max_length, packing or batch needs no rendering.
struct RowExtents {
    std::vector<std::int32_t> lengths;            ///< 0 for a refused row
    std::vector<std::int32_t> reasons;            ///< 0: rendered; n: refused, codes[n - 1] says why
    std::vector<std::int64_t> firstStretch = {0}; ///< [rows + 1], places in `stretches`
    std::vector<Stretch> stretches;
    std::vector<std::string> codes;
    RowRemarks remarks; ///< on all that were rendered

    std::int64_t rows() const { return static_cast<std::int64_t>(lengths.size()); }
    /// Nothing for a row that was rendered.
    const std::string* refusal(std::int64_t row) const;
    std::span<const Stretch> trained(std::int64_t row) const;
    /// Tokens of the row that are learnt under a limit (0: none); its first token is predicted by nothing.
    std::int64_t targets(std::int64_t row, std::int64_t limit) const;
    void append(std::span<const std::uint8_t> mask);
    void appendRefused(const std::string& code);
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
