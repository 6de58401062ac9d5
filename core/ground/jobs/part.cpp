#include "part.h"

#include "control.h"

namespace luthier::jobs {
namespace {

const storage::Schema kSchema = {
    "jobs",
    {R"sql(
    CREATE TABLE jobs(id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, run TEXT NOT NULL, lane TEXT NOT NULL,
        state TEXT NOT NULL, parameters TEXT NOT NULL, control TEXT NOT NULL, position REAL NOT NULL,
        step INTEGER NOT NULL, steps INTEGER NOT NULL, stage TEXT NOT NULL, eta_seconds REAL, message TEXT NOT NULL,
        created_at TEXT NOT NULL, started_at TEXT, finished_at TEXT, heartbeat_at TEXT, peak_bytes INTEGER,
        exit_code INTEGER, exit_signal INTEGER, last_words TEXT NOT NULL) STRICT;
    CREATE INDEX jobs_of_lane ON jobs(lane, state, position);
    )sql",
     // 1: its preparation has not ended well yet, and is done again when it is resumed
     "ALTER TABLE jobs ADD COLUMN prepares INTEGER NOT NULL DEFAULT 0"}};

const storage::Schema kUserSchema = {"jobs", {R"sql(
    CREATE TABLE known_jobs(project TEXT NOT NULL, job INTEGER NOT NULL, PRIMARY KEY(project, job)) STRICT, WITHOUT ROWID;
    )sql"}};

} // namespace

const project::Part& projectPart() {
    static const project::Part part{kSchema, markLostJobs, nullptr};
    return part;
}

const storage::Schema& userSchema() {
    return kUserSchema;
}

} // namespace luthier::jobs
