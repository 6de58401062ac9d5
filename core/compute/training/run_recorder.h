#pragma once

#include "loop.h"
#include "memory_watch.h"
#include "remaining_time.h"
#include "run_log.h"

#include <base/progress.h>
#include <jobs/control.h>
#include <project/project.h>
#include <registry/registry.h>
#include <registry/series.h>
#include <storage/transaction.h>

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

namespace luthier::training {

/// Answers the samples of a validation with the present weights.
using SampleWriter = std::function<Result<std::vector<registry::Sample>>()>;

/// Writes what the loop reports into the run's log and into the project, in short transactions at most twice
/// a second. While it lives, the project's connection hardly waits for another writer: what a busy database
/// does not take is kept here and written at a later step, so that no step waits and no run ends for it.
class RunRecorder final : public Observer {
public:
    /// `steps` is the length of the run; without `writeSamples` a validation has none. `stop` pauses the run.
    RunRecorder(project::Project& project, jobs::Worker& worker, const registry::RunFacts& run,
                std::int64_t steps, RemainingTime remaining, SampleWriter writeSamples, StopToken stop,
                MemoryWatch memory = MemoryWatch());

    /// A run pauses too when memory becomes scarce, before the system kills it.
    Wish wish() override;
    Status onStep(const StepReport& step) override;
    Status onHeldOutRewards(std::int64_t step, const Rewards& rewards) override;
    /// A run of a sweep that has fallen behind the others wishes to stop from here on.
    Status onEvaluation(std::int64_t step, double loss, bool improved) override;
    Status onCheckpoint(const Checkpoint& checkpoint) override;
    /// The metrics that the database does not have: of those a killed process would leave a hole in the
    /// series.
    Json unwritten() override;

    /// Why a run of a sweep wished to stop: `{step, loss, limit}`; null: it did not.
    const Json& pruned() const { return m_pruned; }
    /// The bytes that were left when the run wished to pause for want of memory.
    const std::optional<std::int64_t>& scarceMemory() const { return m_scarceMemory; }

    /// Writes all that is kept; fails with storage.busy while another writer holds the database.
    Status flush();

private:
    using Clock = std::chrono::steady_clock;
    Status flushIfFree();
    Status pruneIfBehind(std::int64_t step, double loss);
    void addRewards(std::int64_t step, const std::string& prefix, const Rewards& rewards);

    project::Project& m_project;
    storage::PatienceScope m_patience;
    jobs::Worker& m_worker;
    RunId m_run;
    std::int64_t m_steps;
    double m_epoch = 0; ///< after the last step
    Json m_pruned;
    RemainingTime m_remaining;
    SampleWriter m_writeSamples;
    StopToken m_stop;
    MemoryWatch m_memory;
    std::optional<std::int64_t> m_scarceMemory;
    RunLog m_log;
    Clock::time_point m_steppedAt; ///< when the last step was reported
    Clock::time_point m_flushedAt;
    // Not yet in the database:
    std::vector<registry::StepMetrics> m_metrics;
    std::vector<registry::NamedMetric> m_evaluations;
    std::vector<std::vector<registry::Sample>> m_samples; ///< those of a validation together
    Json m_heldOutRewards; ///< of the validation whose loss is about to be told
    Json m_summary = Json::object();
};

} // namespace luthier::training
