#include "run_recorder.h"

#include "measuring.h"

#include <base/json_numbers.h>
#include <registry/sweeps.h>

#include <utility>

namespace luthier::training {
namespace {

/// Long enough for another's short transaction, short beside a step.
constexpr std::chrono::milliseconds kPatience{5};
constexpr std::chrono::milliseconds kBetweenWrites{500};

} // namespace

RunRecorder::RunRecorder(project::Project& project, jobs::Worker& worker, const registry::RunFacts& run,
                         std::int64_t steps, RemainingTime remaining, SampleWriter writeSamples,
                         StopToken stop, MemoryWatch memory)
    : m_project(project)
    , m_patience(project.database(), kPatience)
    , m_worker(worker)
    , m_run(run.id)
    , m_steps(steps)
    , m_remaining(remaining)
    , m_writeSamples(std::move(writeSamples))
    , m_stop(std::move(stop))
    , m_memory(std::move(memory))
    , m_log(registry::folderOf(project, run))
    , m_steppedAt(Clock::now()) {}

Wish RunRecorder::wish() {
    m_scarceMemory.reset(); // of this look, not of one that was passed over
    if (m_stop.stop_requested())
        return Wish::Pause;
    if (!m_pruned.is_null())
        return Wish::Stop;
    const Result<jobs::Control> control = m_worker.control();
    if (control && *control == jobs::Control::Stop)
        return Wish::Stop;
    if (control && *control == jobs::Control::Pause)
        return Wish::Pause;
    // A busy database is asked again at the next step.
    m_scarceMemory = m_memory.scarce();
    return m_scarceMemory ? Wish::Pause : Wish::GoOn;
}

Status RunRecorder::onStep(const StepReport& step) {
    m_metrics.push_back({.step = step.step,
                         .epoch = step.epoch,
                         .loss = step.loss,
                         .learningRate = step.learningRate,
                         .gradNorm = step.gradNorm,
                         .tokens = static_cast<double>(step.tokens),
                         .trainedTokens = static_cast<double>(step.trainedTokens),
                         .tokensPerSecond = step.tokensPerSecond,
                         .memoryBytes = static_cast<double>(peakMemory())});
    m_epoch = step.epoch;
    Json event = registry::stepEvent(m_metrics.back());
    if (step.rewards)
        event["rewards"] = toJson(*step.rewards);
    m_log.write(std::move(event));
    if (step.rewards)
        addRewards(step.step, "", *step.rewards);
    const double seconds =
        step.tokensPerSecond > 0 ? static_cast<double>(step.tokens) / step.tokensPerSecond : 0;
    m_remaining.addStep(step.step, seconds, step.tokens);
    m_steppedAt = Clock::now();
    const std::int64_t left = m_steps - step.step;
    TRY_VOID(m_worker.progress("training", step.step, m_steps, m_remaining.seconds()));
    if (Clock::now() - m_flushedAt < kBetweenWrites && left > 0)
        return {};
    return flushIfFree();
}

void RunRecorder::addRewards(std::int64_t step, const std::string& prefix, const Rewards& rewards) {
    const Json values = toJson(rewards);
    for (const auto& [name, value] : values.items())
        m_evaluations.push_back({step, prefix + "rewards." + name, value.get<double>()});
}

Status RunRecorder::onHeldOutRewards(std::int64_t step, const Rewards& rewards) {
    addRewards(step, "evaluation.", rewards);
    m_heldOutRewards = toJson(rewards);
    return {};
}

Status RunRecorder::onEvaluation(std::int64_t step, double loss, bool) {
    TRY_VOID(flushIfFree());
    Json event = {{"event", "evaluation"}, {"step", step}, {"loss", finiteOrNull(loss)}};
    if (!m_heldOutRewards.is_null())
        event["rewards"] = std::exchange(m_heldOutRewards, Json());
    m_log.write(std::move(event));
    if (m_writeSamples) {
        TRY_VOID(m_worker.progress("writing samples", step, m_steps, m_remaining.seconds()));
        TRY(auto samples, m_writeSamples());
        for (registry::Sample& sample : samples)
            sample.step = step;
        m_samples.push_back(std::move(samples));
    }
    m_remaining.addValidation(std::chrono::duration<double>(Clock::now() - m_steppedAt).count());
    m_evaluations.push_back({step, "evaluation.loss", loss});
    TRY_VOID(flushIfFree());
    return pruneIfBehind(step, loss);
}

/// At the last step there is nothing left to spare.
Status RunRecorder::pruneIfBehind(std::int64_t step, double loss) {
    if (step == 0 || step >= m_steps)
        return {};
    const auto behind = registry::fallsBehind(m_project.database(), m_run, m_epoch, loss);
    if (!behind)
        return storage::isBusy(behind.error()) ? Status{} : Status{behind.error()};
    if (!*behind)
        return {};
    m_pruned = {{"step", step}, {"loss", finiteOrNull((*behind)->loss)}, {"limit", (*behind)->limit}};
    return {};
}

Status RunRecorder::onCheckpoint(const Checkpoint& checkpoint) {
    const std::string name = "checkpoints/" + checkpoint.folder.filename().string();
    m_log.write({{"event", "checkpoint"}, {"step", checkpoint.progress.step}, {"path", name}});
    m_summary["checkpoint"] = name;
    m_summary["checkpoint_step"] = checkpoint.progress.step;
    return flushIfFree();
}

Json RunRecorder::unwritten() {
    return registry::metricsToJson({m_metrics, m_evaluations});
}

Status RunRecorder::flush() {
    m_flushedAt = Clock::now();
    storage::Connection& db = m_project.database();
    // Samples before losses, so that whoever sees a loss finds its samples.
    while (!m_samples.empty()) {
        if (!m_samples.front().empty())
            TRY_VOID(registry::putSamples(db, m_run, m_samples.front().front().step, m_samples.front()));
        m_samples.erase(m_samples.begin());
    }
    TRY_VOID(registry::appendMetrics(db, m_run, m_metrics, m_evaluations));
    m_metrics.clear();
    m_evaluations.clear();
    if (!m_summary.empty())
        TRY_VOID(registry::updateSummary(db, m_run, m_summary));
    m_summary = Json::object();
    return {};
}

Status RunRecorder::flushIfFree() {
    Status flushed = flush();
    return flushed || !storage::isBusy(flushed.error()) ? flushed : Status{};
}

} // namespace luthier::training
