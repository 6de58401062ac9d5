#pragma once

#include "queue.h"

#include <base/progress.h>

#include <filesystem>
#include <string>

namespace luthier::jobs {

/// Programs that do the work; found beside the running one unless said otherwise.
struct Programs {
    std::filesystem::path engine;
    std::filesystem::path compute;
};
Programs programsBesideThisOne();

/// Starts `luthier-engine job run PROJECT JOB`, which outlives the caller.
Status startSupervisor(const project::Project& project, JobId id, const Programs& programs);

/// The supervisor's work, in the process `job run`: prepares, waits for the lane, runs the work as a child,
/// records how it ended, starts the next job of the lane. `opener` opens the project with the parts that the
/// program knows.
Status superviseJob(project::Project& project, project::UserState& user, JobId id, const Programs& programs,
                    StopToken stop);

/// Starts supervisors for jobs that may start by themselves; called by whoever opens a project for work, so
/// that a queue never stalls.
Status startWaitingJobs(project::Project& project, project::UserState& user, const Programs& programs);

} // namespace luthier::jobs
