#pragma once

#include "row_text.h"

#include <base/ids.h>
#include <base/json.h>
#include <dataset/types.h>
#include <project/project.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace luthier::cleaning {

enum class LeakKind {
    Exact,    ///< the same text (exactHash)
    Near,     ///< a near duplicate; the score is Jaccard's similarity
    Group,    ///< the same value in the column with the role group
    Contained ///< most of its runs of twelve words; the score is their share (containment.h)
};
std::string_view nameOf(LeakKind kind);

/// A row of one split and the row of an earlier split that gives it away.
struct Leak {
    RowId row;
    RowId other;
    LeakKind kind = LeakKind::Exact;
    double score = 1;
    std::uint32_t split = 0;      ///< of `row`, in LeakageReport::splits
    std::uint32_t otherSplit = 0; ///< of `other`
};

struct LeakageReport {
    std::vector<std::string> splits; ///< that were compared: train first, the others as they were made
    std::int64_t rows = 0;
    std::int64_t withoutSplit = 0; ///< rows that stand in no split and were not looked at
    std::int64_t withoutText = 0;
    std::int64_t exact = 0; ///< rows, by kind; what is exact is not counted as near or contained again
    std::int64_t near = 0;
    std::int64_t group = 0;
    std::int64_t contained = 0;
    std::vector<Leak> leaks; ///< by row; one a row and kind, none twice as exact, near and contained
    std::string version;     ///< of the dataset

    bool clean() const { return leaks.empty(); }
};

struct LeakageOptions {
    TextKey key = TextKey::Prompt;
    double near = 0.8; ///< threshold of near duplicates and of containment
    unsigned threads = 0;
};

/// Holds each row of a split against the rows of the splits before it. Linear in the rows, whatever repeats.
/// A dataset with fewer than two splits is clean. Nothing is changed. Fails with cleaning.bad_threshold,
/// dataset.changed_meanwhile, interrupted().
Result<LeakageReport> findLeakage(storage::Connection& database, const dataset::DatasetFacts& facts,
                                  const LeakageOptions& options, StopToken stop, ProgressSink& progress);

/// What is kept of a report: the counts and the version they were found in.
struct KeptLeakage {
    std::string version;
    std::string when;
    Json counts; ///< exact, near, group, contained, rows
    bool clean = true;
};
/// Keeps the counts, in place of those of an earlier report.
Status keepLeakage(project::Project& project, DatasetId dataset, const LeakageReport& report);
/// The newest report on a dataset; nothing when there is none.
Result<std::optional<KeptLeakage>> keptLeakage(storage::Connection& database, DatasetId dataset);

} // namespace luthier::cleaning
