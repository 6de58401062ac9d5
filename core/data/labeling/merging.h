#pragma once

#include "scheme.h"

#include <base/progress.h>

namespace luthier::labeling {

/// What came of another project's labels.
struct MergeOutcome {
    std::int64_t merged = 0;          ///< labels that are here now
    std::int64_t same = 0;            ///< that were here already
    std::int64_t kept = 0;            ///< where the same annotator has said something else here, which stays
    std::int64_t unmatched = 0;       ///< of rows that are not here
    std::vector<std::string> schemes; ///< that were made
    dataset::EditOutcome edit;
};

/// Takes the labels of a dataset of another project over, schemes that are missing with them, as one
/// operation that can be undone. Rows match by their content, whatever their number; of rows with the same
/// content the first matches the first, and so on. Fails with label.schemes_differ before anything is
/// written.
Result<MergeOutcome> mergeLabels(project::Project& project, const dataset::DatasetFacts& facts,
                                 storage::Connection& other, const dataset::DatasetFacts& otherFacts,
                                 StopToken stop, ProgressSink& progress);

} // namespace luthier::labeling
