#include "project.h"

#include "clock.h"

#include <base/files.h>
#include <base/staging.h>
#include <base/utf8.h>

#include <unistd.h>

namespace luthier::project {

namespace {

namespace fs = std::filesystem;
using storage::Connection;

constexpr std::int64_t kApplicationId = 0x4C544852; // "LTHR"
constexpr std::size_t kLongestName = 200;

const storage::Schema kSchema = {"project",
                                 {R"sql(
    CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE settings(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE topics(name TEXT PRIMARY KEY, revision INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE models(id INTEGER PRIMARY KEY, path TEXT NOT NULL, hash TEXT NOT NULL UNIQUE, shape TEXT NOT NULL,
        added_at TEXT NOT NULL) STRICT;
    CREATE TABLE recipes(name TEXT NOT NULL, revision INTEGER NOT NULL, recipe TEXT NOT NULL, saved_at TEXT NOT NULL,
        PRIMARY KEY(name, revision)) STRICT, WITHOUT ROWID;
    )sql",
                                  R"sql(
    ALTER TABLE recipes ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
    )sql"}};

std::vector<storage::Schema> schemasOf(std::span<const Part> parts) {
    std::vector<storage::Schema> schemas = {kSchema};
    for (const auto& part : parts)
        schemas.push_back(part.schema);
    return schemas;
}

Result<std::string> meta(Connection& db, std::string_view name) {
    TRY(auto value, db.queryText("SELECT value FROM meta WHERE name=?1", name));
    return value.value_or("");
}

Result<ProjectFacts> readFacts(Connection& db) {
    ProjectFacts facts;
    TRY(facts.id, meta(db, "id"));
    TRY(facts.name, meta(db, "name"));
    TRY(facts.createdAt, meta(db, "created_at"));
    TRY(const auto format, db.queryInteger("PRAGMA user_version"));
    facts.format = static_cast<int>(format.value_or(0));
    return facts;
}

/// We make no triggers, views or virtual tables: whoever put one there wants code to run.
Status refuseForeignSchema(Connection& db, const fs::path& folder) {
    TRY(const auto id, db.queryInteger("PRAGMA application_id"));
    if (id.value_or(0) != kApplicationId)
        return refused("project.not_a_project").at(folder.string());
    TRY(const auto foreign, db.queryText("SELECT name FROM sqlite_schema WHERE type IN ('trigger','view') "
                                         "OR (type='table' AND sql LIKE 'CREATE VIRTUAL%') LIMIT 1"));
    if (foreign)
        return refused("project.foreign_schema").at(folder.string()).with("name", *foreign);
    return {};
}

/// Links in a folder that one does not know could make us read or write elsewhere, as a run's folder.
/// Those that stay inside are fine, as a model in the layout of a hub cache has them.
Status refuseForeignLinks(const fs::path& folder) {
    std::error_code error;
    const fs::path root = fs::canonical(folder, error);
    for (auto entry =
             fs::recursive_directory_iterator(root, fs::directory_options::skip_permission_denied, error);
         !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        if (!entry->is_symlink())
            continue;
        // By what it says: one that leads to nothing yet could be written through.
        std::error_code broken;
        const fs::path target = entry->path().parent_path() / fs::read_symlink(entry->path(), broken);
        const fs::path inside = fs::weakly_canonical(target, broken).lexically_relative(root);
        if (broken || inside.empty() || *inside.begin() == "..")
            return refused("project.foreign_link")
                .at(folder.string())
                .with("name", entry->path().lexically_relative(root).string());
    }
    return error ? Status(fileError(error.value(), folder)) : Status();
}

/// The database and what SQLite writes beside it, before it is opened.
Status refuseLinkedDatabase(const fs::path& folder) {
    for (const char* name : {"project.db", "project.db-wal", "project.db-shm", "project.db-journal"}) {
        std::error_code error;
        if (fs::is_symlink(folder / name, error))
            return refused("project.foreign_link").at(folder.string()).with("name", name);
    }
    return {};
}

Status quickCheck(Connection& db, const fs::path& folder) {
    TRY(const auto complaints, db.quickCheck());
    if (complaints.empty())
        return {};
    return refused("storage.corrupt").at((folder / "project.db").string()).because(complaints.front());
}

Result<std::string> checkedName(std::string name, const fs::path& folder) {
    if (name.empty())
        name = folder.has_filename() ? folder.stem().string() : folder.parent_path().stem().string();
    if (!isValidUtf8(name) || name.size() > kLongestName)
        return usageError("project.bad_name").with("limit", static_cast<std::int64_t>(kLongestName));
    return name;
}

Status fillNew(const fs::path& folder, const std::string& name, std::span<const Part> parts) {
    TRY_VOID(makeFolder(folder / "runs"));
    TRY_VOID(makeFolder(folder / "cache"));
    TRY(auto db, Connection::open(folder / "project.db", storage::Access::Create));
    TRY_VOID(db.execute("PRAGMA application_id=" + std::to_string(kApplicationId)));
    const auto schemas = schemasOf(parts);
    TRY_VOID(storage::migrate(db, kProjectFormat, schemas));
    TRY(auto transaction, storage::Transaction::write(db, storage::Durability::Full));
    constexpr std::string_view insert = "INSERT INTO meta(name, value) VALUES(?1, ?2)";
    TRY_VOID(db.run(insert, "id", randomId()));
    TRY_VOID(db.run(insert, "name", name));
    TRY_VOID(db.run(insert, "created_at", currentTime()));
    return transaction.commit();
}

/// A folder that exists and is empty may be used; a trailing slash is of no importance.
Result<fs::path> freeFolder(fs::path folder) {
    if (!folder.has_filename())
        folder = folder.parent_path();
    std::error_code error;
    const auto status = fs::symlink_status(folder, error);
    if (status.type() == fs::file_type::not_found)
        return folder;
    if (status.type() != fs::file_type::directory || !fs::is_empty(folder, error))
        return usageError("project.exists").at(folder.string());
    return folder;
}

} // namespace

Project::Project(fs::path folder, Access access, Connection database, ProjectFacts facts)
    : m_folder(std::move(folder))
    , m_access(access)
    , m_database(std::move(database))
    , m_facts(std::move(facts)) {}

Result<Project> Project::create(const fs::path& path, std::string name, std::span<const Part> parts) {
    TRY(const auto folder, freeFolder(path));
    TRY(name, checkedName(std::move(name), folder));
    TRY(const fs::path staging, makeStagingFolder(folder));
    std::error_code ignored;
    if (auto filled = fillNew(staging, name, parts); !filled) {
        fs::remove_all(staging, ignored);
        return filled.error();
    }
    if (auto renamed = renameDurably(staging, folder); !renamed) {
        fs::remove_all(staging, ignored);
        return renamed.error();
    }
    return open(folder, Access::ReadWrite, parts, Check::None);
}

Result<Project> Project::open(const fs::path& folder, Access access, std::span<const Part> parts,
                              Check check) {
    return open(folder, access, parts, [check](const std::string&) { return check; });
}

Result<Project> Project::open(const fs::path& folder, Access access, std::span<const Part> parts,
                              const std::function<Check(const std::string& id)>& checkFor) {
    std::error_code error;
    if (!fs::is_directory(folder, error))
        return refused("project.not_found").at(folder.string());
    if (!fs::exists(fs::symlink_status(folder / "project.db", error)))
        return refused("project.not_a_project").at(folder.string());
    TRY_VOID(refuseLinkedDatabase(folder));
    TRY(auto db,
        Connection::open(folder / "project.db", access == Access::ReadOnly ? storage::Access::ReadOnly
                                                                           : storage::Access::ReadWrite));
    TRY_VOID(refuseForeignSchema(db, folder));
    // A table that cannot be read is no sign of a known project; what is wrong with it comes below.
    if (checkFor(meta(db, "id").value_or("")) == Check::Quick) {
        TRY_VOID(refuseForeignLinks(folder));
        TRY_VOID(quickCheck(db, folder));
    }
    const auto schemas = schemasOf(parts);
    if (access == Access::ReadOnly)
        TRY_VOID(storage::requireSchemas(db, kProjectFormat, schemas));
    else
        TRY_VOID(storage::migrate(db, kProjectFormat, schemas));
    TRY(auto facts, readFacts(db));
    Project project(folder, access, std::move(db), std::move(facts));
    if (access == Access::ReadWrite)
        for (const auto& part : parts)
            if (part.recover)
                TRY_VOID(part.recover(project));
    return project;
}

Result<Connection> Project::connect(Access access) const {
    return Connection::open(m_folder / "project.db", access == Access::ReadOnly ? storage::Access::ReadOnly
                                                                                : storage::Access::ReadWrite);
}

Result<std::optional<FileLock>> Project::tryTakeWindowLock() const {
    return FileLock::tryTake(m_folder / "window.lock");
}

std::optional<LockHolder> Project::windowHolder() const {
    const fs::path path = m_folder / "window.lock";
    return FileLock::isHeld(path) ? FileLock::holder(path) : std::nullopt;
}

Status Project::requireWritable() const {
    if (m_access == Access::ReadWrite)
        return {};
    return failed("project.read_only").at(m_folder.string());
}

Result<std::optional<std::string>> setting(Connection& database, std::string_view name) {
    return database.queryText("SELECT value FROM settings WHERE name=?1", name);
}

Status setSetting(Connection& database, std::string_view name, std::string_view value) {
    return database.run("INSERT INTO settings(name, value) VALUES(?1, ?2) "
                        "ON CONFLICT(name) DO UPDATE SET value=excluded.value",
                        name, value);
}

} // namespace luthier::project
