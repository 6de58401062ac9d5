#include "run_worker.h"

#include "loop.h"
#include "measuring.h"
#include "quick_look.h"
#include "run_log.h"
#include "run_recorder.h"
#include "run_setup.h"
#include "sampler.h"

#include <base/json_numbers.h>
#include <examples/preparation.h>
#include <planning/plan.h>
#include <registry/series.h>
#include <storage/transaction.h>

#include <array>
#include <cmath>
#include <cstdio>

namespace luthier::training {
namespace {

/// "threads 2 → 8, kernels avx2 → avx512": what is not as it was when the checkpoint was written.
std::string changeOf(const Environment& then, const Environment& now) {
    std::string text;
    const auto add = [&](std::string_view name, const std::string& from, const std::string& to) {
        if (from != to)
            text += (text.empty() ? "" : ", ") + std::string(name) + " " + from + " → " + to;
    };
    add("device", then.device, now.device);
    add("threads", std::to_string(then.threads), std::to_string(now.threads));
    add("kernels", then.kernels, now.kernels);
    add("LibTorch", then.libtorch, now.libtorch);
    add("program", then.program.substr(0, 8), now.program.substr(0, 8));
    return text;
}

/// What its preparation had to say of the run, which stays true; notices of an earlier start do not.
Json noticesOfPreparation(const registry::RunFacts& run) {
    Json kept = Json::array();
    const Json* notices = member(run.summary, "notices");
    for (const Json& notice : notices && notices->is_array() ? *notices : Json::array())
        if (stringAt(notice, "code", "").value_or("").ends_with("rows_left_out"))
            kept.push_back(notice);
    return kept;
}

void logNotice(const RunLog& log, const Json& notice) {
    log.write({{"event", "notice"},
               {"code", notice["code"]},
               {"parameters", notice.value("parameters", Json::object())}});
}

/// Goes on from the newest good checkpoint; what was written after it is taken away.
Result<Progress> resume(project::Project& project, const RunSetup& setup, StepEngine& engine,
                        const StopToken& stop) {
    TRY(const auto found, takeNewestCheckpoint(setup.folder / "checkpoints"));
    Progress progress;
    Json notices = noticesOfPreparation(setup.run);
    TRY(const auto changed, examples::changedDatasets(project.database(), setup.run.lineage));
    for (const std::string& name : changed)
        notices.push_back(errorToJson(failed("notice.dataset_changed").with("dataset", name)));
    for (const std::string& damaged : found.damaged)
        notices.push_back(errorToJson(failed("notice.checkpoint_damaged").with("checkpoint", damaged)));
    if (found.newest) {
        const Checkpoint& newest = *found.newest;
        TRY_VOID(loadCheckpoint(newest, engine));
        progress = newest.progress;
        if (newest.environment != setup.environment)
            notices.push_back(
                errorToJson(failed("notice.not_bitwise")
                                .with("change", changeOf(newest.environment, setup.environment))));
    }
    TRY(const registry::Metrics metrics, registry::metricsFromJson(progress.unwritten));
    const RunLog log(setup.folder);
    log.write({{"event", "stage"},
               {"name", "training"},
               {"done", progress.step},
               {"total", setup.batches->steps()}});
    for (const Json& notice : notices)
        logNotice(log, notice);
    TRY_VOID(storage::retryWhileBusy(stop, [&]() -> Status {
        return registry::resumeAfter(project.database(), setup.run.id, progress.step, metrics, notices);
    }));
    return progress;
}

/// The parameters of the best checkpoint where there is one, else those of the last step.
Result<ParameterValues> chosenParameters(const RunSetup& setup, const StepEngine& engine,
                                         const Progress& progress) {
    if (setup.recipe.keepBest && progress.bestStep > 0 && progress.bestStep != progress.step)
        if (const auto best = openCheckpoint(setup.folder / "checkpoints", progress.bestStep))
            return readParameters(*best, engine);
    return presentParameters(engine);
}

using Clock = std::chrono::steady_clock;

/// Seconds of work on the run, those of earlier starts with them.
double workedSeconds(const registry::RunFacts& run, Clock::time_point begin) {
    const double now = std::chrono::duration<double>(Clock::now() - begin).count();
    return numberAt(run.summary, "seconds", 0).value_or(0) + now;
}

/// Writes the result and tells the project of it.
Result<Json> finish(project::Project& project, const RunSetup& setup, const StepEngine& engine,
                    const Progress& progress, Ending ending, double seconds, const StopToken& stop) {
    Json summary = {{"steps", progress.step},
                    {"loss", finiteOrNull(progress.lastLoss)},
                    {"best_loss", finiteOrNull(progress.bestLoss)},
                    {"best_step", progress.bestStep},
                    {"tokens", progress.tokens},
                    {"trained_tokens", progress.trainedTokens},
                    {"early_stopped", ending == Ending::EarlyStopped},
                    {"seconds", seconds},
                    {"peak_bytes", peakMemory()}};
    if (ending != Ending::Paused) {
        TRY(const auto parameters, chosenParameters(setup, engine, progress));
        TRY(const std::string name, writeResult(setup, engine, parameters));
        summary[name] = name;
    }
    TRY_VOID(storage::retryWhileBusy(stop, [&]() -> Status {
        TRY_VOID(registry::putMeasuredPeak(project.database(), setup.run.id, peakMemory()));
        return registry::updateSummary(project.database(), setup.run.id, summary);
    }));
    return summary;
}

/// One more notice of the run, in its log and beside those that it has.
Status notice(project::Project& project, const RunSetup& setup, const Error& error, const StopToken& stop) {
    const Json told = errorToJson(error);
    logNotice(RunLog(setup.folder), told);
    return storage::retryWhileBusy(stop, [&]() -> Status {
        TRY(const auto run, registry::findRun(project.database(), setup.run.number));
        Json all = run.summary.value("notices", Json::array());
        all.push_back(told);
        return registry::updateSummary(project.database(), setup.run.id, {{"notices", std::move(all)}});
    });
}

/// A short comparison of base and result, for the page of the run. The run is whole without it: a fault is
/// told and ends nothing.
Status lookAtResult(project::Project& project, jobs::Worker& worker, const RunSetup& setup,
                    std::chrono::duration<double> trained, Json& summary, const StopToken& stop) {
    const auto look = takeQuickLook(project, worker, setup, quickLookBudget(trained), stop);
    // The rows of the look were counted in the job's steps, which are those of its training again.
    TRY_VOID(
        worker.progress("training", summary.value("steps", std::int64_t{0}), setup.batches->steps(), {}));
    if (!look)
        return notice(project, setup, failed("notice.quick_look_failed").with("reason", look.error().code()),
                      stop);
    if (look->is_null())
        return {};
    summary["quick_look"] = *look;
    return storage::retryWhileBusy(stop, [&] {
        return registry::updateSummary(project.database(), setup.run.id, {{"quick_look", *look}});
    });
}

void logEnd(const RunSetup& setup, Ending ending, const Json& summary) {
    Json done = {{"event", "done"},
                 {"run", setup.run.number},
                 {"state", ending == Ending::Paused    ? "paused"
                           : ending == Ending::Stopped ? "stopped"
                                                       : "done"}};
    done.update(summary);
    RunLog(setup.folder).write(std::move(done));
}

std::int64_t tokensOf(const examples::FrozenData& data) {
    std::int64_t tokens = 0;
    for (std::int64_t row = 0; row < data.rows(); ++row)
        tokens += data.length(row);
    return tokens;
}

/// What the pairs of the run were worth to the model that it began with: measured once, before the first
/// step, and kept beside its rows.
Result<References> referencesOf(const RunSetup& setup, StepEngine& engine, jobs::Worker& worker,
                                const StopToken& stop) {
    if (!setup.settings.preference || !program::hasReference(setup.settings.preference->loss))
        return References{};
    const std::filesystem::path file = setup.folder / "data" / "references.safetensors";
    // The tuner still holds what the run begins with, so a file that is lost or damaged is made again.
    if (auto known = readReferences(file, setup.train, setup.validation); known && *known)
        return std::move(**known);
    TRY_VOID(worker.progress("measuring references", 0, 0, {}));
    References measured;
    const auto isAsked = [&] {
        const auto control = worker.control();
        return stop.stop_requested() ||
               (control && (*control == jobs::Control::Pause || *control == jobs::Control::Stop));
    };
    const MostOfBatch most = mostOf(*setup.batches);
    TRY(measured.train, measureReferences(engine, setup.packer(), setup.train, most, isAsked));
    TRY(measured.validation, measureReferences(engine, setup.packer(), setup.validation, most, isAsked));
    TRY_VOID(writeReferences(file, measured));
    return measured;
}

/// What people read of a run that was stopped because others of its sweep are better.
Status notePruned(project::Project& project, const RunSetup& setup, const Json& pruned, Json& summary,
                  const StopToken& stop) {
    summary["pruned"] = pruned;
    TRY_VOID(storage::retryWhileBusy(stop, [&] {
        return registry::updateSummary(project.database(), setup.run.id, {{"pruned", pruned}});
    }));
    const auto rounded = [&](const char* name) {
        std::array<char, 32> text{};
        std::snprintf(text.data(), text.size(), "%.4g",
                      pruned[name].is_number() ? pruned[name].get<double>() : std::nan(""));
        return std::string(text.data());
    };
    return notice(project, setup,
                  failed("notice.pruned")
                      .with("step", pruned["step"].get<std::int64_t>())
                      .with("loss", rounded("loss"))
                      .with("limit", rounded("limit")),
                  stop);
}

/// Steps until the end or a pause, and the result; gives how it ended and the summary.
Result<std::pair<Ending, Json>> trainAndWrite(project::Project& project, jobs::Worker& worker,
                                              const RunSetup& setup, Clock::time_point begin,
                                              const StopToken& stop) {
    TRY(auto tuner, makeTuner(setup));
    const planning::BesideStep beside =
        planning::besideStep(setup.recipe, setup.source.shape, setup.adapters.adapting, setup.settings,
                             setup.train.bytes() + setup.validation.bytes(), setup.validation.rows());
    const Json planned = {{"planned_bytes", tuner->layout().peakBytes() + planning::kRuntimeBytes +
                                                beside.rows + beside.samples}};
    TRY_VOID(storage::retryWhileBusy(
        stop, [&] { return registry::updateSummary(project.database(), setup.run.id, planned); }));
    const auto engine = stepEngineOf(std::move(tuner));
    Result<References> references = referencesOf(setup, *engine, worker, stop);
    if (!references && references.error().kind() == ErrorKind::Interrupted) {
        const auto control = worker.control();
        const bool stopped = control && *control == jobs::Control::Stop;
        return std::pair(stopped ? Ending::Stopped : Ending::Paused, Json::object());
    }
    TRY(References measured, std::move(references));
    TRY(Progress progress, resume(project, setup, *engine, stop));
    if (progress.step == 0)
        TRY_VOID(worker.progress("validating", 0, setup.batches->steps(), {}));
    SampleWriter samples;
    if (setup.recipe.samplePrompts > 0)
        samples = [&] {
            return writeSamples(setup, *engine, stop);
        };
    const LoopOptions options{
        setup.recipe,      setup.train,    setup.validation,   setup.folder / "checkpoints",
        setup.environment, setup.packer(), std::move(measured)};
    Ending ending{};
    Json pruned;
    std::optional<std::int64_t> scarceMemory;
    {
        const RemainingTime remaining(setup.batches->steps(), setup.recipe.evalSteps,
                                      tokensOf(setup.validation));
        RunRecorder recorder(project, worker, setup.run, setup.batches->steps(), remaining,
                             std::move(samples), stop);
        TRY(ending, runLoop(*engine, *setup.batches, options, progress, recorder));
        TRY_VOID(storage::retryWhileBusy(stop, [&] { return recorder.flush(); }));
        pruned = recorder.pruned();
        scarceMemory = recorder.scarceMemory();
    }
    TRY(Json summary,
        finish(project, setup, *engine, progress, ending, workedSeconds(setup.run, begin), stop));
    if (!pruned.is_null())
        TRY_VOID(notePruned(project, setup, pruned, summary, stop));
    if (scarceMemory && ending == Ending::Paused)
        TRY_VOID(notice(
            project, setup,
            failed("notice.memory_scarce").with("step", progress.step).with("bytes", *scarceMemory), stop));
    return std::pair(ending, std::move(summary));
}

Status train(project::Project& project, jobs::Worker& worker, const RunSetup& setup, const StopToken& stop) {
    const auto begin = Clock::now();
    TRY(auto trained, trainAndWrite(project, worker, setup, begin, stop));
    auto& [ending, summary] = trained;
    // The tuner with its arena is gone by now; the weights of the base are not.
    if (ending == Ending::Done || ending == Ending::EarlyStopped)
        TRY_VOID(lookAtResult(project, worker, setup, Clock::now() - begin, summary, stop));
    logEnd(setup, ending, summary);
    return worker.finish(ending == Ending::Paused    ? jobs::JobState::Paused
                         : ending == Ending::Stopped ? jobs::JobState::Stopped
                                                     : jobs::JobState::Done);
}

} // namespace

Status workOnRun(project::Project& project, jobs::Worker& worker, StopToken stop) {
    TRY_VOID(worker.progress("loading model", 0, 0, {}));
    TRY(const RunSetup setup, setUpRun(project, worker.job().run));
    Status trained = train(project, worker, setup, stop);
    if (!trained)
        RunLog(setup.folder).write({{"event", "error"}, {"error", errorToJson(trained.error())}});
    return trained;
}

} // namespace luthier::training
