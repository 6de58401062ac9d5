#pragma once

#include "types.h"

#include <base/result.h>
#include <project/project.h>
#include <storage/connection.h>

#include <map>
#include <optional>

namespace luthier::dataset {

/// The published datasets in the order they were made.
Result<std::vector<DatasetFacts>> listDatasets(storage::Connection& database);

/// A dataset by its name, or by its number (dataset.not_found).
Result<DatasetFacts> findDataset(storage::Connection& database, std::string_view nameOrId);
Result<DatasetFacts> datasetById(storage::Connection& database, DatasetId id);

/// `name`, or the first of "name-2", "name-3", … that is free.
Result<std::string> freeName(storage::Connection& database, const std::string& name);
Status renameDataset(project::Project& project, DatasetId id, const std::string& name);

/// Takes a dataset out of sight for everyone. It keeps all it holds until it is brought back or removed.
Status hideDataset(project::Project& project, DatasetId id);
/// Those that are out of sight, in the order they were made.
Result<std::vector<DatasetFacts>> hiddenDatasets(storage::Connection& database);
/// Shows a hidden dataset again, under its name or the first free one like it; gives that name.
Result<std::string> bringBackDataset(project::Project& project, DatasetId id);

/// Takes a dataset away, hidden or not, at once for everyone; its rows are then deleted in short
/// transactions. Cannot be undone.
Status removeDataset(project::Project& project, DatasetId id, StopToken stop);

/// Live rows by split, those without one last under the empty name, if there are any.
Result<std::vector<SplitCount>> splitCounts(storage::Connection& database, DatasetId id);

/// The names of the splits by their number in the tables.
Result<std::map<std::int64_t, std::string>> splitNames(storage::Connection& database, DatasetId id);

/// Names are 1 to 64 bytes of UTF-8 without control characters, `=`, `,` or spaces at the ends
/// (dataset.bad_split_name).
Result<std::string> checkedSplitName(std::string_view name);

} // namespace luthier::dataset
