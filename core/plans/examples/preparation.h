#pragma once

#include "example.h"
#include "frozen_data.h"
#include "row_counts.h"
#include "row_remarks.h"

#include <base/progress.h>
#include <project/project.h>

#include <string>
#include <vector>

namespace luthier::examples {

struct Prepared {
    FrozenData data;
    RowCounts counts;
    RowRemarks remarks; ///< on the rows that are trained
    /// What the first rows of `data` ask, in the words of their rows, for the samples of a validation: as
    /// many as the recipe wants; empty for rows of plain text.
    std::vector<std::string> questions;
    /// Name, version and split of each dataset that was read.
    Json sources = Json::array();
};

/// Renders the rows of the sources in dataset order. A weight of w takes each row ⌊w⌋ times and a seeded
/// share of the rows once more. `train`: the training rows, for those of a validation, whose labels have the
/// same names. Fails with dataset.*, labels.only_one, labels.none, labels.too_many, and with interrupted()
/// when `stop` is asked.
Result<Prepared> prepareRows(project::Project& project, const std::vector<recipe::DataSource>& sources,
                             const ExampleMaker& maker, const recipe::Recipe& recipe, StopToken stop,
                             ProgressSink& progress, const FrozenData* train = nullptr);

/// Names of the datasets in a run's lineage that are not as they were when its rows were frozen: edited,
/// renamed or removed.
Result<std::vector<std::string>> changedDatasets(storage::Connection& database, const Json& lineage);

} // namespace luthier::examples
