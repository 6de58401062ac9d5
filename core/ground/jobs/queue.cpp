#include "queue.h"

#include "part.h"

#include <project/clock.h>
#include <project/topics.h>
#include <storage/transaction.h>

#include <algorithm>
#include <array>

namespace luthier::jobs {
namespace {

constexpr std::array<std::string_view, 10> kStates = {"preparing", "queued", "running", "pausing", "paused",
                                                      "stopping",  "done",   "failed",  "stopped", "lost"};

constexpr std::string_view kColumns =
    "SELECT id, kind, run, lane, state, parameters, step, steps, stage, eta_seconds, message, created_at, "
    "started_at, finished_at, heartbeat_at, peak_bytes, last_words FROM jobs ";

JobState stateNamed(std::string_view name) {
    const auto at = std::find(kStates.begin(), kStates.end(), name);
    return at == kStates.end() ? JobState::Failed : static_cast<JobState>(at - kStates.begin());
}

Result<JobFacts> factsOf(const storage::Statement& row) {
    JobFacts facts;
    facts.id = JobId{row.integer(0)};
    facts.kind = row.text(1);
    facts.run = row.text(2);
    facts.lane = row.text(3);
    facts.state = stateNamed(row.text(4));
    TRY(facts.parameters, parseJson(row.text(5), {}, "project.db"));
    facts.step = row.integer(6);
    facts.steps = row.integer(7);
    facts.stage = row.text(8);
    if (!row.isNull(9))
        facts.etaSeconds = row.real(9);
    TRY(facts.message, parseJson(row.text(10), {}, "project.db"));
    facts.createdAt = row.text(11);
    facts.startedAt = row.text(12);
    facts.finishedAt = row.text(13);
    facts.heartbeatAt = row.text(14);
    facts.peakBytes = row.maybeInteger(15);
    facts.lastWords = row.text(16);
    return facts;
}

std::string stateList(const std::vector<JobState>& states) {
    std::string list;
    for (const JobState state : states)
        list += (list.empty() ? "'" : ",'") + std::string(stateName(state)) + "'";
    return list;
}

/// UPDATE … that must meet a row in one of the states.
Status updateIn(storage::Connection& db, JobId id, const std::vector<JobState>& from, JobState to,
                std::string_view message) {
    TRY(auto transaction, storage::Transaction::write(db, storage::Durability::Full));
    const std::string now = project::currentTime();
    TRY_VOID(db.run(
        "UPDATE jobs SET state=?2, message=?3, control=CASE WHEN ?2 IN ('preparing','queued','running') THEN "
        "'' ELSE control END, "
        "started_at=CASE WHEN ?2='running' THEN ?4 ELSE started_at END, "
        "finished_at=CASE WHEN ?2 IN ('done','failed','stopped') THEN ?4 ELSE NULL END "
        "WHERE id=?1 AND state IN (" +
            stateList(from) + ")",
        id.value, stateName(to), message, now));
    if (db.changes() == 0) {
        TRY(const JobFacts facts, jobById(db, id));
        return usageError("job.wrong_state").with("job", id.value).with("state", stateName(facts.state));
    }
    TRY_VOID(project::bumpTopic(db, kJobsTopic));
    return transaction.commit();
}

} // namespace

std::string_view stateName(JobState state) {
    return kStates[static_cast<std::size_t>(state)];
}

bool isFinished(JobState state) {
    return state == JobState::Done || state == JobState::Failed || state == JobState::Stopped;
}

bool isActive(JobState state) {
    return state == JobState::Running || state == JobState::Pausing || state == JobState::Stopping;
}
bool isHeld(JobState state) {
    return state == JobState::Paused || state == JobState::Lost;
}
bool isShort(std::string_view kind) {
    return kind != "train";
}

Result<JobFacts> enqueueJob(project::Project& project, project::UserState& user, const NewJob& job) {
    TRY_VOID(project.requireWritable());
    storage::Connection& db = project.database();
    TRY(auto transaction, storage::Transaction::write(db, storage::Durability::Full));
    TRY(const auto last, db.queryInteger("SELECT max(id) FROM jobs"));
    TRY_VOID(db.run("INSERT INTO jobs(kind, run, lane, state, parameters, control, position, step, steps, "
                    "stage, message, created_at, last_words, prepares) "
                    "VALUES(?1, ?2, ?3, ?4, ?5, '', ?6, 0, 0, '', '{}', ?7, '', ?8)",
                    job.kind, job.run, job.lane,
                    stateName(job.prepares ? JobState::Preparing : JobState::Queued),
                    dumpJson(job.parameters), static_cast<double>(last.value_or(0) + 1),
                    project::currentTime(), job.prepares ? 1 : 0));
    const JobId id{db.lastInsertedKey()};
    TRY_VOID(project::bumpTopic(db, kJobsTopic));
    TRY_VOID(transaction.commit());
    TRY_VOID(user.database().run("INSERT OR IGNORE INTO known_jobs(project, job) VALUES(?1, ?2)",
                                 project.facts().id, id.value));
    return jobById(db, id);
}

Result<std::vector<JobFacts>> listJobs(storage::Connection& db) {
    TRY(auto rows, db.prepare(std::string(kColumns) + "ORDER BY position, id"));
    return storage::collectRows(rows, factsOf);
}

Result<std::vector<JobFacts>> listUnfinishedJobs(storage::Connection& db) {
    TRY(auto rows, db.prepare(std::string(kColumns) +
                              "WHERE state NOT IN ('done','failed','stopped') ORDER BY position, id"));
    return storage::collectRows(rows, factsOf);
}

Result<JobFacts> jobById(storage::Connection& db, JobId id) {
    TRY(auto row, db.prepare(std::string(kColumns) + "WHERE id=?1"));
    row.bindAll(id.value);
    TRY(const bool found, row.step());
    if (!found)
        return usageError("job.not_found").with("job", id.value);
    return factsOf(row);
}

Result<JobFacts> findJob(storage::Connection& db, std::string_view number) {
    const bool digits =
        !number.empty() && number.size() < 10 &&
        std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits)
        return usageError("job.not_found").with("job", number);
    return jobById(db, JobId{std::stoll(std::string(number))});
}

