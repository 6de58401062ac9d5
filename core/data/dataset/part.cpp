#include "part.h"

#include "catalog.h"
#include "labels.h"
#include "ledger.h"
#include "row_scan.h"
#include "writer.h"

#include <map>

namespace luthier::dataset {

namespace {

const storage::Schema kSchema = {"dataset",
                                 {R"sql(
    CREATE TABLE datasets(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, state TEXT NOT NULL,
        shape TEXT NOT NULL, layout TEXT NOT NULL, fields TEXT NOT NULL, roles TEXT NOT NULL, facets TEXT NOT NULL,
        source TEXT NOT NULL, last_row INTEGER NOT NULL, rows INTEGER NOT NULL, sum BLOB NOT NULL,
        clock INTEGER NOT NULL, created_at TEXT NOT NULL) STRICT;
    CREATE UNIQUE INDEX dataset_names ON datasets(name) WHERE state='ready';
    CREATE TABLE splits(dataset INTEGER NOT NULL, id INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY(dataset, id))
        STRICT, WITHOUT ROWID;
    CREATE TABLE records(key INTEGER PRIMARY KEY, raw TEXT NOT NULL) STRICT;
    CREATE TABLE rows(key INTEGER PRIMARY KEY, revision INTEGER NOT NULL, state INTEGER NOT NULL,
        split INTEGER NOT NULL, flags INTEGER NOT NULL, content BLOB NOT NULL,
        facet1 INTEGER, facet2 INTEGER, facet3 INTEGER, facet4 INTEGER) STRICT;
    CREATE TABLE edits(key INTEGER PRIMARY KEY, fields TEXT NOT NULL) STRICT;
    CREATE TABLE row_counts(dataset INTEGER NOT NULL, level INTEGER NOT NULL, block INTEGER NOT NULL,
        split INTEGER NOT NULL, rows INTEGER NOT NULL, PRIMARY KEY(dataset, level, block, split))
        STRICT, WITHOUT ROWID;
    CREATE TABLE operations(id INTEGER PRIMARY KEY AUTOINCREMENT, dataset INTEGER NOT NULL, kind TEXT NOT NULL,
        parameters TEXT NOT NULL, rows INTEGER NOT NULL, made_at TEXT NOT NULL, created INTEGER NOT NULL,
        applied INTEGER NOT NULL, undone INTEGER NOT NULL) STRICT;
    CREATE INDEX operations_of ON operations(dataset, applied);
    CREATE TABLE changes(id INTEGER PRIMARY KEY, operation INTEGER NOT NULL, kind TEXT NOT NULL,
        payload BLOB NOT NULL) STRICT;
    CREATE INDEX changes_of ON changes(operation);
    CREATE TABLE problems(id INTEGER PRIMARY KEY, dataset INTEGER NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL,
        byte INTEGER NOT NULL, code TEXT NOT NULL, parameters TEXT NOT NULL, excerpt TEXT NOT NULL) STRICT;
    CREATE INDEX problems_of ON problems(dataset);
    CREATE TABLE problem_counts(dataset INTEGER NOT NULL, code TEXT NOT NULL, rows INTEGER NOT NULL,
        PRIMARY KEY(dataset, code)) STRICT, WITHOUT ROWID;
    )sql",
                                  R"sql(
    CREATE TABLE facet_counts(dataset INTEGER PRIMARY KEY, version TEXT NOT NULL, facets TEXT NOT NULL) STRICT;
    )sql",
                                  R"sql(
    CREATE TABLE schemes(id INTEGER PRIMARY KEY, dataset INTEGER NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL,
        UNIQUE(dataset, name)) STRICT;
    CREATE TABLE labels(key INTEGER NOT NULL, scheme TEXT NOT NULL, annotator TEXT NOT NULL, value TEXT NOT NULL,
        PRIMARY KEY(key, scheme, annotator)) STRICT, WITHOUT ROWID;
    )sql",
                                  R"sql(
    CREATE TABLE suggestions(key INTEGER NOT NULL, scheme TEXT NOT NULL, value TEXT NOT NULL, confidence REAL NOT NULL,
        source TEXT NOT NULL, PRIMARY KEY(key, scheme)) STRICT, WITHOUT ROWID;
    )sql",
                                  R"sql(
    ALTER TABLE rows ADD COLUMN length INTEGER;
    CREATE INDEX rows_without_length ON rows(key) WHERE length IS NULL;
    )sql"}};

/// Adds up the live rows anew, hashing each record, and holds the result against what is kept.
Result<std::vector<Error>> checkOne(storage::Connection& db, const DatasetFacts& facts, StopToken stop) {
    std::vector<Error> problems;
    TRY(const auto splits, splitNames(db, facts.id));
    RowScan scan(db, facts, RowFilter{}, RowScan::Load::Records);
    Hash128 sum;
    std::int64_t rows = 0;
    TRY(const auto labelled, db.queryInteger("SELECT 1 FROM labels WHERE key BETWEEN ?1 AND ?2 LIMIT 1",
                                             keyOf(facts.id, 1), keyOf(facts.id, kMostRows)));
    TRY(bool more, scan.next());
    while (more) {
        if (stop.stop_requested())
            return interrupted();
        std::string labels;
        if (labelled) {
            TRY(labels, labelsText(db, keyOf(facts.id, scan.row())));
        }
        const Hash128 content = contentHash(scan.raw(), scan.edits(), labels);
        const auto split = splits.find(scan.split());
        sum += rowHash(scan.row(), content, split == splits.end() ? std::string_view() : split->second);
        ++rows;
        TRY(more, scan.next());
    }
    TRY(const auto counted,
        db.queryInteger("SELECT total(rows) FROM row_counts WHERE dataset=?1 AND level=1", facts.id.value));
    if (rows != facts.rows || counted.value_or(0) != rows)
        problems.push_back(refused("dataset.wrong_count").with("name", facts.name).with("rows", rows));
    if (sum != facts.sum)
        problems.push_back(refused("dataset.wrong_version").with("name", facts.name));
    return problems;
}

Result<std::vector<Error>> check(project::Project& project, StopToken stop) {
    std::vector<Error> problems;
    TRY(const auto datasets, listDatasets(project.database()));
    for (const auto& facts : datasets) {
        TRY(auto found, checkOne(project.database(), facts, stop));
        std::move(found.begin(), found.end(), std::back_inserter(problems));
    }
    return problems;
}

} // namespace

const project::Part& projectPart() {
    static const project::Part part = {kSchema, sweepImports, check};
    return part;
}

} // namespace luthier::dataset
