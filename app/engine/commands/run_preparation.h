#pragma once

#include "project_access.h"

#include <base/progress.h>
#include <jobs/control.h>
#include <preflight/open_recipe.h>
#include <registry/registry.h>

#include <filesystem>
#include <string>

namespace luthier::engine_program {

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
/// Checks the recipe against the project, plans it, registers a run and its job, and starts the job's
/// supervisor. Fails with the first error finding and with plan.does_not_fit.
Result<StartedRun> startRun(project::Project& project, project::UserState& user, const RunRequest& request,
                            StopToken stop);

/// The `io` half of a training job: renders the rows and freezes them in the run's folder, notes the lineage.
Status prepareRun(project::Project& project, jobs::Worker& worker, StopToken stop);

} // namespace luthier::engine_program
