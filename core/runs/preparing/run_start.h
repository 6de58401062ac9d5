#pragma once

#include <base/progress.h>
#include <jobs/queue.h>
#include <preflight/workshop.h>
#include <project/user_state.h>
#include <recipe/recipe.h>
#include <registry/registry.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace luthier::preparing {

enum class Budget { Kept, Ignored };

/// What `train` is asked for; relative paths of the recipe are looked for in `folder`, then in the project.
struct RunRequest {
    Json recipe;
    std::filesystem::path folder;
    std::string name; ///< empty: the recipe's
    Budget budget = Budget::Kept;
    int threads = 0; ///< processor threads, frozen with the run; 0: all that this process may use
};

/// A recipe that may start, with its plan.
struct CheckedRun {
    recipe::Recipe recipe;
    std::string name;
    Json plan;
    std::int64_t peakBytes = 0;
    std::optional<double> seconds; ///< planned; nothing where this machine was not measured
};
/// Checks the recipe against the project, all rows counted, and plans it. Fails with the first error finding
/// and with plan.does_not_fit.
Result<CheckedRun> checkRun(project::Project& project, const RunRequest& request,
                            preflight::Workshop& workshop, StopToken stop, ProgressSink& progress);
/// Registers a run, which keeps the template as it is now, and reads nothing outside the project later.
Result<registry::RunFacts> registerRun(project::Project& project, const CheckedRun& checked);
/// Registers its job and starts the job's supervisor.
Result<jobs::JobFacts> enqueueRun(project::Project& project, project::UserState& user,
                                  const registry::RunFacts& run, const CheckedRun& checked, int threads);

struct StartedRun {
    registry::RunFacts run;
    jobs::JobFacts job;
};
/// All three, one after the other.
Result<StartedRun> startRun(project::Project& project, project::UserState& user, const RunRequest& request,
                            preflight::Workshop& workshop, StopToken stop, ProgressSink& progress);

} // namespace luthier::preparing
