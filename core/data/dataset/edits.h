#pragma once

#include "filter.h"
#include "types.h"

#include <base/progress.h>
#include <base/result.h>
#include <project/project.h>

#include <functional>
#include <optional>
#include <span>

namespace luthier::dataset {

/// Bytes of JSON that an edit may put into a field.
constexpr std::size_t kLongestValue = std::size_t{8} << 20;

struct CellEdit {
    RowId row;
    std::string field;
    Json value;
    /// The edit is refused with dataset.row_changed when the row has another revision by now.
    std::optional<std::int64_t> expectedRevision;
};

/// Sets fields of live rows, as one operation that can be undone; each cell at most once. A value equal to
/// the imported one takes the edit away. All or nothing. Fails with dataset.no_such_row, .no_such_field,
/// .row_changed, .bad_value.
Result<EditOutcome> setCells(project::Project& project, DatasetId dataset, std::span<const CellEdit> edits);

/// The value that a text means in a field: a string where the field holds text (or nothing yet), else JSON
/// (dataset.value_not_json).
Result<Json> valueFromText(const Row& row, std::string_view field, std::string_view text);

/// Deletes the rows that the filter means, or brings deleted ones back: one operation. Nothing found is no
/// error.
Result<EditOutcome> deleteRows(project::Project& project, DatasetId dataset, const RowFilter& filter,
                               StopToken stop);
Result<EditOutcome> restoreRows(project::Project& project, DatasetId dataset, const RowFilter& filter,
                                StopToken stop);

/// Rows that go for a reason.
struct Removal {
    std::vector<RowId> rows;
    std::string kind;                 ///< of the operation: its sentence is `operation.<kind>`
    Json parameters = Json::object(); ///< of that sentence
    std::string version;              ///< in which they were chosen
    /// Writes what belongs to the operation, in its transaction.
    std::function<Status(OperationId)> alongside = {};
};
/// Deletes rows as one operation; without any nothing is done. Fails with dataset.changed_meanwhile when the
/// dataset has another version by now. All or nothing.
Result<EditOutcome> removeRows(project::Project& project, DatasetId dataset, const Removal& removal,
                               StopToken stop);

} // namespace luthier::dataset
