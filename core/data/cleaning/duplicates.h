#pragma once

#include "near_duplicates.h"
#include "row_text.h"

#include <base/ids.h>
#include <dataset/types.h>
#include <project/project.h>

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace luthier::cleaning {

/// Which of rows that repeat each other stays; the first of those that are equal in that.
enum class Keep { First, Last, Longest };
/// first, last or longest.
std::optional<Keep> keepOf(std::string_view name);

struct DuplicateOptions {
    TextKey key = TextKey::Record;
    Keep keep = Keep::First;                      ///< without `against`
    std::optional<double> near = 0.8;             ///< threshold; nothing: exact ones only
    std::optional<dataset::DatasetFacts> against; ///< rows that are in that dataset are meant, and no others
    unsigned threads = 0;
};

/// A row that goes and the one that it repeats; `jaccard` is 1 for the same text.
struct Duplicate {
    RowId removed;
    RowId keeper; ///< of the other dataset with `against`
    double jaccard = 1;
    bool exact = false;
};

/// Rows with the same text and different answers.
struct Conflict {
    std::vector<RowId> rows;
    std::int64_t answers = 0;
};

struct DuplicateReport {
    std::int64_t rows = 0;             ///< that were compared
    std::int64_t withoutText = 0;      ///< that have nothing to compare, and stay
    std::int64_t exactGroups = 0;      ///< texts that several rows have
    std::vector<Duplicate> duplicates; ///< one a row that goes, by row
    std::int64_t clusters = 0;         ///< keepers
    std::int64_t largestCluster = 0;   ///< rows of the largest one, its keeper too
    std::vector<Conflict> conflicts;   ///< for the key prompt
    std::string version;               ///< of the dataset they were found in

    /// Whether so many go that somebody should look first: more than 5 % of the rows, or a cluster of more
    /// than 1,000.
    bool alarms() const;
};

/// Rows of a dataset that repeat another: exactly (exactHash of the key's text) or nearly (nearDuplicates).
/// The row that `keep` prefers stays; a row that goes names one that stays and that it was itself compared
/// with. With `against` every row of the other dataset stays, and rows are held against those alone. Nothing
/// is changed. Fails with cleaning.bad_threshold, dataset.changed_meanwhile, interrupted().
Result<DuplicateReport> findDuplicates(storage::Connection& database, const dataset::DatasetFacts& facts,
                                       const DuplicateOptions& options, StopToken stop,
                                       ProgressSink& progress);

/// How alike each of the rows is to `keeper` in what the key compares, in the order of `rows`: 1 for the same
/// text, nothing where they are not near duplicates by `threshold`. Fails with dataset.no_such_row.
Result<std::vector<std::optional<double>>> nearnessTo(storage::Connection& database,
                                                      const dataset::DatasetFacts& facts, TextKey key,
                                                      double threshold, RowId keeper,
                                                      std::span<const RowId> rows);

/// Deletes the rows that go as one operation (deduplicate), with the report as its evidence. Fails with
/// dataset.changed_meanwhile when the dataset is no longer as it was.
Result<dataset::EditOutcome> removeDuplicates(project::Project& project, const dataset::DatasetFacts& facts,
                                              const DuplicateOptions& options, const DuplicateReport& report,
                                              StopToken stop);

/// Why the rows of such an operation went; empty for other operations.
Result<std::vector<Duplicate>> evidenceOf(storage::Connection& database, OperationId operation);

/// The tables of this module: evidence of removals, leakage reports.
const project::Part& duplicatesPart();

} // namespace luthier::cleaning
