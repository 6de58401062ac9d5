#pragma once

#include "types.h"

#include <base/progress.h>
#include <base/result.h>
#include <project/project.h>

namespace luthier::dataset {

/// A change that was made to a dataset. Its sentence is the text `operation.<kind>` with the parameters.
struct Operation {
    OperationId id;
    std::string when;
    std::string kind; // import, set, delete, restore, split, deduplicate, label, …
    Json parameters;
    std::int64_t rows = 0;
    bool undone = false;
};

/// All operations of a dataset, the first one first.
Result<std::vector<Operation>> listOperations(storage::Connection& database, DatasetId dataset);

struct HistoryOutcome {
    std::vector<Operation> operations; // those that were undone or done again, in the order of the work
    std::string version;
};

/// Undoes the last `steps` operations, as many as there are (dataset.nothing_to_undo when there is none). All
/// or nothing; after a stop nothing is changed.
Result<HistoryOutcome> undo(project::Project& project, DatasetId dataset, std::int64_t steps, StopToken stop);

/// Undoes one operation out of order. Refused with dataset.undo_overlap when a later one that still stands
/// changed the same cells.
Result<HistoryOutcome> undoOperation(project::Project& project, DatasetId dataset, OperationId operation,
                                     StopToken stop);

/// Does again what was undone last, up to `steps` times; a new operation in between ends that
/// (dataset.nothing_to_redo).
Result<HistoryOutcome> redo(project::Project& project, DatasetId dataset, std::int64_t steps, StopToken stop);

/// Does one undone operation again, if its cells are as they were before it (else dataset.undo_conflict).
Result<HistoryOutcome> redoOperation(project::Project& project, DatasetId dataset, OperationId operation,
                                     StopToken stop);

} // namespace luthier::dataset
