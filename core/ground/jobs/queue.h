#pragma once

#include <base/error.h>
#include <base/ids.h>
#include <base/json.h>
#include <base/result.h>
#include <project/project.h>
#include <project/user_state.h>

#include <optional>
#include <string>
#include <vector>

namespace luthier::jobs {

enum class JobState { Preparing, Queued, Running, Pausing, Paused, Stopping, Done, Failed, Stopped, Lost };
std::string_view stateName(JobState state);
/// Over for good: done, failed or stopped.
bool isFinished(JobState state);
/// A worker is, or should be, at work.
bool isActive(JobState state);
/// Paused or lost: goes on only when a person says so.
bool isHeld(JobState state);
/// A training run takes hours and holds back the next one while it is paused or lost; comparisons and merges
/// are short: they hold nothing back and pass a run that is held.
bool isShort(std::string_view kind);

struct JobFacts {
    JobId id;
    std::string kind; ///< "train", "compare", …
    std::string run;  ///< number of the run it belongs to; empty: none
    std::string lane; ///< "cpu", "cuda:0", "io"
    JobState state = JobState::Queued;
    Json parameters;
    std::int64_t step = 0;
    std::int64_t steps = 0;
    std::string stage;
    std::optional<double> etaSeconds;
    /// Why it failed or what it waits for: {code, parameters}; empty object: nothing.
    Json message;
    std::string createdAt;
    std::string startedAt;
    std::string finishedAt;
    std::string heartbeatAt;
    std::optional<std::int64_t> peakBytes;
    std::string lastWords; ///< end of the worker's stderr
};

struct NewJob {
    std::string kind;
    std::string run;
    std::string lane;
    Json parameters = Json::object();
    bool prepares = false; ///< starts in state preparing
};

/// Puts a job at the end of its lane's queue, and notes in the user's database that this user asked for it.
Result<JobFacts> enqueueJob(project::Project& project, project::UserState& user, const NewJob& job);

Result<std::vector<JobFacts>> listJobs(storage::Connection& database);
/// Those that are not over for good, in the same order: what can change by itself.
Result<std::vector<JobFacts>> listUnfinishedJobs(storage::Connection& database);
Result<JobFacts> jobById(storage::Connection& database, JobId id);
/// By number (job.not_found).
Result<JobFacts> findJob(storage::Connection& database, std::string_view number);

/// Changes the state if it is one of `from` (job.wrong_state otherwise); sets the times that go with it.
Status changeState(storage::Connection& database, JobId id, const std::vector<JobState>& from, JobState to);
/// The same with the reason that people will read.
Status failJob(storage::Connection& database, JobId id, const Error& reason, JobState to = JobState::Failed);

/// Puts a waiting job before another of its lane, or at the end.
Status moveJob(storage::Connection& database, JobId id, std::optional<JobId> before);
/// Puts the short jobs that wait in a job's lane before it, in their order.
Status moveShortJobsBefore(storage::Connection& database, JobId id);

/// Whether this user has asked for the job: a stranger's project runs nothing by itself.
Result<bool> isKnown(const project::Project& project, project::UserState& user, JobId id);

/// The next queued job of a lane that may start by itself: none while one works, only short ones while a
/// training run is paused or lost.
Result<std::optional<JobFacts>> nextJob(project::Project& project, project::UserState& user,
                                        std::string_view lane);

} // namespace luthier::jobs
