#pragma once

#include "comparison_options.h"
#include "subjects.h"

#include <dataset/types.h>

#include <optional>
#include <string>
#include <vector>

namespace luthier::evaluating {

/// A row as both sides get it.
struct ComparisonRow {
    std::int64_t row = 0; ///< of the dataset, or line of the prompt
    std::string prompt;   ///< what is asked, for people: the one user turn, or all turns with their roles
    Json messages;        ///< the same as messages; null for a plain text
    std::optional<std::string> reference; ///< nothing: the row has none
    /// The answer can be held against the reference; the rest of a plain text is no answer.
    bool scored = false;
    std::vector<std::int32_t> promptIds;
    examples::FrozenData rendered; ///< the whole row as it is trained; no rows when it has no reference
};

/// Renders one row. Fails with what rendering fails with.
Result<ComparisonRow> makeRow(const Subjects& subjects, const Json& fields, const dataset::Roles& roles,
                              std::int64_t datasetId, std::int64_t row);

/// Which rows are meant: prompts, or rows of a dataset by id.
struct RowSource {
    std::optional<dataset::DatasetFacts> dataset;
    std::optional<std::string> split;
    std::vector<RowId> ids;
    std::vector<examples::RecordRow> prompts;
    std::int64_t trained = 0; ///< how many of the rows the run was trained on

    std::int64_t rows() const;
};

/// The rows of the options. Without a dataset: the split `test` of the run's (first) dataset where it has
/// one, else the run's first validation source, so that nothing is compared that was trained. Fails with
/// dataset.not_found, compare.no_default, compare.no_split, compare.no_rows.
Result<RowSource> chooseRows(project::Project& project, const Subjects& subjects,
                             const ComparisonOptions& options, StopToken stop);

/// Rows [begin, begin + count) of the source, in order. The value of a row that cannot be rendered is its
/// error.
Result<std::vector<Result<ComparisonRow>>> readRows(project::Project& project, const Subjects& subjects,
                                                    const RowSource& source, std::int64_t begin,
                                                    std::int64_t count);

} // namespace luthier::evaluating
