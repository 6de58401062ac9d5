#pragma once

#include <base/json.h>
#include <base/progress.h>
#include <base/result.h>

namespace luthier::engine_program {

// Questions of the Data page about labels; `project` is a folder, `dataset` a name. `where: [FILTER]` and
// `rows` (ids, where some are meant) say which rows, together.

/// {project, dataset, scheme, value, annotator, where, rows}: gives all these rows the same label as one
/// operation; an empty value takes it away. {changed, operation}.
Result<Json> labelledRows(const Json& params, StopToken stop, ProgressSink& progress);

/// {project, dataset, scheme, where, rows, name}: a new dataset of preference pairs from these rows' labels.
/// {dataset, name, of_rows, pairs, left_out: {…}}.
Result<Json> pairedRows(const Json& params, StopToken stop, ProgressSink& progress);

/// {project, dataset, scheme, pattern, expression, field, answer, where, rows}: suggests the answer for those
/// of these rows without a label whose text has the pattern. {rows, suggested}.
Result<Json> suggestedRows(const Json& params, StopToken stop, ProgressSink& progress);

/// {project, dataset, scheme, annotator, where, rows}: what is suggested for these rows becomes the
/// annotator's labels, as one operation. {changed, operation}.
Result<Json> acceptedRows(const Json& params, StopToken stop, ProgressSink& progress);

} // namespace luthier::engine_program
