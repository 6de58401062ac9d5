#include "run_preparation.h"

#include "version.h"

#include <base/files.h>
#include <devices/processor.h>
#include <examples/preparation.h>
#include <files/describe.h>
#include <files/model_weights.h>
#include <jobs/supervisor.h>
#include <preflight/check.h>
#include <project/models.h>
#include <recipe/kept_template.h>
#include <registry/base_model.h>

namespace luthier::engine_program {
namespace {

namespace fs = std::filesystem;

Json countsJson(const examples::PreparationCounts& counts) {
    return {{"rows", counts.rows},
            {"kept", counts.kept},
            {"cut", counts.cut},
            {"dropped", counts.dropped},
            {"without_trained", counts.withoutTrained},
            {"refused", counts.refused},
            {"remarks", examples::toJson(counts.remarks)}};
}

/// Shows preparation in the job's row.
class JobProgress final : public ProgressSink {
public:
    explicit JobProgress(jobs::Worker& worker)
        : m_worker(worker) {}
    void report(const Progress& progress) override {
        // Progress that cannot be shown does not end the work.
        (void)m_worker.progress(progress.stage, progress.done, progress.total, {});
    }

private:
    jobs::Worker& m_worker;
};

/// Kinds of row that cannot be trained make a run of nothing: say which.
Status requireRows(const examples::Prepared& prepared, const std::string& run) {
    if (prepared.data.totalTargets() > 0)
        return {};
    if (prepared.counts.refused > 0)
        return refused("run.rows_refused")
            .with("run", run)
            .with("rows", prepared.counts.refused)
            .with("reason", prepared.counts.firstRefusal);
    return refused("run.nothing_to_train").with("run", run);
}

/// Path and hash of the model, by which the project also knows it from now on, should it be moved.
Result<Json> modelLineage(project::Project& project, const preflight::ModelSource& source, StopToken stop) {
    Json model = {{"path", source.path.string()}, {"hash", nullptr}};
    if (source.folder) {
        NullProgress progress;
        TRY(const Hash128 hash, files::modelHash(*source.folder, stop, progress));
        model["hash"] = hash.hex();
        TRY_VOID(project::putModel(project.database(),
                                   {0, source.path.string(), hash.hex(), files::shapeToJson(source.shape)}));
    }
    return model;
}

} // namespace

Result<StartedRun> startRun(project::Project& project, project::UserState& user, const RunRequest& request,
                            StopToken stop) {
    TRY(const auto read, preflight::checkRecipe(request.recipe, request.folder, &project, stop));
    if (auto error = recipe::firstError(read.findings))
        return std::move(*error);
    TRY(auto open, preflight::openRecipe(request.recipe, request.folder, project.folder()));
    // The run keeps the template as it is now, and reads nothing outside the project later.
    if (std::string& source = open.recipe.chatTemplate.source; examples::isTemplateFile(source)) {
        TRY(source, recipe::keepTemplate(source, project.folder()));
    }
    if (open.source.folder)
        TRY_VOID(files::checkRunnable(*open.source.folder));
    TRY(const auto plan, preflight::planFor(open, 0));
    if (!plan.fits && request.budget == Budget::Kept)
        return overBudget("plan.does_not_fit").with("peak", plan.peakBytes).with("budget", plan.budgetBytes);
    StartedRun started;
    TRY(started.run, registry::createRun(project, request.name.empty() ? open.recipe.name : request.name,
                                         recipe::recipeToJson(open.recipe)));
    TRY_VOID(
        registry::putPlan(project.database(), started.run.id, planning::planToJson(plan), plan.peakBytes));
    TRY(started.job, jobs::enqueueJob(project, user,
                                      {"train", started.run.number, preflight::deviceOf(open.recipe),
                                       Json::object({{"threads", request.threads}}), true}));
    TRY_VOID(jobs::startSupervisor(project, started.job.id, jobs::programsBesideThisOne()));
    return started;
}

Status prepareRun(project::Project& project, jobs::Worker& worker, StopToken stop) {
    TRY(const auto run, registry::findRun(project.database(), worker.job().run));
    TRY(const auto recipe, recipe::recipeFromJson(run.recipe));
    TRY(const auto model, registry::locateModel(project, run, recipe.model));
    TRY(const auto source, preflight::resolveModel(model, {}, project.folder()));
    TRY(const auto tokenizer, tokenizing::loadTokenizer(source.tokenizerFolder));
    TRY(const auto chosen, preflight::templateOfRun(recipe, *tokenizer, project.folder()));
    const examples::ExampleMaker maker(tokenizer, chosen.chatTemplate, recipe);
    JobProgress progress(worker);
    TRY(const auto train, examples::prepareRows(project, recipe.data, maker, recipe, stop, progress));
    TRY_VOID(requireRows(train, run.number));
    if (const std::int64_t largest = train.counts.remarks.largestId; largest >= source.shape.vocabularySize)
        return refused("engine.bad_token").with("id", largest).with("limit", source.shape.vocabularySize);
    TRY(const auto validation,
        examples::prepareRows(project, recipe.validation, maker, recipe, stop, progress));
    const fs::path folder = registry::folderOf(project, run) / "data";
    TRY_VOID(makeFolder(folder));
    TRY_VOID(examples::writeFrozenData(folder / "train.safetensors", train.data));
    TRY_VOID(examples::writeFrozenData(folder / "validation.safetensors", validation.data));
    TRY_VOID(writeAtomically(folder / "samples.json", dumpJson({{"questions", validation.questions}})));
    TRY(Json lineageOfModel, modelLineage(project, source, stop));
    TRY(const std::int64_t threads, integerAt(worker.job().parameters, "threads", 0));
    TRY(const footprint::Products products, preflight::productsOf(recipe));
    const Json lineage = {{"datasets", train.sources},
                          {"validation", validation.sources},
                          {"model", std::move(lineageOfModel)},
                          {"tokenizer_hash", tokenizer->hash().hex()},
                          {"template", chosen.source},
                          {"engine_version", LUTHIER_VERSION},
                          {"commit", LUTHIER_COMMIT},
                          {"device", worker.job().lane},
                          {"dtype", footprint::productsName(products)},
                          {"threads", threads > 0 ? threads : devices::usableProcessors("/")},
                          {"train", countsJson(train.counts)},
                          {"validation_rows", countsJson(validation.counts)},
                          {"train_hash", examples::hashOf(train.data)}};
    TRY_VOID(registry::setLineage(project.database(), run.id, lineage));
    TRY(const auto control, worker.control());
    return worker.finish(control == jobs::Control::Stop    ? jobs::JobState::Stopped
                         : control == jobs::Control::Pause ? jobs::JobState::Paused
                                                           : jobs::JobState::Queued);
}

} // namespace luthier::engine_program
