#include "run_worker.h"

#include "loop.h"
#include "measuring.h"
#include "run_log.h"
#include "run_setup.h"
#include "sampler.h"

#include <base/json_numbers.h>
#include <examples/preparation.h>
#include <planning/plan.h>
#include <registry/series.h>
#include <storage/transaction.h>

#include <chrono>
#include <limits>

namespace luthier::training {
namespace {

using Clock = std::chrono::steady_clock;

/// Writes what the loop reports into the project, a short transaction at most twice a second.
class ProjectObserver final : public Observer {
public:
    ProjectObserver(project::Project& project, jobs::Worker& worker, const RunSetup& setup,
                    StepEngine& engine, StopToken stop)
        : m_project(project)
        , m_worker(worker)
        , m_setup(setup)
        , m_engine(engine)
        , m_stop(std::move(stop))
        , m_log(setup.folder)
        , m_begin(Clock::now()) {}

    Wish wish() override {
        if (m_stop.stop_requested())
            return Wish::Pause;
        const Result<jobs::Control> control = m_worker.control();
        if (!control)
            return Wish::GoOn; // a busy database is asked again at the next step
        return *control == jobs::Control::Pause  ? Wish::Pause
               : *control == jobs::Control::Stop ? Wish::Stop
                                                 : Wish::GoOn;
    }

    Status onStep(const StepReport& step) override {
        const std::int64_t memory = peakMemory();
        m_pending.push_back({step.step,
                             {{"epoch", step.epoch},
                              {"loss", step.loss},
                              {"learning_rate", step.learningRate},
                              {"grad_norm", step.gradNorm},
                              {"tokens", static_cast<double>(step.tokens)},
                              {"trained_tokens", static_cast<double>(step.trainedTokens)},
                              {"tokens_per_second", step.tokensPerSecond},
                              {"memory_bytes", static_cast<double>(memory)}}});
        m_log.write(registry::stepEvent(m_pending.back()));
        ++m_stepsHere;
        const double seconds = std::chrono::duration<double>(Clock::now() - m_begin).count();
        const std::int64_t left = m_setup.batches->steps() - step.step;
        TRY_VOID(m_worker.progress("training", step.step, m_setup.batches->steps(),
                                   seconds / static_cast<double>(m_stepsHere) * static_cast<double>(left)));
        if (Clock::now() - m_flushed < std::chrono::milliseconds(500) && left > 0)
            return {};
        return flush();
    }

    Status onEvaluation(std::int64_t step, double loss, bool) override {
        TRY_VOID(flush());
        m_log.write({{"event", "evaluation"}, {"step", step}, {"loss", finiteOrNull(loss)}});
        if (m_setup.recipe.samplePrompts > 0) {
            TRY_VOID(m_worker.progress("writing samples", step, m_setup.batches->steps(), {}));
            TRY(const auto samples, writeSamples(m_setup, m_engine, m_stop));
            TRY_VOID(registry::putSamples(m_project.database(), m_setup.run.id, step, samples));
        }
        // Last, so that whoever sees the loss finds its samples.
        m_pending.push_back({step, {{"evaluation.loss", loss}}});
        return flush();
    }

    Status onCheckpoint(const Checkpoint& checkpoint) override {
        TRY_VOID(flush());
        m_log.write({{"event", "checkpoint"},
                     {"step", checkpoint.progress.step},
                     {"path", "checkpoints/" + checkpoint.folder.filename().string()}});
        return registry::updateSummary(
            m_project.database(), m_setup.run.id,
            {{"checkpoint", "checkpoints/" + checkpoint.folder.filename().string()},
             {"checkpoint_step", checkpoint.progress.step}});
    }

