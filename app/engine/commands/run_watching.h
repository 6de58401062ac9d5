#pragma once

#include "project_access.h"

#include <command_line/session.h>
#include <examples/row_counts.h>
#include <jobs/queue.h>

namespace luthier::engine_program {

/// Shows a job until it ends, as events (cli.md) or as a line for people; SIGINT asks it to pause. Jobs of
/// the project that lost their supervisor meanwhile get another. Gives the exit code: 0 done or stopped, 1
/// failed or lost, 130 paused.
Result<int> watchJob(command_line::Session& session, project::Project& project, project::UserState& user,
                     JobId id);

/// What a run makes of its rows, for people: "1,170 rows trained (3 of them cut), 12 left out: 12
/// conversation.no_answer".
std::string rowsText(const examples::RowCounts& rows);

Json jobToJson(const command_line::Session& session, const jobs::JobFacts& job);

} // namespace luthier::engine_program
