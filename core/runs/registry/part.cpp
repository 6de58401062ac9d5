#include "part.h"

namespace luthier::registry {
namespace {

const storage::Schema kSchema = {"runs", {R"sql(
    CREATE TABLE runs(id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE, name TEXT NOT NULL, recipe TEXT NOT NULL,
        lineage TEXT NOT NULL, summary TEXT NOT NULL, created_at TEXT NOT NULL, removed INTEGER NOT NULL) STRICT;
    CREATE TABLE metrics(run INTEGER NOT NULL, series INTEGER NOT NULL, step INTEGER NOT NULL, value REAL,
        PRIMARY KEY(run, series, step)) STRICT, WITHOUT ROWID;
    CREATE TABLE metric_names(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE samples(run INTEGER NOT NULL, step INTEGER NOT NULL, position INTEGER NOT NULL, prompt TEXT NOT NULL,
        reference TEXT NOT NULL, output TEXT NOT NULL, PRIMARY KEY(run, step, position)) STRICT, WITHOUT ROWID;
    CREATE TABLE evaluations(id INTEGER PRIMARY KEY, run INTEGER NOT NULL, kind TEXT NOT NULL, settings TEXT NOT NULL,
        summary TEXT NOT NULL, folder TEXT NOT NULL, created_at TEXT NOT NULL) STRICT;
    CREATE INDEX evaluations_of ON evaluations(run);
    CREATE TABLE plans(run INTEGER PRIMARY KEY, plan TEXT NOT NULL, planned_bytes INTEGER NOT NULL,
        measured_bytes INTEGER) STRICT;
    )sql"}};

} // namespace

const project::Part& projectPart() {
    static const project::Part part{kSchema, nullptr, nullptr};
    return part;
}

} // namespace luthier::registry
