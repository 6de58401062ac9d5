#pragma once

#include "queue.h"

#include <project/file_lock.h>

#include <chrono>

namespace luthier::jobs {

/// What a person asked of a running job; one that is to yield is told to pause.
enum class Control { None, Pause, Stop };

/// Asks a job to pause or stop: a running one answers at its next step, a waiting one at once.
Status requestPause(project::Project& project, JobId id);
Status requestStop(project::Project& project, JobId id);
/// Asks a running job to let the short ones that wait go first: at its next step it writes its state and
/// waits behind them, from where it goes on by itself (job.wrong_state unless it runs).
Status requestYield(project::Project& project, JobId id);
/// Puts a paused, lost or failed job back into its queue, or to its preparation when that never ended well;
/// its worker goes on from the newest checkpoint.
Status requestResume(project::Project& project, project::UserState& user, JobId id);

/// Jobs whose row says that somebody works on them, although nobody holds their lock, become lost.
Status markLostJobs(project::Project& project);

/// The worker's side: holds the job's lock, answers control, writes progress and heartbeat. One thread. What
/// it says of the job's beginning and end is written however long another writer holds the project, unless
/// the process is asked to stop; progress is not waited for.
class Worker {
public:
    /// Takes the lock and marks the job running (job.taken when another worker is alive).
    static Result<Worker> begin(project::Project& project, JobId id, StopToken stop = {});

    const JobFacts& job() const { return m_job; }
    /// What was asked; read from the database at most five times a second.
    Result<Control> control();
    /// Shows where the work is; written at most ten times a second, except the last step and a new stage.
    /// What a busy database does not take is written the next time, or at the end.
    Status progress(std::string_view stage, std::int64_t step, std::int64_t steps,
                    std::optional<double> etaSeconds);
    /// Ends in done, paused or stopped; after a preparation also in queued.
    Status finish(JobState state);
    /// Ends in paused or stopped before the work was done, so that a job that was being prepared will be
    /// prepared again.
    Status leave(JobState state);
    Status fail(const Error& reason);

private:
    struct Shown {
        std::string stage;
        std::int64_t step = 0;
        std::int64_t steps = 0;
        std::optional<double> etaSeconds;
    };
    Worker(project::Project& project, JobFacts job, project::FileLock lock, StopToken stop);
    Status show();
    Status end(JobState state, bool isPrepared);

    project::Project* m_project;
    JobFacts m_job;
    project::FileLock m_lock;
    StopToken m_stop;
    std::chrono::steady_clock::time_point m_askedAt;
    std::chrono::steady_clock::time_point m_shownAt;
    Shown m_latest;
    bool m_isShown = true; ///< the job's row says what m_latest says
    Control m_control = Control::None;
};

/// Held by the job's supervisor from its start to its end.
std::filesystem::path supervisorLockPath(const project::Project& project, JobId id);
/// Held by the job's worker.
std::filesystem::path jobLockPath(const project::Project& project, JobId id);

} // namespace luthier::jobs
