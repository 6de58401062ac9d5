#pragma once

#include <base/json.h>
#include <base/progress.h>
#include <base/result.h>

namespace luthier::engine_program {

// Questions of the Data page about a dataset; `project` is a folder, `dataset` a name.

/// {project, dataset, preset or rules: […], examples, found}: {rows, version, findings: [{rule, rows,
/// findings, fixable, examples: [{row, field, begin, end, before, text, after, code, parameters, fix}],
/// found: [rows]}]}. `found`: ids of rows to give of each rule, at most (none).
Result<Json> foundProblems(const Json& params, StopToken stop, ProgressSink& progress);

/// {project, dataset, rules: […]}: puts in what is safe, as one operation. {changed, fixed, left, operation}.
Result<Json> mendedRows(const Json& params, StopToken stop, ProgressSink& progress);

/// {project, dataset, key, near (exact ones alone without it), keep, pairs}: {rows, without_text,
/// exact_groups, clusters, largest_cluster, alarm, version, duplicates, exact, pairs: [[removed, keeper,
/// jaccard, exact]], conflicting, conflicts: [{rows (the first), count, answers}]}. Of pairs and conflicts at
/// most `pairs` are given, those of the largest clusters first.
Result<Json> foundDuplicates(const Json& params, StopToken stop, ProgressSink& progress);

/// {project, dataset, key, near, keeper, rows: […]}: {alike: [jaccard or null]}, in the order of the rows.
Result<Json> alikeRows(const Json& params, StopToken stop, ProgressSink& progress);

/// {project, dataset, key, near, keep, version, except: [keepers], instead: [pairs]}: finds them once more
/// and deletes those that go as one operation, with the pairs as its evidence; `instead` takes the place of
/// the clusters of `except`. Refused when the dataset has another version by now. {changed, operation}.
Result<Json> removedDuplicates(const Json& params, StopToken stop, ProgressSink& progress);

/// {project, dataset, key, near, examples}: {splits: [names], rows, without_split, without_text, version,
/// leaked: [rows, each once], counts: [{split, before, exact, near, group, contained}], examples: [{row,
/// other, kind, score, split, before}], at most so many of each pair of splits and kind}. What was found is
/// kept in the project, where it may be written.
Result<Json> foundLeakage(const Json& params, StopToken stop, ProgressSink& progress);

/// {project, dataset, ratios: {name: share}, seed, group, key}: splits the rows, those that repeat each other
/// in what the key compares together. {changed, operation}.
Result<Json> splitRowsTogether(const Json& params, StopToken stop, ProgressSink& progress);

} // namespace luthier::engine_program
