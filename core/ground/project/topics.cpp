#include "topics.h"

namespace luthier::project {

Status bumpTopic(storage::Connection& database, std::string_view topic) {
    return database.run("INSERT INTO topics(name, revision) VALUES(?1, 1) "
                        "ON CONFLICT(name) DO UPDATE SET revision=revision+1",
                        topic);
}

Result<std::map<std::string, std::int64_t>> topicRevisions(storage::Connection& database) {
    TRY(auto statement, database.prepare("SELECT name, revision FROM topics"));
    std::map<std::string, std::int64_t> revisions;
    TRY(bool more, statement.step());
    while (more) {
        revisions.emplace(statement.text(0), statement.integer(1));
        TRY(more, statement.step());
    }
    return revisions;
}

} // namespace luthier::project
