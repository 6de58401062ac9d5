#include "merge_worker.h"

#include "merge.h"

#include <evaluating/subjects.h>
#include <jobs/job_progress.h>
#include <preflight/model_source.h>
#include <recipe/recipe.h>
#include <registry/base_model.h>
#include <registry/series.h>
#include <storage/transaction.h>

namespace luthier::merging {
namespace {

Result<MergeOptions> optionsOf(project::Project& project, const jobs::JobFacts& job,
                               const registry::RunFacts& run, StopToken stop, ProgressSink& progress) {
    MergeOptions options;
    TRY(const std::string out, stringAt(job.parameters, "out"));
    TRY(const std::string dtype, stringAt(job.parameters, "dtype", "as_file"));
    TRY(options.dtype, mergeDtypeNamed(dtype));
    options.out = project.folder() / out; // an absolute path stays as it is
    TRY(const auto result, registry::findResult(project, run, stop));
    if (result.kind == registry::RunResult::Kind::Model)
        return refused("run.is_full").with("run", run.number).at(result.folder.string());
    options.adapter = result.folder;
    TRY(const auto recipe, recipe::recipeFromJson(run.recipe));
    TRY(const auto model, registry::locateModel(project, run, recipe.model));
    TRY(const auto source, preflight::resolveModel(model, {}, project.folder()));
    if (!source.folder)
        return refused("run.no_base").with("run", run.number);
    TRY_VOID(evaluating::hashOfBase(run, *source.folder, stop, progress));
    options.model = source.path;
    TRY(options.device, engine::parseDevice(job.lane, 0));
    return options;
}

} // namespace

Status workOnMerge(project::Project& project, jobs::Worker& worker, StopToken stop) {
    TRY(const auto run, registry::findRun(project.database(), worker.job().run));
    jobs::JobProgress progress(worker, stop);
    TRY(const MergeOptions options, optionsOf(project, worker.job(), run, progress.stopToken(), progress));
    TRY_VOID(engine::prepareDevice(options.device));
    const auto report = merge(options, progress.stopToken(), progress);
    if (!report && report.error().kind() == ErrorKind::Interrupted) {
        TRY(const auto control, worker.control());
        return worker.finish(control == jobs::Control::Stop ? jobs::JobState::Stopped
                                                            : jobs::JobState::Paused);
    }
    if (!report)
        return report.error();
    registry::Evaluation evaluation;
    evaluation.kind = "merge";
    evaluation.settings = worker.job().parameters;
    evaluation.summary = reportToJson(*report);
    TRY_VOID(storage::retryWhileBusy(
        stop, [&] { return registry::addEvaluation(project.database(), run.id, evaluation); }));
    return worker.finish(jobs::JobState::Done);
}

} // namespace luthier::merging
