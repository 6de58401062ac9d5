#include "part.h"

namespace luthier::registry {
namespace {

const storage::Schema kSchema = {"runs",
                                 {R"sql(
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
    )sql",
                                  // What each step has becomes one row a step; `metrics` keeps the rest.
                                  R"sql(
    CREATE TABLE steps(run INTEGER NOT NULL, step INTEGER NOT NULL, epoch REAL, loss REAL, learning_rate REAL,
        grad_norm REAL, tokens REAL, trained_tokens REAL, tokens_per_second REAL, memory_bytes REAL,
        PRIMARY KEY(run, step)) STRICT, WITHOUT ROWID;
    INSERT INTO steps SELECT m.run, m.step,
        max(CASE n.name WHEN 'epoch' THEN m.value END), max(CASE n.name WHEN 'loss' THEN m.value END),
        max(CASE n.name WHEN 'learning_rate' THEN m.value END), max(CASE n.name WHEN 'grad_norm' THEN m.value END),
        max(CASE n.name WHEN 'tokens' THEN m.value END), max(CASE n.name WHEN 'trained_tokens' THEN m.value END),
        max(CASE n.name WHEN 'tokens_per_second' THEN m.value END),
        max(CASE n.name WHEN 'memory_bytes' THEN m.value END)
        FROM metrics m JOIN metric_names n ON n.id=m.series WHERE n.name IN ('epoch', 'loss', 'learning_rate',
        'grad_norm', 'tokens', 'trained_tokens', 'tokens_per_second', 'memory_bytes') GROUP BY m.run, m.step;
    DELETE FROM metrics WHERE series IN (SELECT id FROM metric_names WHERE name IN ('epoch', 'loss',
        'learning_rate', 'grad_norm', 'tokens', 'trained_tokens', 'tokens_per_second', 'memory_bytes'));
    DELETE FROM metric_names WHERE name IN ('epoch', 'loss', 'learning_rate', 'grad_norm', 'tokens',
        'trained_tokens', 'tokens_per_second', 'memory_bytes');
    )sql",
                                  R"sql(
    CREATE TABLE conversations(id INTEGER PRIMARY KEY, model TEXT NOT NULL, title TEXT NOT NULL, content TEXT NOT NULL,
        created_at TEXT NOT NULL, updated_at TEXT NOT NULL, removed INTEGER NOT NULL) STRICT;
    CREATE INDEX conversations_by_time ON conversations(removed, updated_at);
    )sql",
                                  R"sql(
    CREATE TABLE sweeps(id INTEGER PRIMARY KEY, name TEXT NOT NULL, settings TEXT NOT NULL, pruning TEXT NOT NULL,
        created_at TEXT NOT NULL) STRICT;
    CREATE TABLE sweep_runs(sweep INTEGER NOT NULL, position INTEGER NOT NULL, run INTEGER NOT NULL UNIQUE,
        values_json TEXT NOT NULL, PRIMARY KEY(sweep, position)) STRICT, WITHOUT ROWID;
    )sql"}};

} // namespace

const project::Part& projectPart() {
    static const project::Part part{kSchema, nullptr, nullptr};
    return part;
}

} // namespace luthier::registry
