#pragma once

#include "example.h"
#include "frozen_data.h"
#include "row_remarks.h"

#include <base/progress.h>
#include <project/project.h>

#include <string>
#include <vector>

namespace luthier::examples {

/// What became of the rows of a preparation.
struct PreparationCounts {
    std::int64_t rows = 0; ///< rows looked at
    std::int64_t kept = 0;
    std::int64_t cut = 0;            ///< kept, but longer than max_length
    std::int64_t dropped = 0;        ///< longer than max_length, left out because the recipe says so
    std::int64_t withoutTrained = 0; ///< nothing in them is trained; left out
    std::int64_t refused = 0;        ///< could not be rendered; left out
    std::string firstRefusal;        ///< code of the first of those
    RowRemarks remarks;              ///< on the rows that were kept
};

struct Prepared {
    FrozenData data;
    PreparationCounts counts;
    /// What the first rows of `data` ask, in the words of their rows, for the samples of a validation: as
    /// many as the recipe wants; empty for rows of plain text.
    std::vector<std::string> questions;
    /// Name, version and split of each dataset that was read.
    Json sources = Json::array();
};

/// Renders the rows of the sources in dataset order. A weight of w takes each row ⌊w⌋ times and a seeded
/// share of the rows once more. Fails with dataset.*, and with interrupted() when `stop` is asked.
Result<Prepared> prepareRows(project::Project& project, const std::vector<recipe::DataSource>& sources,
                             const ExampleMaker& maker, const recipe::Recipe& recipe, StopToken stop,
                             ProgressSink& progress);

/// Names of the datasets in a run's lineage that are not as they were when its rows were frozen: edited,
/// renamed or removed.
Result<std::vector<std::string>> changedDatasets(storage::Connection& database, const Json& lineage);

} // namespace luthier::examples
