#pragma once

#include "filter.h"
#include "types.h"

#include <base/progress.h>
#include <base/result.h>
#include <project/project.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace luthier::dataset {

struct SplitRatio {
    std::string name;
    double share = 0;
};

struct SplitRequest {
    std::vector<SplitRatio> ratios;        // shares add up to 1
    std::optional<std::string> groupField; // rows with the same value stay together
    std::uint64_t seed = 42;
    /// Pairs of rows that stay together besides, and by what they were found: a name that makes one request
    /// another than the next.
    std::vector<std::pair<RowId, RowId>> together = {};
    std::string togetherBy = {};
};

/// `train=0.8,validation=0.2`; fails with dataset.bad_ratio.
Result<std::vector<SplitRatio>> parseRatios(std::string_view text);

/// Gives each live row a split, as one operation. Where a row goes follows from the seed and the hash of its
/// imported record (or of its group's value, or of the rows it stays together with): repeated records stay
/// together, the order of rows does not matter, and the counts are as near to the ratios as groups allow.
/// Asked again with the same request after rows were added, rows that have their split keep it and only the
/// new ones are dealt out.
Result<EditOutcome> splitRows(project::Project& project, DatasetId dataset, const SplitRequest& request,
                              StopToken stop, ProgressSink& progress);

/// Puts the rows that the filter means into a split (the empty name: into none), as one operation.
Result<EditOutcome> assignSplit(project::Project& project, DatasetId dataset, const RowFilter& filter,
                                const std::string& split, StopToken stop);

} // namespace luthier::dataset
