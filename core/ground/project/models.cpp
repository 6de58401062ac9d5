#include "models.h"

#include "clock.h"
#include "topics.h"

#include <storage/transaction.h>

namespace luthier::project {

namespace {

constexpr std::string_view kColumns = "SELECT id, path, hash, shape FROM models";

Result<ModelEntry> entryOf(const storage::Statement& row) {
    TRY(auto shape, parseJson(row.text(3), {}, "project.db"));
    return ModelEntry{row.integer(0), std::string(row.text(1)), std::string(row.text(2)), std::move(shape)};
}

} // namespace

Result<std::int64_t> putModel(storage::Connection& db, const ModelEntry& model) {
    TRY(auto transaction, storage::Transaction::write(db, storage::Durability::Full));
    TRY_VOID(db.run("INSERT INTO models(path, hash, shape, added_at) VALUES(?1, ?2, ?3, ?4) "
                    "ON CONFLICT(hash) DO UPDATE SET path=excluded.path, shape=excluded.shape",
                    model.path, model.hash, dumpJson(model.shape), currentTime()));
    TRY(const auto id, db.queryInteger("SELECT id FROM models WHERE hash=?1", model.hash));
    TRY_VOID(bumpTopic(db, "models"));
    TRY_VOID(transaction.commit());
    return id.value_or(0);
}

Result<std::vector<ModelEntry>> listModels(storage::Connection& db) {
    TRY(auto rows, db.prepare(std::string(kColumns) + " ORDER BY id"));
    return storage::collectRows(rows, entryOf);
}

Result<ModelEntry> modelById(storage::Connection& db, std::int64_t id) {
    TRY(auto row, db.prepare(std::string(kColumns) + " WHERE id=?1"));
    row.bindAll(id);
    TRY(const bool found, row.step());
    if (!found)
        return usageError("project.no_such_model").with("id", id);
    return entryOf(row);
}

Result<ModelEntry> findModel(storage::Connection& db, std::string_view name) {
    TRY(auto models, listModels(db));
    for (ModelEntry& model : models)
        if (std::to_string(model.id) == name || model.hash == name || model.path == name)
            return std::move(model);
    return usageError("project.no_such_model").with("id", name);
}

Result<std::optional<ModelEntry>> modelByHash(storage::Connection& db, std::string_view hash) {
    TRY(auto row, db.prepare(std::string(kColumns) + " WHERE hash=?1"));
    row.bindAll(hash);
    TRY(const bool found, row.step());
    if (!found)
        return std::optional<ModelEntry>();
    TRY(auto entry, entryOf(row));
    return std::optional(std::move(entry));
}

Status relocateModel(storage::Connection& db, std::int64_t id, std::string_view path, std::string_view hash) {
    TRY(const auto model, modelById(db, id));
    if (model.hash != hash)
        return refused("project.other_model").at(path).with("id", id);
    TRY(auto transaction, storage::Transaction::write(db, storage::Durability::Full));
    TRY_VOID(db.run("UPDATE models SET path=?2 WHERE id=?1", id, path));
    TRY_VOID(bumpTopic(db, "models"));
    return transaction.commit();
}

} // namespace luthier::project
