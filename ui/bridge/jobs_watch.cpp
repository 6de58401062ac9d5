#include "jobs_watch.h"

#include <jobs/control.h>
#include <jobs/part.h>
#include <project/user_state.h>
#include <registry/registry.h>
#include <registry/series.h>

#include <algorithm>
#include <cmath>
#include <span>

namespace luthier::bridge {
namespace {

/// A job that says nothing for so long is looked at: its worker may be gone.
constexpr int kSilenceMilliseconds = 5000;
/// Metrics are written at most twice a second: the last values are looked for among so many last steps.
constexpr std::int64_t kLastSteps = 200;

Result<project::UserState> openUser() {
    return project::UserState::open(project::userStateFolder(), std::span(&jobs::userSchema(), 1));
}

bool works(const jobs::JobFacts& job) {
    return jobs::isActive(job.state);
}

std::optional<double> measured(double value) {
    return std::isnan(value) ? std::nullopt : std::optional(value);
}

Result<Pulse> readPulse(storage::Connection& database, const jobs::JobFacts& job) {
    Pulse pulse;
    if (job.run.empty() || job.step == 0)
        return pulse;
    TRY(const auto run, registry::findRun(database, job.run));
    TRY(const auto steps, registry::readSteps(database, run.id, job.step - kLastSteps));
    if (steps.empty())
        return pulse;
    pulse.loss = measured(steps.back().loss);
    pulse.tokensPerSecond = measured(steps.back().tokensPerSecond);
    return pulse;
}

} // namespace

JobsWatch::JobsWatch(Bridge& bridge, const QString& engine)
    : m_bridge(bridge) {
    if (!engine.isEmpty()) {
        m_programs.engine = engine.toStdString();
        m_programs.compute = m_programs.engine.parent_path() / "luthier-compute";
    }
    m_silence.setInterval(kSilenceMilliseconds);
    connect(&m_silence, &QTimer::timeout, this, &JobsWatch::lookForLost);
    connect(&bridge, &Bridge::opened, this, [this] {
        m_jobs.clear();
        m_pulse = {};
        Q_EMIT changed();
        refresh();
        if (m_bridge.isWritable() && !m_programs.engine.empty())
            ask([programs = m_programs](project::Project& project) -> Status {
                TRY(auto user, openUser());
                return jobs::startWaitingJobs(project, user, programs);
            });
    });
    connect(&bridge, &Bridge::topicChanged, this, [this](const QString& topic) {
        if (topic.toStdString() == jobs::kJobsTopic)
            readUnfinished();
    });
}

const jobs::JobFacts* JobsWatch::jobOfRun(std::string_view run) const {
    const jobs::JobFacts* newest = nullptr;
    for (const jobs::JobFacts& job : m_jobs)
        if (job.run == run && job.kind == "train" && (!newest || job.id > newest->id))
            newest = &job;
    return newest;
}

const jobs::JobFacts* JobsWatch::active() const {
    auto found = std::ranges::find_if(m_jobs, works);
    if (found == m_jobs.end())
        found = std::ranges::find(m_jobs, jobs::JobState::Preparing, &jobs::JobFacts::state);
    return found == m_jobs.end() ? nullptr : &*found;
}

const jobs::JobFacts* JobsWatch::held() const {
    const auto found = std::ranges::find_if(m_jobs, jobs::isHeld, &jobs::JobFacts::state);
    return found == m_jobs.end() ? nullptr : &*found;
}

const jobs::JobFacts* JobsWatch::canYield() const {
    const jobs::JobFacts* job = active();
    return job && isWritable() && job->state == jobs::JobState::Running && !jobs::isShort(job->kind)
               ? job
               : nullptr;
}

void JobsWatch::refresh() {
    m_bridge.read(
        Reader::Paging, m_allRequest,
        [](storage::Connection& database, const StopToken&) { return jobs::listJobs(database); },
        [this](Result<std::vector<jobs::JobFacts>> answer) {
            if (!answer) {
                Q_EMIT failed(answer.error());
                return;
            }
            m_jobs = std::move(*answer);
            Q_EMIT changed();
            readUnfinished();
        });
}

/// A project may hold a thousand finished jobs: a step costs a look at the others only.
void JobsWatch::readUnfinished() {
    m_bridge.read(
        Reader::Paging, m_unfinishedRequest,
        [](storage::Connection& database, const StopToken&) -> Result<Seen> {
            Seen seen;
            TRY(seen.unfinished, jobs::listUnfinishedJobs(database));
            const auto job = std::ranges::find_if(seen.unfinished, works);
            if (job != seen.unfinished.end()) {
                TRY(seen.pulse, readPulse(database, *job));
            }
            return seen;
        },
        [this](Result<Seen> answer) {
            if (answer)
                take(std::move(*answer));
            else
                Q_EMIT failed(answer.error());
        });
}

void JobsWatch::take(Seen seen) {
    std::vector<JobId> known;
    for (const jobs::JobFacts& job : m_jobs)
        if (!jobs::isFinished(job.state))
            known.push_back(job.id);
    // The order counts too: the queue may have been put in another one.
    if (!std::ranges::equal(known, seen.unfinished, {}, {}, &jobs::JobFacts::id)) {
        refresh();
        return;
    }
    auto next = seen.unfinished.begin();
    for (jobs::JobFacts& job : m_jobs)
        if (next != seen.unfinished.end() && job.id == next->id)
            job = std::move(*next++);
    m_pulse = seen.pulse;
    if (std::ranges::any_of(m_jobs, works))
        m_silence.start();
    else
        m_silence.stop();
    Q_EMIT changed();
}

void JobsWatch::lookForLost() {
    if (!m_bridge.isWritable())
        return;
    m_bridge.write(
        m_lostRequest,
        [](project::Project& project, const StopToken&) -> Result<bool> {
            TRY_VOID(jobs::markLostJobs(project));
            return true;
        },
        [](const Result<bool>&) {});
}

template <class Work>
void JobsWatch::ask(Work work) {
    m_bridge.write(
        m_askRequest,
        [work = std::move(work)](project::Project& project, const StopToken&) -> Result<bool> {
            TRY_VOID(work(project));
            return true;
        },
        [this](const Result<bool>& answer) {
            if (!answer)
                Q_EMIT failed(answer.error());
            readUnfinished();
        });
}

void JobsWatch::pause(JobId id) {
    ask([id](project::Project& project) { return jobs::requestPause(project, id); });
}

void JobsWatch::yield(JobId id) {
    ask([id](project::Project& project) { return jobs::requestYield(project, id); });
}

void JobsWatch::stop(JobId id) {
    ask([id](project::Project& project) { return jobs::requestStop(project, id); });
}

void JobsWatch::resume(JobId id) {
    ask([id, programs = m_programs](project::Project& project) -> Status {
        TRY(auto user, openUser());
        TRY_VOID(jobs::requestResume(project, user, id));
        return jobs::startSupervisor(project, id, programs);
    });
}

void JobsWatch::move(JobId id, std::optional<JobId> before) {
    ask([id, before](project::Project& project) -> Status {
        TRY_VOID(project.requireWritable());
        return jobs::moveJob(project.database(), id, before);
    });
}

void JobsWatch::startNext(const std::string& lane) {
    ask([lane, programs = m_programs](project::Project& project) -> Status {
        TRY(const auto waiting, jobs::listUnfinishedJobs(project.database()));
        for (const jobs::JobFacts& job : waiting)
            if (job.lane == lane && job.state == jobs::JobState::Queued)
                return jobs::startSupervisor(project, job.id, programs);
        return {};
    });
}

} // namespace luthier::bridge
