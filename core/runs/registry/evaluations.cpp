#include "part.h"
#include "series.h"

#include <project/clock.h>
#include <project/topics.h>
#include <storage/transaction.h>

namespace luthier::registry {

Result<std::int64_t> addEvaluation(storage::Connection& db, RunId run, const Evaluation& evaluation) {
    TRY(auto transaction, storage::Transaction::write(db, storage::Durability::Full));
    TRY_VOID(db.run("INSERT INTO evaluations(run, kind, settings, summary, folder, created_at) VALUES(?1, "
                    "?2, ?3, ?4, ?5, ?6)",
                    run.value, evaluation.kind, dumpJson(evaluation.settings), dumpJson(evaluation.summary),
                    evaluation.folder, project::currentTime()));
    const std::int64_t id = db.lastInsertedKey();
    TRY_VOID(project::bumpTopic(db, kRunsTopic));
    TRY_VOID(transaction.commit());
    return id;
}

namespace {

/// Of a row that begins with id, kind, settings, summary, folder, created_at.
Result<Evaluation> evaluationOf(storage::Statement& row) {
    TRY(Json settings, parseJson(row.text(2), {}, "project.db"));
    TRY(Json summary, parseJson(row.text(3), {}, "project.db"));
    return Evaluation{row.integer(0),     std::string(row.text(1)), std::move(settings),
                      std::move(summary), std::string(row.text(4)), std::string(row.text(5))};
}

} // namespace

Result<std::vector<Evaluation>> listEvaluations(storage::Connection& db, RunId run) {
    TRY(auto rows, db.prepare("SELECT id, kind, settings, summary, folder, created_at FROM evaluations WHERE "
                              "run=?1 ORDER BY id"));
    rows.bindAll(run.value);
    return storage::collectRows(rows, evaluationOf);
}

Result<std::vector<std::pair<std::string, Evaluation>>> listEvaluations(storage::Connection& db,
                                                                        std::string_view kind) {
    TRY(auto rows,
        db.prepare(
            "SELECT e.id, e.kind, e.settings, e.summary, e.folder, e.created_at, r.number FROM evaluations e "
            "JOIN runs r ON r.id=e.run WHERE e.kind=?1 AND r.removed=0 ORDER BY r.id, e.id"));
    rows.bindAll(kind);
    return storage::collectRows(rows,
                                [](storage::Statement& row) -> Result<std::pair<std::string, Evaluation>> {
                                    TRY(auto evaluation, evaluationOf(row));
                                    return std::pair(std::string(row.text(6)), std::move(evaluation));
                                });
}

} // namespace luthier::registry
