#include "control.h"

#include "part.h"

#include <base/files.h>
#include <project/clock.h>
#include <project/topics.h>
#include <storage/transaction.h>

namespace luthier::jobs {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::string_view kYield = "yield";

Status ask(project::Project& project, JobId id, std::string_view control, JobState waiting,
           JobState working) {
    TRY_VOID(project.requireWritable());
    storage::Connection& db = project.database();
    TRY(const JobFacts job, jobById(db, id));
    if (job.state == JobState::Queued || isHeld(job.state))
        return changeState(db, id, {JobState::Queued, JobState::Paused, JobState::Lost}, waiting);
    if (job.state != JobState::Running && job.state != JobState::Pausing && job.state != JobState::Preparing)
        return usageError("job.wrong_state").with("job", id.value).with("state", stateName(job.state));
    TRY(auto transaction, storage::Transaction::write(db, storage::Durability::Full));
    TRY_VOID(db.run("UPDATE jobs SET control=?2, state=CASE WHEN state='preparing' THEN state ELSE ?3 END "
                    "WHERE id=?1 AND state IN ('running','pausing','preparing')",
                    id.value, control, stateName(working)));
    TRY_VOID(project::bumpTopic(db, kJobsTopic));
    return transaction.commit();
}

} // namespace

std::filesystem::path supervisorLockPath(const project::Project& project, JobId id) {
    return project.cacheFolder() / ("job-" + std::to_string(id.value) + ".supervisor.lock");
}

std::filesystem::path jobLockPath(const project::Project& project, JobId id) {
    return project.cacheFolder() / ("job-" + std::to_string(id.value) + ".lock");
}

Status requestPause(project::Project& project, JobId id) {
    return ask(project, id, "pause", JobState::Paused, JobState::Pausing);
}

Status requestStop(project::Project& project, JobId id) {
    return ask(project, id, "stop", JobState::Stopped, JobState::Stopping);
}

Status requestYield(project::Project& project, JobId id) {
    TRY(const JobFacts job, jobById(project.database(), id));
    if (job.state != JobState::Running)
        return usageError("job.wrong_state").with("job", id.value).with("state", stateName(job.state));
    return ask(project, id, kYield, JobState::Queued, JobState::Pausing);
}

Status requestResume(project::Project& project, project::UserState& user, JobId id) {
    TRY_VOID(project.requireWritable());
    TRY(const auto prepares,
        project.database().queryInteger("SELECT prepares FROM jobs WHERE id=?1", id.value));
    const JobState again = prepares.value_or(0) != 0 ? JobState::Preparing : JobState::Queued;
    TRY_VOID(changeState(project.database(), id,
                         {JobState::Paused, JobState::Lost, JobState::Failed, JobState::Stopped}, again));
    return user.database().run("INSERT OR IGNORE INTO known_jobs(project, job) VALUES(?1, ?2)",
                               project.facts().id, id.value);
}

Status markLostJobs(project::Project& project) {
    storage::Connection& db = project.database();
    TRY(const auto all, listJobs(db));
    for (const JobFacts& job : all)
        if (isActive(job.state) && !project::FileLock::isHeld(jobLockPath(project, job.id))) {
            // Its supervisor may be writing how it ended at this very moment: then the state has changed,
            // which is fine.
            const Status marked = failJob(db, job.id, failed("job.lost"), JobState::Lost);
            if (!marked && marked.error().code() != "job.wrong_state")
                return marked;
        }
    return {};
}

Worker::Worker(project::Project& project, JobFacts job, project::FileLock lock, StopToken stop)
    : m_project(&project)
    , m_job(std::move(job))
    , m_lock(std::move(lock))
    , m_stop(std::move(stop)) {}

Result<Worker> Worker::begin(project::Project& project, JobId id, StopToken stop) {
    TRY_VOID(makeFolder(project.cacheFolder()));
    TRY(auto lock, project::FileLock::tryTake(jobLockPath(project, id)));
    if (!lock)
        return failed("job.taken").with("job", id.value);
    TRY(JobFacts job, jobById(project.database(), id));
    if (job.state != JobState::Preparing)
        TRY_VOID(storage::retryWhileBusy(stop, [&] {
            return changeState(project.database(), id, {JobState::Queued, JobState::Running, JobState::Lost},
                               JobState::Running);
        }));
    return Worker(project, std::move(job), std::move(*lock), std::move(stop));
}

Result<Control> Worker::control() {
    const auto now = Clock::now();
    if (now - m_askedAt < std::chrono::milliseconds(200))
        return m_control;
    m_askedAt = now;
    TRY(const auto word,
        m_project->database().queryText("SELECT control FROM jobs WHERE id=?1", m_job.id.value));
    m_control = word == "pause" || word == kYield ? Control::Pause
                : word == "stop"                  ? Control::Stop
                                                  : Control::None;
    return m_control;
}

Status Worker::progress(std::string_view stage, std::int64_t step, std::int64_t steps,
                        std::optional<double> etaSeconds) {
    const auto now = Clock::now();
    const bool isNew = stage != m_latest.stage || step == steps;
    m_latest = {std::string(stage), step, steps, etaSeconds};
    m_isShown = false;
    if (!isNew && now - m_shownAt < std::chrono::milliseconds(100))
        return {};
    m_shownAt = now;
    Status shown = show();
    return shown || !storage::isBusy(shown.error()) ? shown : Status{};
}

Status Worker::show() {
    storage::Connection& db = m_project->database();
    TRY(auto transaction, storage::Transaction::write(db, storage::Durability::Normal));
    TRY_VOID(
        db.run("UPDATE jobs SET stage=?2, step=?3, steps=?4, eta_seconds=?5, heartbeat_at=?6 WHERE id=?1",
               m_job.id.value, m_latest.stage, m_latest.step, m_latest.steps, m_latest.etaSeconds,
               project::currentTime()));
    TRY_VOID(project::bumpTopic(db, kJobsTopic));
    TRY_VOID(transaction.commit());
    m_isShown = true;
    return {};
}

Status Worker::finish(JobState state) {
    return end(state, m_job.state == JobState::Preparing);
}

Status Worker::leave(JobState state) {
    return end(state, false);
}

Status Worker::end(JobState state, bool isPrepared) {
    storage::Connection& db = m_project->database();
    return storage::retryWhileBusy(m_stop, [&]() -> Status {
        if (!m_isShown)
            TRY_VOID(show());
        if (isPrepared)
            TRY_VOID(db.run("UPDATE jobs SET prepares=0 WHERE id=?1", m_job.id.value));
        TRY(const auto word, db.queryText("SELECT control FROM jobs WHERE id=?1", m_job.id.value));
        const bool yields = state == JobState::Paused && word == kYield;
        if (yields)
            TRY_VOID(moveShortJobsBefore(db, m_job.id));
        return changeState(db, m_job.id,
                           {JobState::Preparing, JobState::Running, JobState::Pausing, JobState::Stopping},
                           yields ? JobState::Queued : state);
    });
}

Status Worker::fail(const Error& reason) {
    return storage::retryWhileBusy(m_stop, [&] { return failJob(m_project->database(), m_job.id, reason); });
}

} // namespace luthier::jobs
