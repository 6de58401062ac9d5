#pragma once

#include "types.h"

#include <base/progress.h>
#include <base/result.h>
#include <project/project.h>

#include <functional>
#include <span>

namespace luthier::dataset {

/// The new values of a row's fields; empty for a row that stays as it is.
using RowEdit = std::function<Result<std::vector<std::pair<std::string, Json>>>(const Row& row)>;

/// Sets fields of many rows as one operation of a kind (its sentence is `operation.KIND`) that can be undone.
/// `edit` is asked for each row as it is once the database is locked, in the order of `rows`, so that no more
/// than one row is in memory; rows that are no longer live are passed over. No change, no operation. All or
/// nothing: after a stop nothing is changed. Fails as setCells does, and as `edit` does.
Result<EditOutcome> editRows(project::Project& project, DatasetId dataset, std::string_view kind,
                             const Json& parameters, std::span<const RowId> rows, const RowEdit& edit,
                             StopToken stop, ProgressSink& progress);

} // namespace luthier::dataset
