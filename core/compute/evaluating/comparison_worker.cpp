#include "comparison_worker.h"

#include "comparison.h"

#include <chrono>

namespace luthier::evaluating {
namespace {

using Clock = std::chrono::steady_clock;

/// Shows the comparison in the job's row and hears what people want of it.
class JobObserver final : public ComparisonObserver, public ProgressSink {
public:
    JobObserver(jobs::Worker& worker, StopToken stop)
        : m_worker(worker)
        , m_stop(std::move(stop))
        , m_begin(Clock::now()) {}

    Wish wish() override {
        if (m_stop.stop_requested())
            return Wish::Discard;
        const Result<jobs::Control> control = m_worker.control();
        if (!control)
            return Wish::GoOn; // a busy database is asked again later
        return *control == jobs::Control::Stop    ? Wish::Keep
               : *control == jobs::Control::Pause ? Wish::Discard
                                                  : Wish::GoOn;
    }

    Status onRow(const Json&, std::int64_t done, std::int64_t rows) override {
        const double seconds = std::chrono::duration<double>(Clock::now() - m_begin).count();
        return m_worker.progress("comparing", done, rows,
                                 seconds / static_cast<double>(done) * static_cast<double>(rows - done));
    }

    void report(const Progress& progress) override {
        // Progress that cannot be shown does not end the work.
        (void)m_worker.progress(progress.stage, progress.done, progress.total, {});
        m_begin = Clock::now();
    }

private:
    jobs::Worker& m_worker;
    StopToken m_stop;
    Clock::time_point m_begin;
};

} // namespace

Status workOnComparison(project::Project& project, jobs::Worker& worker, StopToken stop) {
    TRY(const auto options, comparisonOptionsFromJson(worker.job().parameters));
    TRY(const auto run, registry::findRun(project.database(), worker.job().run));
    TRY(const auto device, engine::parseDevice(worker.job().lane, 0));
    TRY_VOID(engine::prepareDevice(device));
    JobObserver observer(worker, stop);
    const auto outcome = compareRun(project, run, options, device, observer, stop, observer);
    if (!outcome && outcome.error().kind() == ErrorKind::Interrupted) {
        TRY(const auto control, worker.control());
        return worker.finish(control == jobs::Control::Stop ? jobs::JobState::Stopped
                                                            : jobs::JobState::Paused);
    }
    if (!outcome)
        return outcome.error();
    return worker.finish(outcome->ending == ComparisonOutcome::Ending::Done ? jobs::JobState::Done
                                                                            : jobs::JobState::Stopped);
}

} // namespace luthier::evaluating
