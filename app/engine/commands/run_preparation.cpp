#include "run_preparation.h"

#include "version.h"

#include <base/files.h>
#include <devices/devices.h>
#include <examples/preparation.h>
#include <files/model_weights.h>
#include <jobs/supervisor.h>
#include <preflight/adapter_targets.h>

#include <thread>

namespace luthier::engine_program {
namespace {

namespace fs = std::filesystem;

fs::path absoluteBeside(const std::string& path, const fs::path& folder) {
    return fs::absolute(fs::path(path).is_absolute() ? fs::path(path) : folder / path).lexically_normal();
}

Json countsJson(const examples::PreparationCounts& counts) {
    return {{"rows", counts.rows}, {"kept", counts.kept}, {"cut", counts.cut}, {"dropped", counts.dropped}, {"without_trained", counts.withoutTrained}, {"refused", counts.refused}};
}

/// Shows preparation in the job's row.
class JobProgress final : public ProgressSink {
public:
    explicit JobProgress(jobs::Worker& worker) : m_worker(worker) {}
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
        return refused("run.rows_refused").with("run", run).with("rows", prepared.counts.refused).with("reason", prepared.counts.firstRefusal);
    return refused("run.nothing_to_train").with("run", run);
}

Result<Json> modelLineage(const preflight::ModelSource& source, StopToken stop) {
    Json model = {{"path", source.path.string()}, {"hash", nullptr}};
    if (source.folder) {
        NullProgress progress;
        TRY(const Hash128 hash, files::modelHash(*source.folder, stop, progress));
        model["hash"] = hash.hex();
    }
    return model;
}

} // namespace

Result<OpenRecipe> openRecipe(const fs::path& file, const fs::path& project) {
    TRY(const Json document, readJsonFile(file));
    OpenRecipe open;
    TRY(open.recipe, recipe::recipeFromJson(document));
    const fs::path folder = fs::absolute(file).parent_path();
    TRY(open.source, preflight::resolveModel(open.recipe.model, folder, project));
    open.recipe.model.path = open.source.path.string();
    if (!open.recipe.model.tokenizer.empty())
        open.recipe.model.tokenizer = open.source.tokenizerFolder.string();
    if (!open.recipe.method.initAdapter.empty())
        open.recipe.method.initAdapter = absoluteBeside(open.recipe.method.initAdapter, folder).string();
    const std::string& source = open.recipe.chatTemplate.source;
    if (source != "model" && !source.starts_with("builtin:"))
        open.recipe.chatTemplate.source = absoluteBeside(source, folder).string();
    return open;
}

Result<planning::Plan> planFor(const OpenRecipe& open, std::int64_t deviceMemory) {
    auto user = project::UserState::open();
    const auto all = devices::findDevices(user ? &*user : nullptr);
    // This version computes on the CPU unless a GPU is named.
    TRY(const auto device, devices::deviceById(all, open.recipe.device == "auto" ? "cpu" : open.recipe.device));
    TRY(const auto adapters, preflight::adapterPlan(open.recipe.method, open.source.shape, open.source.path.string()));
    std::int64_t weightBytes = 4;
    if (open.source.folder && open.source.folder->declaredDtype())
        weightBytes = files::bitsOf(*open.source.folder->declaredDtype()) / 8;
    return planning::makePlan({open.recipe, open.source.shape, adapters.slots, planning::worstCase(open.recipe), weightBytes, device, deviceMemory});
}

Result<StartedRun> startRun(project::Project& project, project::UserState& user, const OpenRecipe& open, const std::string& name,
                            const planning::Plan& plan) {
    StartedRun started;
    TRY(started.run, runs::createRun(project, name.empty() ? open.recipe.name : name, recipe::recipeToJson(open.recipe)));
    TRY_VOID(runs::putPlan(project.database(), started.run.id, planning::planToJson(plan), plan.peakBytes));
    TRY(started.job, jobs::enqueueJob(project, user, {"train", started.run.number, open.recipe.device == "auto" ? "cpu" : open.recipe.device, Json::object(), true}));
    TRY_VOID(jobs::startSupervisor(project, started.job.id, jobs::programsBesideThisOne()));
    return started;
}

Status prepareRun(project::Project& project, jobs::Worker& worker, StopToken stop) {
    TRY(const auto run, runs::findRun(project.database(), worker.job().run));
    TRY(const auto recipe, recipe::recipeFromJson(run.recipe));
    TRY(const auto source, preflight::resolveModel(recipe.model, {}, project.folder()));
    TRY(const auto tokenizer, tokenizing::loadTokenizer(source.tokenizerFolder));
    TRY(const auto chosen, examples::chooseTemplate(recipe.chatTemplate.source, *tokenizer, {}));
    const examples::ExampleMaker maker(tokenizer, chosen.chatTemplate, recipe);
    JobProgress progress(worker);
    TRY(const auto train, examples::prepareRows(project, recipe.data, maker, recipe, stop, progress));
    TRY_VOID(requireRows(train, run.number));
    TRY(const auto validation, examples::prepareRows(project, recipe.validation, maker, recipe, stop, progress));
    const fs::path folder = runs::folderOf(project, run) / "data";
    TRY_VOID(makeFolder(folder));
    TRY_VOID(examples::writeFrozenData(folder / "train.safetensors", train.data));
    TRY_VOID(examples::writeFrozenData(folder / "validation.safetensors", validation.data));
    TRY(Json model, modelLineage(source, stop));
    const Json lineage = {{"datasets", train.sources},
                          {"validation", validation.sources},
                          {"model", std::move(model)},
                          {"tokenizer_hash", tokenizer->hash().hex()},
                          {"template", chosen.source},
                          {"engine_version", LUTHIER_VERSION},
                          {"commit", LUTHIER_COMMIT},
                          {"device", worker.job().lane},
                          {"threads", static_cast<int>(std::thread::hardware_concurrency())},
                          {"train", countsJson(train.counts)},
                          {"validation_rows", countsJson(validation.counts)},
                          {"train_hash", examples::hashOf(train.data)}};
    TRY_VOID(runs::setLineage(project.database(), run.id, lineage));
    TRY(const auto control, worker.control());
    return worker.finish(control == jobs::Control::Stop ? jobs::JobState::Stopped : control == jobs::Control::Pause ? jobs::JobState::Paused : jobs::JobState::Queued);
}

} // namespace luthier::engine_program
