#pragma once

#include "scheme.h"

#include <base/progress.h>
#include <dataset/filter.h>
#include <dataset/labels.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace luthier::labeling {

/// Opinion: one of several annotators'. Final: of whoever decides where they differ; it stands whatever they
/// said, under the name `final:NAME`.
enum class Standing { Opinion, Final };

/// An answer of a row as text (Kind::read); an empty one takes the label away.
struct Given {
    std::string scheme;
    std::string text;
};

/// Gives one row labels, all of one annotator, as one operation. Fails as the kinds' checks do, and with
/// dataset.no_such_row, .no_such_scheme, .bad_name_of_label, .cell_twice; all or nothing.
Result<dataset::EditOutcome> labelRow(project::Project& project, const dataset::DatasetFacts& facts,
                                      RowId row, std::span<const Given> given, const std::string& annotator,
                                      Standing standing = Standing::Opinion);

/// Gives all rows that the filter means the same label as one operation; those that have it already stay as
/// they are. Spans and corrections belong to their row: label.not_in_bulk, but "-" (no span) and taking away
/// are possible.
Result<dataset::EditOutcome> labelRows(project::Project& project, const dataset::DatasetFacts& facts,
                                       const dataset::RowFilter& filter, const Given& given,
                                       const std::string& annotator, StopToken stop, ProgressSink& progress);

/// `filter` and, beside it, rows that `annotator` has not labelled under the scheme.
dataset::RowFilter unlabelled(dataset::RowFilter filter, const std::string& scheme,
                              const std::string& annotator);

struct Progress {
    std::int64_t rows = 0;     ///< that the filter means
    std::int64_t labelled = 0; ///< of those, by the annotator
};
Result<Progress> progressOf(storage::Connection& database, const dataset::DatasetFacts& facts,
                            const dataset::RowFilter& filter, const std::string& scheme,
                            const std::string& annotator, StopToken stop);

/// Labels of live rows by what they say: options and ratings, a list by each of its members, spans by their
/// option, orders by what is best; texts only as how many.
struct SchemeCounts {
    std::string scheme;
    std::int64_t rows = 0; ///< with a label of anybody
    std::map<std::string, std::int64_t> values;
    std::map<std::string, std::int64_t> annotators;
};
Result<std::vector<SchemeCounts>> countLabels(storage::Connection& database,
                                              const dataset::DatasetFacts& facts);

/// What a row has by the labels of one scheme: the final one, else what all annotators gave; null where they
/// differ, and without labels.
Json settledValue(std::span<const dataset::Label> labels);
/// The same of each scheme that the row has labels of.
Json settledJson(std::span<const dataset::Label> labels);
/// The same with each annotator's value: {scheme: {annotator: value}}.
Json annotationsJson(std::span<const dataset::Label> labels);

} // namespace luthier::labeling
