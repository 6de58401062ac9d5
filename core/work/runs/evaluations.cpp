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
    std::vector<Evaluation> all;
    TRY(bool more, rows.step());
    while (more) {
        TRY(Json settings, parseJson(rows.text(2), {}, "project.db"));
        TRY(Json summary, parseJson(rows.text(3), {}, "project.db"));
        all.push_back({rows.integer(0), std::string(rows.text(1)), std::move(settings), std::move(summary), std::string(rows.text(4)), std::string(rows.text(5))});
        TRY(more, rows.step());
    }
    return all;
}

} // namespace luthier::runs
