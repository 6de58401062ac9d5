#include "run_preparation.h"

#include <base/files.h>
#include <devices/processor.h>
#include <examples/preparation.h>
#include <files/describe.h>
#include <files/model_weights.h>
#include <jobs/job_progress.h>
#include <preflight/open_recipe.h>
#include <project/models.h>
#include <registry/base_model.h>
#include <storage/transaction.h>

namespace luthier::preparing {
namespace {

namespace fs = std::filesystem;

/// Kinds of row that cannot be trained make a run of nothing: say which.
Status requireRows(const examples::Prepared& prepared, const std::string& run) {
    if (prepared.data.totalTargets() > 0)
        return {};
    const std::int64_t refusals = prepared.counts.refusedRows();
    if (refusals > 0)
        return refused("run.rows_refused")
            .with("run", run)
            .with("rows", refusals)
            .with("reason", prepared.counts.reasons());
    return refused("run.nothing_to_train").with("run", run);
}

/// Path and hash of the model, by which the project also knows it from now on, should it be moved.
Result<Json> modelLineage(project::Project& project, const preflight::ModelSource& source,
                          const StopToken& stop, ProgressSink& progress) {
    Json model = {{"path", source.path.string()}, {"hash", nullptr}};
    if (source.folder) {
        TRY(const Hash128 hash, files::modelHash(*source.folder, stop, progress));
        model["hash"] = hash.hex();
        TRY_VOID(storage::retryWhileBusy(stop, [&] {
            return project::putModel(project.database(),
                                     {0, source.path.string(), hash.hex(), files::shapeToJson(source.shape)});
        }));
    }
    return model;
}

/// `train` and `validation_rows` of a lineage: what became of the rows, and what was noticed in them.
Json countsOf(const examples::Prepared& prepared) {
    Json counts = examples::toJson(prepared.counts);
    counts["remarks"] = examples::toJson(prepared.remarks);
    return counts;
}

/// What people should know of the rows before the run begins.
Json noticesOf(const examples::Prepared& train, const examples::Prepared& validation) {
    Json notices = Json::array();
    for (const auto& [code, prepared] :
         {std::pair{"run.rows_left_out", &train}, {"run.validation_rows_left_out", &validation}}) {
        const examples::RowCounts& counts = prepared->counts;
        if (counts.leftOut() > 0)
            notices.push_back(errorToJson(failed(code)
                                              .with("rows", counts.leftOut())
                                              .with("seen", counts.rows)
                                              .with("reasons", counts.reasons())));
    }
    return notices;
}

Status writeData(const fs::path& folder, const examples::Prepared& train,
                 const examples::Prepared& validation) {
    TRY_VOID(makeFolder(folder));
    TRY_VOID(examples::writeFrozenData(folder / "train.safetensors", train.data));
    TRY_VOID(examples::writeFrozenData(folder / "validation.safetensors", validation.data));
    return writeAtomically(folder / "samples.json", dumpJson({{"questions", validation.questions}}));
}

/// All of the preparation; `progress` hears what people ask of the job.
Status prepare(project::Project& project, const jobs::JobFacts& job, const Build& build,
               jobs::JobProgress& progress) {
    const StopToken stop = progress.stopToken();
    TRY(const auto run, registry::findRun(project.database(), job.run));
    TRY(auto recipe, recipe::recipeFromJson(run.recipe));
    TRY(recipe.model, registry::locateModel(project, run, recipe.model));
    TRY(const auto source, preflight::resolveModel(recipe.model, {}, project.folder()));
    TRY(const auto tokenizer, tokenizing::loadTokenizer(source.tokenizerFolder));
    TRY(const auto chosen, preflight::templateOfRun(recipe, *tokenizer, project.folder()));
    TRY_VOID(preflight::shapeForTask(source.shape, recipe));
    const examples::ExampleMaker maker(tokenizer, chosen.chatTemplate, recipe, source.shape.labelNames);
    TRY(const auto train, examples::prepareRows(project, recipe.data, maker, recipe, stop, progress));
    TRY_VOID(requireRows(train, run.number));
    if (const std::int64_t largest = train.remarks.largestId; largest >= source.shape.vocabularySize)
        return refused("engine.bad_token").with("id", largest).with("limit", source.shape.vocabularySize);
    TRY(const auto validation,
        examples::prepareRows(project, recipe.validation, maker, recipe, stop, progress, &train.data));
    TRY(Json lineageOfModel, modelLineage(project, source, stop, progress));
    TRY_VOID(writeData(registry::folderOf(project, run) / "data", train, validation));
    TRY(const std::int64_t threads, integerAt(job.parameters, "threads", 0));
    TRY(const footprint::Products products, preflight::productsOf(recipe));
    const Json lineage = {{"datasets", train.sources},
                          {"validation", validation.sources},
                          {"model", std::move(lineageOfModel)},
                          {"tokenizer_hash", tokenizer->hash().hex()},
                          {"template", chosen.source},
                          {"engine_version", build.version},
                          {"commit", build.commit},
                          {"device", job.lane},
                          {"dtype", footprint::productsName(products)},
                          {"threads", threads > 0 ? threads : devices::usableProcessors("/")},
                          {"train", countsOf(train)},
                          {"validation_rows", countsOf(validation)},
                          {"train_hash", examples::hashOf(train.data)}};
    const Json notices = {{"notices", noticesOf(train, validation)}};
    return storage::retryWhileBusy(stop, [&]() -> Status {
        TRY_VOID(registry::setLineage(project.database(), run.id, lineage));
        return registry::updateSummary(project.database(), run.id, notices);
    });
}

} // namespace

Status prepareRun(project::Project& project, jobs::Worker& worker, const Build& build,
                  const StopToken& stop) {
    jobs::JobProgress progress(worker, stop);
    const Status prepared = prepare(project, worker.job(), build, progress);
    if (!prepared && prepared.error().kind() != ErrorKind::Interrupted)
        return prepared;
    TRY(const auto control, worker.control());
    if (prepared)
        return worker.finish(control == jobs::Control::Stop    ? jobs::JobState::Stopped
                             : control == jobs::Control::Pause ? jobs::JobState::Paused
                                                               : jobs::JobState::Queued);
    if (control == jobs::Control::None)
        return prepared; // the process itself was asked to end
    return worker.leave(control == jobs::Control::Stop ? jobs::JobState::Stopped : jobs::JobState::Paused);
}

} // namespace luthier::preparing
