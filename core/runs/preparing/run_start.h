#pragma once

#include <base/progress.h>
#include <jobs/queue.h>
#include <preflight/workshop.h>
#include <project/user_state.h>
#include <registry/registry.h>

#include <filesystem>
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
struct StartedRun {
    registry::RunFacts run;
    jobs::JobFacts job;
};
/// Checks the recipe against the project, all rows counted, plans it, registers a run and its job, and starts
/// the job's supervisor. Fails with the first error finding and with plan.does_not_fit.
Result<StartedRun> startRun(project::Project& project, project::UserState& user, const RunRequest& request,
                            preflight::Workshop& workshop, StopToken stop, ProgressSink& progress);

} // namespace luthier::preparing
