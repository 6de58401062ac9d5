#include "run_start.h"

#include <files/describe.h>
#include <jobs/supervisor.h>
#include <planning/plan.h>
#include <preflight/check.h>
#include <recipe/kept_template.h>

namespace luthier::preparing {

Result<CheckedRun> checkRun(project::Project& project, const RunRequest& request,
                            preflight::Workshop& workshop, StopToken stop, ProgressSink& progress) {
    TRY(const auto checked, preflight::checkRecipe({request.recipe, request.folder, &project}, workshop,
                                                   std::move(stop), progress));
    if (auto error = recipe::firstError(checked.findings))
        return std::move(*error);
    preflight::OpenRecipe open = *checked.open;
    if (open.source.folder)
        TRY_VOID(files::checkRunnable(*open.source.folder));
    TRY(const auto plan, preflight::planFor(open, checked.rows->facts, 0));
    if (!plan.fits && request.budget == Budget::Kept)
        return overBudget("plan.does_not_fit").with("peak", plan.peakBytes).with("budget", plan.budgetBytes);
    return CheckedRun{std::move(open.recipe), request.name, planning::planToJson(plan), plan.peakBytes,
                      plan.secondsTotal};
}

Result<registry::RunFacts> registerRun(project::Project& project, const CheckedRun& checked) {
    recipe::Recipe recipe = checked.recipe;
    // The run keeps the template as it is now, and reads nothing outside the project later.
    if (std::string& source = recipe.chatTemplate.source; examples::isTemplateFile(source)) {
        TRY(source, recipe::keepTemplate(source, project.folder()));
    }
    TRY(auto run, registry::createRun(project, checked.name.empty() ? recipe.name : checked.name,
                                      recipe::recipeToJson(recipe)));
    TRY_VOID(registry::putPlan(project.database(), run.id, checked.plan, checked.peakBytes));
    if (checked.seconds)
        TRY_VOID(
            registry::updateSummary(project.database(), run.id, {{"planned_seconds", *checked.seconds}}));
    return run;
}

Result<jobs::JobFacts> enqueueRun(project::Project& project, project::UserState& user,
                                  const registry::RunFacts& run, const CheckedRun& checked, int threads) {
    TRY(auto job, jobs::enqueueJob(project, user,
                                   {"train", run.number, preflight::deviceOf(checked.recipe),
                                    Json::object({{"threads", threads}}), true}));
    TRY_VOID(jobs::startSupervisor(project, job.id, jobs::programsBesideThisOne()));
    return job;
}

Result<StartedRun> startRun(project::Project& project, project::UserState& user, const RunRequest& request,
                            preflight::Workshop& workshop, StopToken stop, ProgressSink& progress) {
    TRY(const CheckedRun checked, checkRun(project, request, workshop, std::move(stop), progress));
    StartedRun started;
    TRY(started.run, registerRun(project, checked));
    TRY(started.job, enqueueRun(project, user, started.run, checked, request.threads));
    return started;
}

} // namespace luthier::preparing
