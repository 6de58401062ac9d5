#pragma once

#include "comparison_options.h"

#include <base/progress.h>
#include <engine/compute_device.h>
#include <project/project.h>
#include <registry/registry.h>

#include <memory>
#include <string>

namespace luthier::evaluating {

/// Hears of rows as they are answered and says whether to go on; called on the comparison's thread.
class ComparisonObserver {
public:
    /// Keep: the rows that are done become the evaluation. Discard: nothing is kept, the comparison is
    /// interrupted().
    enum class Wish { GoOn, Keep, Discard };
    virtual ~ComparisonObserver() = default;
    /// Asked between tokens; the row that is being answered is given up.
    virtual Wish wish() = 0;
    /// The row's document (cli.md, compare).
    virtual Status onRow(const Json& row, std::int64_t done, std::int64_t rows) = 0;
};

struct ComparisonOutcome {
    enum class Ending { Done, Stopped };
    Json summary;
    std::string folder; ///< of the evaluation, below the run's folder; empty when no row was answered
    Ending ending = Ending::Done;
};

/// What a comparison is kept as, and what is in memory already.
struct ComparisonAs {
    std::string kind = "compare";
    std::shared_ptr<const engine::Model> base =
        nullptr; ///< the run's base as it was trained on; null: loaded
};

/// Base and adapted model of a run answer the same rows with the same decoding, and each row's loss is taken
/// through the rendering that training uses. Row n draws with seed + n on both sides. Rows that cannot be
/// rendered or are too long carry an error and count as `failed`. Rows, settings and summary become an
/// evaluation of the run (of the kind of `as`) in a folder that appears whole. Fails with run.*, compare.*,
/// model.*, adapter.*, device.*, file.*.
Result<ComparisonOutcome> compareRun(project::Project& project, const registry::RunFacts& run,
                                     const ComparisonOptions& options, const engine::ComputeDevice& device,
                                     ComparisonObserver& observer, StopToken stop, ProgressSink& progress,
                                     const ComparisonAs& as = {});

} // namespace luthier::evaluating
