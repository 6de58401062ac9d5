#include "part.h"
#include "series.h"

#include <project/clock.h>
#include <project/topics.h>
#include <storage/transaction.h>

namespace luthier::runs {

Result<std::int64_t> addEvaluation(storage::Connection& db, RunId run, const Evaluation& evaluation) {
    TRY(auto transaction, storage::Transaction::write(db, storage::Durability::Full));
    TRY_VOID(db.run("INSERT INTO evaluations(run, kind, settings, summary, folder, created_at) VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
                    run.value, evaluation.kind, dumpJson(evaluation.settings), dumpJson(evaluation.summary), evaluation.folder,
                    project::currentTime()));
    const std::int64_t id = db.lastInsertedKey();
    TRY_VOID(project::bumpTopic(db, kRunsTopic));
    TRY_VOID(transaction.commit());
    return id;
}

Result<std::vector<Evaluation>> listEvaluations(storage::Connection& db, RunId run) {
    TRY(auto rows, db.prepare("SELECT id, kind, settings, summary, folder, created_at FROM evaluations WHERE run=?1 ORDER BY id"));
    rows.bindAll(run.value);
    return storage::collectRows(rows, [](storage::Statement& row) -> Result<Evaluation> {
        TRY(Json settings, parseJson(row.text(2), {}, "project.db"));
        TRY(Json summary, parseJson(row.text(3), {}, "project.db"));
        return Evaluation{row.integer(0), std::string(row.text(1)), std::move(settings), std::move(summary), std::string(row.text(4)), std::string(row.text(5))};
    });
}

} // namespace luthier::runs
