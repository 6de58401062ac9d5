#pragma once

#include "project_access.h"

#include <base/progress.h>
#include <jobs/control.h>
#include <planning/plan.h>
#include <preflight/model_source.h>
#include <recipe/recipe.h>
#include <runs/registry.h>

#include <filesystem>
#include <string>

namespace luthier::engine_program {

/// A recipe file read, its model found, its paths made absolute.
struct OpenRecipe {
    recipe::Recipe recipe;
    preflight::ModelSource source;
};
Result<OpenRecipe> openRecipe(const std::filesystem::path& file, const std::filesystem::path& project);

/// The plan of a recipe on this machine, before its rows are known.
Result<planning::Plan> planFor(const OpenRecipe& recipe, std::int64_t deviceMemory);

/// Registers a run and its job, and starts the job's supervisor.
struct StartedRun {
    runs::RunFacts run;
    jobs::JobFacts job;
};
Result<StartedRun> startRun(project::Project& project, project::UserState& user, const OpenRecipe& recipe, const std::string& name,
                            const planning::Plan& plan);

/// The `io` half of a training job: renders the rows and freezes them in the run's folder, notes the lineage.
Status prepareRun(project::Project& project, jobs::Worker& worker, StopToken stop);

} // namespace luthier::engine_program