Status changeState(storage::Connection& db, JobId id, const std::vector<JobState>& from, JobState to) {
    return updateIn(db, id, from, to, "{}");
}

Status failJob(storage::Connection& db, JobId id, const Error& reason, JobState to) {
    return updateIn(db, id,
                    {JobState::Preparing, JobState::Queued, JobState::Running, JobState::Pausing,
                     JobState::Stopping, JobState::Lost},
                    to, dumpJson(errorToJson(reason)));
}

Status moveJob(storage::Connection& db, JobId id, std::optional<JobId> before) {
    TRY(auto transaction, storage::Transaction::write(db, storage::Durability::Full));
    if (before)
        TRY_VOID(
            db.run("UPDATE jobs SET position=(SELECT (t.position + coalesce((SELECT max(p.position) FROM "
                   "jobs p WHERE p.lane=t.lane AND p.position<t.position AND p.id<>?1), t.position-2))/2 "
                   "FROM jobs t WHERE t.id=?2) WHERE id=?1",
                   id.value, before->value));
    else
        TRY_VOID(db.run("UPDATE jobs SET position=(SELECT max(position)+1 FROM jobs) WHERE id=?1", id.value));
    TRY_VOID(project::bumpTopic(db, kJobsTopic));
    return transaction.commit();
}

Status moveShortJobsBefore(storage::Connection& db, JobId id) {
    TRY(const JobFacts job, jobById(db, id));
    TRY(const auto all, listUnfinishedJobs(db));
    for (const JobFacts& other : all)
        if (other.lane == job.lane && other.state == JobState::Queued && isShort(other.kind))
            TRY_VOID(moveJob(db, other.id, id));
    return {};
}

Result<bool> isKnown(const project::Project& project, project::UserState& user, JobId id) {
    TRY(const auto known, user.database().queryInteger("SELECT 1 FROM known_jobs WHERE project=?1 AND job=?2",
                                                       project.facts().id, id.value));
    return known.has_value();
}

Result<std::optional<JobFacts>> nextJob(project::Project& project, project::UserState& user,
                                        std::string_view lane) {
    storage::Connection& db = project.database();
    TRY(const auto all, listUnfinishedJobs(db));
    const auto inLane = [lane](const JobFacts& job) {
        return job.lane == lane;
    };
    const auto works = [&](const JobFacts& job) {
        return inLane(job) && isActive(job.state);
    };
    const auto holds = [&](const JobFacts& job) {
        return inLane(job) && isHeld(job.state) && !isShort(job.kind);
    };
    if (std::ranges::any_of(all, works))
        return std::optional<JobFacts>();
    const bool held = std::ranges::any_of(all, holds);
    for (const JobFacts& job : all) {
        if (!inLane(job) || job.state != JobState::Queued || (held && !isShort(job.kind)))
            continue;
        TRY(const bool known, isKnown(project, user, job.id));
        if (known)
            return std::optional(job);
    }
    return std::optional<JobFacts>();
}

} // namespace luthier::jobs
