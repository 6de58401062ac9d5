#include "conversations.h"

#include <project/clock.h>
#include <storage/transaction.h>

namespace luthier::registry {

Result<std::int64_t> keepConversation(project::Project& project, const Conversation& conversation) {
    TRY_VOID(project.requireWritable());
    storage::Connection& db = project.database();
    TRY(auto transaction, storage::Transaction::write(db, storage::Durability::Full));
    const std::string now = project::currentTime();
    const std::string content = dumpJson(conversation.content);
    std::int64_t id = conversation.id;
    if (id > 0) {
        TRY_VOID(db.run("UPDATE conversations SET title=?1, content=?2, updated_at=?3 WHERE id=?4",
                        conversation.title, content, now, id));
    } else {
        TRY_VOID(db.run("INSERT INTO conversations(model, title, content, created_at, updated_at, removed) "
                        "VALUES(?1, ?2, ?3, ?4, ?4, 0)",
                        conversation.model, conversation.title, content, now));
        id = db.lastInsertedKey();
    }
    TRY_VOID(transaction.commit());
    return id;
}

Result<std::vector<Conversation>> listConversations(storage::Connection& db, std::int64_t most) {
    TRY(auto rows, db.prepare("SELECT id, model, title, updated_at FROM conversations WHERE removed=0 "
                              "ORDER BY updated_at DESC, id DESC LIMIT ?1"));
    rows.bindAll(most);
    return storage::collectRows(rows, [](storage::Statement& row) -> Result<Conversation> {
        return Conversation{row.integer(0), std::string(row.text(1)), std::string(row.text(2)), Json(),
                            std::string(row.text(3))};
    });
}

Result<Conversation> readConversation(storage::Connection& db, std::int64_t id) {
    TRY(auto rows, db.prepare("SELECT id, model, title, updated_at, content FROM conversations WHERE id=?1"));
    rows.bindAll(id);
    TRY(auto found, storage::collectRows(rows, [](storage::Statement& row) -> Result<Conversation> {
            TRY(Json content, parseJson(row.text(4), {}, "project.db"));
            return Conversation{row.integer(0), std::string(row.text(1)), std::string(row.text(2)),
                                std::move(content), std::string(row.text(3))};
        }));
    if (found.empty())
        return failed("chat.not_kept").with("chat", id);
    return std::move(found.front());
}

Status setConversationRemoved(project::Project& project, std::int64_t id, bool removed) {
    TRY_VOID(project.requireWritable());
    storage::Connection& db = project.database();
    TRY(auto transaction, storage::Transaction::write(db, storage::Durability::Full));
    TRY_VOID(db.run("UPDATE conversations SET removed=?1 WHERE id=?2", removed ? 1 : 0, id));
    return transaction.commit();
}

} // namespace luthier::registry
