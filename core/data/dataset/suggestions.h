#pragma once

#include "filter.h"

#include <base/progress.h>
#include <base/result.h>
#include <project/project.h>

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace luthier::dataset {

/// A label that nobody has given: beside the row, but neither in its hash nor in the history; one a row and
/// scheme. What a value means is the scheme's matter.
struct Suggestion {
    RowId row;
    std::string scheme;
    Json value;
    double confidence = 1; ///< from 0 to 1
    std::string source;    ///< in a few words: a rule, a run
};

/// The suggested value of a row, where there is one.
struct Suggested {
    Json value;
    double confidence = 1;
};

struct SuggestOutcome {
    std::int64_t rows = 0;      ///< that were asked about
    std::int64_t suggested = 0; ///< of those, with a suggestion now
};

/// Asks `suggest` about each of these live rows and keeps what it says in place of what was suggested before;
/// nothing said leaves the row as it is. Written in short transactions: after a stop what was written so far
/// stays. Fails with dataset.no_such_scheme, and as `suggest` does.
Result<SuggestOutcome>
suggestLabels(project::Project& project, DatasetId dataset, const std::string& scheme,
              const std::string& source, std::span<const RowId> rows,
              const std::function<Result<std::optional<Suggested>>(const Row&)>& suggest, StopToken stop,
              ProgressSink& progress);

/// Forgets the suggestions of a scheme; gives how many there were.
Result<std::int64_t> dropSuggestions(project::Project& project, DatasetId dataset, const std::string& scheme);

/// Those of these rows under a scheme, in the order of the rows.
Result<std::vector<Suggestion>> suggestionsOf(storage::Connection& database, const DatasetFacts& facts,
                                              const std::string& scheme, std::span<const RowId> rows);

} // namespace luthier::dataset
