#pragma once

#include "scheme.h"

#include <base/progress.h>
#include <dataset/filter.h>
#include <dataset/suggestions.h>

namespace luthier::labeling {

/// Rows whose text has something get an answer suggested.
struct PatternRule {
    std::string pattern;       ///< letters in either case
    bool isExpression = false; ///< a regular expression (ICU); else the pattern is part of the text
    std::string field;         ///< where it is looked for; empty: any text of the row
    std::string answer;        ///< as Kind::read takes it
};

/// Suggests the rule's answer for rows of the filter that nobody has labelled under the scheme. `rows` of the
/// outcome are those. Fails with label.bad_pattern, .pattern_too_slow, .not_in_bulk (spans, and what is
/// written by hand), dataset.no_such_field, and as Kind::read does.
Result<dataset::SuggestOutcome> suggestByPattern(project::Project& project,
                                                 const dataset::DatasetFacts& facts,
                                                 const dataset::RowFilter& filter, const Scheme& scheme,
                                                 const PatternRule& rule, StopToken stop,
                                                 ProgressSink& progress);

/// `filter` and, beside it, rows with a suggestion that `annotator` has not labelled under the scheme.
dataset::RowFilter awaiting(dataset::RowFilter filter, const std::string& scheme,
                            const std::string& annotator);

/// Gives the rows that are awaiting() what is suggested for them, as labels of the annotator: one operation
/// that can be undone.
Result<dataset::EditOutcome> acceptSuggestions(project::Project& project, const dataset::DatasetFacts& facts,
                                               const dataset::RowFilter& filter, const Scheme& scheme,
                                               const std::string& annotator, StopToken stop,
                                               ProgressSink& progress);

/// In which order rows are labelled: as they stand; shuffled by a seed; the least sure suggestion first, rows
/// without any last; where annotators differ first.
enum class QueueOrder { Standing, Random, LeastSure, DifferFirst };
/// order, random, least_sure, differ_first.
std::optional<QueueOrder> queueOrderFromName(std::string_view name);

/// The rows of the filter in the order.
Result<std::vector<RowId>> queuedRows(storage::Connection& database, const dataset::DatasetFacts& facts,
                                      const dataset::RowFilter& filter, const std::string& scheme,
                                      QueueOrder order, std::uint64_t seed, StopToken stop);

} // namespace luthier::labeling
