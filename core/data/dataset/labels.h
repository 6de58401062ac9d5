#pragma once

#include "types.h"

#include <base/progress.h>
#include <base/result.h>
#include <project/project.h>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace luthier::dataset {

/// What an annotator said of a row under a scheme: a cell beside the fields, part of the row's hash. What a
/// value means is the scheme's matter (module labeling); here it is JSON.
struct Label {
    RowId row;
    std::string scheme;
    std::string annotator;
    Json value;
};

/// How the name of an annotator begins whose label decides where others differ.
constexpr std::string_view kFinalMark = "final:";
bool isFinal(std::string_view annotator);

/// A label to be given; without a value it is taken away.
struct LabelEdit {
    RowId row;
    std::string scheme;
    std::string annotator;
    std::optional<Json> value;
};

/// A scheme as it is stored: the definition belongs to the module labeling.
struct SchemeEntry {
    std::string name;
    Json definition;
};

/// How an operation on labels is told: `operation.KIND` with the parameters.
struct LabelOperation {
    std::string kind = "label";
    Json parameters = Json::object();
    std::vector<SchemeEntry> schemes = {}; ///< that are made with it
};

/// Sets labels of live rows as one operation that can be undone; each cell at most once. No change, no
/// operation. All or nothing, after a stop too. Fails with dataset.no_such_row, .no_such_scheme, .cell_twice,
/// .bad_name_of_label, .value_too_large.
Result<EditOutcome> setLabels(project::Project& project, DatasetId dataset, std::span<const LabelEdit> edits,
                              const LabelOperation& operation, StopToken stop, ProgressSink& progress);

/// The labels of these rows, in the order of the rows, then by scheme and annotator.
Result<std::vector<Label>> labelsOf(storage::Connection& database, const DatasetFacts& facts,
                                    std::span<const RowId> rows);

/// Gives each label of live rows, by row, scheme and annotator; without a scheme of all. Ends at the first
/// error of `visit`.
Status forEachLabel(storage::Connection& database, const DatasetFacts& facts,
                    const std::optional<std::string>& scheme,
                    const std::function<Status(const Label&)>& visit);

/// Those of a dataset, in the order they were made.
Result<std::vector<SchemeEntry>> schemesOf(storage::Connection& database, DatasetId dataset);
/// dataset.no_such_scheme when the dataset has none of this name.
Status requireScheme(storage::Connection& database, const DatasetFacts& facts, std::string_view name);
/// The same, and that the scheme may have the answer (dataset.no_such_answer), as far as its definition lists
/// `answers` or `options`, or goes from `low` to `high`. An empty answer means none in particular.
Status requireAnswer(storage::Connection& database, const DatasetFacts& facts, std::string_view scheme,
                     const std::string& answer);
/// Makes a scheme (dataset.scheme_taken, .bad_name_of_label), or takes one away that has no labels
/// (dataset.scheme_in_use): one operation, `scheme` or `remove_scheme`.
Result<EditOutcome> setScheme(project::Project& project, DatasetId dataset, const std::string& name,
                              const std::optional<Json>& definition);

/// Names of schemes and annotators: 1 to 64 bytes of UTF-8 without control characters or `=`, a scheme's
/// without `@` too, so that filters can name them.
bool isSchemeName(std::string_view name);
bool isAnnotatorName(std::string_view name);

// Internal to the module: the name of a label's cell in the log, and what of the labels of a row is hashed.
std::string labelCell(std::string_view scheme, std::string_view annotator);
std::pair<std::string, std::string> partsOfCell(std::string_view cell);
Result<std::string> labelsText(storage::Connection& database, std::int64_t key);

} // namespace luthier::dataset
