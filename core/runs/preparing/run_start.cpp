#include "run_start.h"

#include <files/describe.h>
#include <jobs/supervisor.h>
#include <preflight/check.h>
#include <recipe/kept_template.h>

namespace luthier::preparing {

Result<StartedRun> startRun(project::Project& project, project::UserState& user, const RunRequest& request,
                            preflight::Workshop& workshop, StopToken stop, ProgressSink& progress) {
    TRY(const auto checked, preflight::checkRecipe({request.recipe, request.folder, &project}, workshop,
                                                   std::move(stop), progress));
    if (auto error = recipe::firstError(checked.findings))
        return std::move(*error);
    preflight::OpenRecipe open = *checked.open;
    // The run keeps the template as it is now, and reads nothing outside the project later.
    if (std::string& source = open.recipe.chatTemplate.source; examples::isTemplateFile(source)) {
        TRY(source, recipe::keepTemplate(source, project.folder()));
    }
    if (open.source.folder)
        TRY_VOID(files::checkRunnable(*open.source.folder));
    TRY(const auto plan, preflight::planFor(open, checked.rows->facts, 0));
    if (!plan.fits && request.budget == Budget::Kept)
        return overBudget("plan.does_not_fit").with("peak", plan.peakBytes).with("budget", plan.budgetBytes);
    StartedRun started;
    TRY(started.run, registry::createRun(project, request.name.empty() ? open.recipe.name : request.name,
                                         recipe::recipeToJson(open.recipe)));
    TRY_VOID(
        registry::putPlan(project.database(), started.run.id, planning::planToJson(plan), plan.peakBytes));
    if (plan.secondsTotal)
        TRY_VOID(registry::updateSummary(project.database(), started.run.id,
                                         {{"planned_seconds", *plan.secondsTotal}}));
    TRY(started.job, jobs::enqueueJob(project, user,
                                      {"train", started.run.number, preflight::deviceOf(open.recipe),
                                       Json::object({{"threads", request.threads}}), true}));
    TRY_VOID(jobs::startSupervisor(project, started.job.id, jobs::programsBesideThisOne()));
    return started;
}

} // namespace luthier::preparing