    Status flush() {
        m_flushed = Clock::now();
        TRY_VOID(registry::appendMetrics(m_project.database(), m_setup.run.id, m_pending));
        m_pending.clear();
        return {};
    }

private:
    project::Project& m_project;
    jobs::Worker& m_worker;
    const RunSetup& m_setup;
    StepEngine& m_engine;
    StopToken m_stop;
    RunLog m_log;
    Clock::time_point m_begin;
    Clock::time_point m_flushed;
    std::int64_t m_stepsHere = 0;
    std::vector<registry::StepMetrics> m_pending;
};

/// "threads 2 → 8, kernels avx2 → avx512": what is not as it was when the checkpoint was written.
std::string changeOf(const Circumstances& then, const Circumstances& now) {
    std::string text;
    const auto add = [&](std::string_view name, const std::string& from, const std::string& to) {
        if (from != to)
            text += (text.empty() ? "" : ", ") + std::string(name) + " " + from + " → " + to;
    };
    add("device", then.device, now.device);
    add("threads", std::to_string(then.threads), std::to_string(now.threads));
    add("kernels", then.kernels, now.kernels);
    add("LibTorch", then.libtorch, now.libtorch);
    return text;
}

/// Goes on from the newest good checkpoint; what was written after it is taken away.
Result<Progress> resume(project::Project& project, const RunSetup& setup, StepEngine& engine) {
    TRY(const auto found, takeNewestCheckpoint(setup.folder / "checkpoints"));
    Progress progress;
    Json notices = Json::array();
    TRY(const auto changed, examples::changedDatasets(project.database(), setup.run.lineage));
    for (const std::string& name : changed)
        notices.push_back(errorToJson(failed("notice.dataset_changed").with("dataset", name)));
    for (const std::string& damaged : found.damaged)
        notices.push_back(errorToJson(failed("notice.checkpoint_damaged").with("checkpoint", damaged)));
    if (found.newest) {
        const Checkpoint& newest = *found.newest;
        TRY_VOID(loadCheckpoint(newest, engine));
        progress = newest.progress;
        if (newest.circumstances != setup.circumstances)
            notices.push_back(
                errorToJson(failed("notice.not_bitwise")
                                .with("change", changeOf(newest.circumstances, setup.circumstances))));
    }
    const RunLog log(setup.folder);
    log.write({{"event", "stage"},
               {"name", "training"},
               {"done", progress.step},
               {"total", setup.batches->steps()}});
    for (const Json& notice : notices)
        log.write({{"event", "notice"},
                   {"code", notice["code"]},
                   {"parameters", notice.value("parameters", Json::object())}});
    TRY_VOID(registry::updateSummary(project.database(), setup.run.id, {{"notices", std::move(notices)}}));
    TRY(auto transaction, storage::Transaction::write(project.database(), storage::Durability::Full));
    TRY_VOID(registry::deleteAfter(project.database(), setup.run.id, progress.step));
    TRY_VOID(transaction.commit());
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

Status finish(project::Project& project, const RunSetup& setup, const StepEngine& engine,
              const Progress& progress, Ending ending) {
    Json summary = {{"steps", progress.step},
                    {"loss", finiteOrNull(progress.lastLoss)},
                    {"best_loss", finiteOrNull(progress.bestLoss)},
                    {"best_step", progress.bestStep},
                    {"tokens", progress.tokens},
                    {"trained_tokens", progress.trainedTokens},
                    {"early_stopped", ending == Ending::EarlyStopped},
                    {"peak_bytes", peakMemory()}};
    if (ending != Ending::Paused) {
        TRY(const auto parameters, chosenParameters(setup, engine, progress));
        TRY(const std::string name, writeResult(setup, engine, parameters));
        summary[name] = name;
    }
    Json done = {{"event", "done"},
                 {"run", setup.run.number},
                 {"state", ending == Ending::Paused    ? "paused"
                           : ending == Ending::Stopped ? "stopped"
                                                       : "done"}};
    done.update(summary);
    RunLog(setup.folder).write(std::move(done));
    TRY_VOID(registry::putMeasuredPeak(project.database(), setup.run.id, peakMemory()));
    return registry::updateSummary(project.database(), setup.run.id, summary);
}

Status train(project::Project& project, jobs::Worker& worker, const RunSetup& setup, StopToken stop) {
    TRY(auto tuner, makeTuner(setup));
    TRY_VOID(
        registry::updateSummary(project.database(), setup.run.id,
                                {{"planned_bytes", tuner->layout().peakBytes() + planning::kRuntimeBytes}}));
    const auto engine = stepEngineOf(std::move(tuner));
    TRY(Progress progress, resume(project, setup, *engine));
    ProjectObserver observer(project, worker, setup, *engine, std::move(stop));
    const LoopOptions options{setup.recipe, setup.train, setup.validation, setup.folder / "checkpoints",
                              setup.circumstances};
    TRY(const Ending ending, runLoop(*engine, *setup.batches, options, progress, observer));
    TRY_VOID(observer.flush());
    TRY_VOID(finish(project, setup, *engine, progress, ending));
    return worker.finish(ending == Ending::Paused    ? jobs::JobState::Paused
                         : ending == Ending::Stopped ? jobs::JobState::Stopped
                                                     : jobs::JobState::Done);
}

} // namespace

Status workOnRun(project::Project& project, jobs::Worker& worker, StopToken stop) {
    TRY_VOID(worker.progress("loading model", 0, 0, {}));
    TRY(const RunSetup setup, setUpRun(project, worker.job().run));
    Status trained = train(project, worker, setup, std::move(stop));
    if (!trained)
        RunLog(setup.folder).write({{"event", "error"}, {"error", errorToJson(trained.error())}});
    return trained;
}

} // namespace luthier::training
