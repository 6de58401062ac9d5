#pragma once

#include "registry.h"

#include <base/progress.h>
#include <dataset/filter.h>
#include <project/project.h>
#include <storage/connection.h>

namespace luthier::cleaning {

/// A finding as it is told: its row and text do not outlive the search.
struct Example {
    RowId row;
    std::string field;
    std::string pointer;    // inside the field, when it holds a conversation
    std::int64_t begin = 0; // characters (code points) of the text
    std::int64_t end = 0;
    std::string excerpt; // what stands there, cut short
    std::string before;  // what stands around it, cut short; of a finding without a place, how the row begins
    std::string after;
    std::string why;
    Parameters parameters;
    std::optional<std::string> replacement;
};

/// What a rule found, or mended and left.
struct RuleReport {
    std::string_view rule;
    std::int64_t rows = 0;     // with a finding
    std::int64_t findings = 0; // at most Findings::kMostFindings a row
    std::int64_t mendable = 0; // those with a replacement
    std::vector<Example> examples = {};
    std::vector<RowId> found = {}; // those rows, where they were asked for
};

struct CleaningReport {
    std::int64_t rows = 0; // that were looked at
    std::vector<RuleReport> rules;
    std::string version; // of the dataset when the search began
};

struct SearchOptions {
    std::size_t examples = 5; // kept of each rule
    std::size_t found = 0;    // ids of rows to keep of each rule, at most: 8 bytes each
};

/// Fills in the quartiles of rules that hold a row against all others; nothing to do without such rules.
Status measureRows(storage::Connection& database, const dataset::DatasetFacts& facts,
                   const dataset::RowFilter& filter, std::vector<ChosenRule>& rules, StopToken stop,
                   ProgressSink& progress);

/// Searches the rows that the filter means by all rules, row by row: memory does not grow with the rows.
/// Changes nothing. Stops with interrupted().
Result<CleaningReport> findProblems(storage::Connection& database, const dataset::DatasetFacts& facts,
                                    const dataset::RowFilter& filter, std::vector<ChosenRule> rules,
                                    const SearchOptions& options, StopToken stop, ProgressSink& progress);

/// The finding as it is told, with the text it stands in.
Example exampleOf(const RowView& row, const Finding& finding);

} // namespace luthier::cleaning
