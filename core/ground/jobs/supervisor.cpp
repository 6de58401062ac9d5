#include "supervisor.h"

#include "child_process.h"
#include "control.h"
#include "lanes.h"
#include "part.h"

#include <base/files.h>
#include <project/file_lock.h>
#include <project/topics.h>
#include <storage/transaction.h>

#include <set>

namespace luthier::jobs {
namespace {

std::vector<std::string> workCommand(const std::filesystem::path& program, const project::Project& project,
                                     JobId id) {
    return {program.string(), "job", "work", project.folder().string(), std::to_string(id.value)};
}

Status recordEnd(project::Project& project, JobId id, const ChildEnd& end) {
    storage::Connection& db = project.database();
    TRY(auto transaction, storage::Transaction::write(db, storage::Durability::Full));
    TRY_VOID(db.run("UPDATE jobs SET exit_code=?2, exit_signal=?3, peak_bytes=max(coalesce(peak_bytes, 0), "
                    "?4), last_words=?5 WHERE id=?1",
                    id.value, end.exitCode, end.signal, end.peakBytes, end.lastWords));
    TRY_VOID(project::bumpTopic(db, kJobsTopic));
    return transaction.commit();
}

/// A child that ended without saying how the job stands died: say so.
Status explainDeath(project::Project& project, const JobFacts& before, const ChildEnd& end) {
    TRY(const JobFacts job, jobById(project.database(), before.id));
    // A worker that ends well writes how the job stands: another state than the one it was started in. The
    // same state again means that the job was resumed before this supervisor looked. A preparation then shows
    // a new heartbeat and an exit code of 0, any other work a new start.
    const bool wasPreparing = before.state == JobState::Preparing && end.signal == 0 && end.exitCode == 0 &&
                              job.heartbeatAt != before.heartbeatAt;
    const bool spoke = wasPreparing || job.state != before.state || job.startedAt != before.startedAt;
    if (!isActive(job.state) && spoke)
        return {};
    Error reason = end.signal != 0 ? failed("job.killed").with("signal", end.signal)
                                   : failed("job.ended_early").with("exit_code", end.exitCode);
    return failJob(project.database(), before.id, std::move(reason).because(end.lastWords));
}

Status runWork(project::Project& project, const JobFacts& job, const std::filesystem::path& program,
               const StopToken& stop) {
    TRY(const ChildEnd end, runChild(workCommand(program, project, job.id), [] {}));
    TRY_VOID(storage::retryWhileBusy(stop, [&] { return recordEnd(project, job.id, end); }));
    return storage::retryWhileBusy(stop, [&] { return explainDeath(project, job, end); });
}

Status runInLane(project::Project& project, project::UserState& user, JobFacts job, const Programs& programs,
                 const StopToken& stop) {
    TRY(auto lane, tryLane(user, job.lane));
    const bool waits = !lane.has_value();
    if (waits) {
        TRY(lane, waitForLane(user, job.lane, stop));
    }
    // It may have been paused or stopped while it waited, or taken by another supervisor.
    TRY(job, jobById(project.database(), job.id));
    if (job.state != JobState::Queued)
        return {};
    // Others may wait before it, and one that was paused while it waited keeps the lane. A job that finds the
    // lane free passes those that are paused: somebody has just asked for it.
    TRY(const auto next, nextJob(project, user, job.lane));
    if (next ? next->id != job.id : waits)
        return {};
    return runWork(project, job, programs.compute, stop);
}

/// The job's supervisor lock. A job that was resumed at once waits for its last supervisor to write how it
/// ended; nothing when another one has taken the job up meanwhile.
Result<std::optional<project::FileLock>> becomeOnlySupervisor(project::Project& project, JobId id,
                                                              const StopToken& stop) {
    TRY_VOID(makeFolder(project.cacheFolder()));
    for (;;) {
        TRY(auto lock, project::FileLock::tryTake(supervisorLockPath(project, id)));
        if (lock)
            return lock;
        TRY(const JobFacts job, jobById(project.database(), id));
        if (stop.stop_requested() || (job.state != JobState::Preparing && job.state != JobState::Queued))
            return std::optional<project::FileLock>();
        project::waitBetweenTries(stop);
    }
}

} // namespace

Programs programsBesideThisOne() {
    const std::filesystem::path folder = programFolder();
    return {folder / "luthier-engine", folder / "luthier-compute"};
}

Status startSupervisor(const project::Project& project, JobId id, const Programs& programs) {
    return startDetached({programs.engine.string(), "job", "run",
                          std::filesystem::absolute(project.folder()).string(), std::to_string(id.value)});
}

Status superviseJob(project::Project& project, project::UserState& user, JobId id, const Programs& programs,
                    StopToken stop) {
    TRY(const auto only, becomeOnlySupervisor(project, id, stop));
    if (!only)
        return {};
    TRY(JobFacts job, jobById(project.database(), id));
    if (job.state == JobState::Preparing) {
        {
            TRY(const auto lane, waitForLane(user, "io", stop));
            TRY_VOID(runWork(project, job, programs.engine, stop));
        }
        TRY(job, jobById(project.database(), id));
    }
    if (job.state == JobState::Queued)
        TRY_VOID(runInLane(project, user, job, programs, stop));
    return startWaitingJobs(project, user, programs);
}

Status startWaitingJobs(project::Project& project, project::UserState& user, const Programs& programs) {
    TRY(const auto all, listJobs(project.database()));
    std::set<std::string> lanes;
    for (const JobFacts& job : all) {
        if (job.state == JobState::Queued)
            lanes.insert(job.lane);
        if (job.state != JobState::Preparing ||
            project::FileLock::isHeld(supervisorLockPath(project, job.id)))
            continue;
        TRY(const bool known, isKnown(project, user, job.id));
        if (known)
            TRY_VOID(startSupervisor(project, job.id,
                                     programs)); // its supervisor was killed before the preparation ended
    }
    for (const std::string& lane : lanes) {
        TRY(const auto next, nextJob(project, user, lane));
        TRY(const auto free, tryLane(user, lane));
        if (next && free)
            TRY_VOID(startSupervisor(project, next->id, programs));
    }
    return {};
}

} // namespace luthier::jobs
