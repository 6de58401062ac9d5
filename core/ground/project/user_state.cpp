#include "user_state.h"

#include "clock.h"

#include <base/files.h>
#include <base/log.h>

#include <cstdlib>

namespace luthier::project {

namespace {

namespace fs = std::filesystem;
using storage::Connection;

constexpr int kUserFormat = 1;

const storage::Schema kSchema = {"user",
                                 {R"sql(
    CREATE TABLE projects(path TEXT PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, opened_at TEXT NOT NULL)
        STRICT, WITHOUT ROWID;
    CREATE TABLE model_folders(path TEXT PRIMARY KEY, added_at TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE measurements(device TEXT NOT NULL, name TEXT NOT NULL, value REAL NOT NULL, measured_at TEXT NOT NULL,
        PRIMARY KEY(device, name)) STRICT, WITHOUT ROWID;
    )sql",
                                  R"sql(
    CREATE TABLE model_hashes(files TEXT PRIMARY KEY, hash TEXT NOT NULL, at TEXT NOT NULL) STRICT, WITHOUT ROWID;
    )sql"}};

std::string canonicalText(const fs::path& path) {
    std::error_code error;
    const fs::path canonical = fs::weakly_canonical(path, error);
    return error ? fs::absolute(path).string() : canonical.string();
}

Result<bool> isRegistered(Connection& user, std::string_view id, const fs::path& folder) {
    TRY(const auto found,
        user.queryInteger("SELECT 1 FROM projects WHERE path=?1 AND id=?2", canonicalText(folder), id));
    return found.has_value();
}

/// Only reads, since it stands before every command.
bool isKnownProject(std::string_view id, const fs::path& folder) {
    auto user = Connection::open(userStateFolder() / "user.db", storage::Access::ReadOnly);
    return user && isRegistered(*user, id, folder).value_or(false);
}

} // namespace

fs::path userStateFolder() {
    if (const char* state = std::getenv("XDG_STATE_HOME"); state && *state == '/')
        return fs::path(state) / "luthier";
    const char* home = std::getenv("HOME");
    return fs::path(home && *home ? home : "/") / ".local/state/luthier";
}

UserState::UserState(fs::path folder, Connection database)
    : m_folder(std::move(folder))
    , m_database(std::move(database)) {}

Result<UserState> UserState::open(const fs::path& folder, std::span<const storage::Schema> schemas) {
    TRY_VOID(makeFolder(folder));
    TRY(auto db, Connection::open(folder / "user.db", storage::Access::Create));
    std::vector<storage::Schema> all = {kSchema};
    all.insert(all.end(), schemas.begin(), schemas.end());
    TRY_VOID(storage::migrate(db, kUserFormat, all));
    return UserState(folder, std::move(db));
}

Result<fs::path> UserState::lanesFolder() const {
    fs::path lanes = m_folder / "lanes";
    TRY_VOID(makeFolder(lanes));
    return lanes;
}

Status UserState::registerProject(const Project& project) {
    return m_database.run("INSERT INTO projects(path, id, name, opened_at) VALUES(?1, ?2, ?3, ?4) "
                          "ON CONFLICT(path) DO UPDATE SET id=excluded.id, name=excluded.name, "
                          "opened_at=excluded.opened_at",
                          canonicalText(project.folder()), project.facts().id, project.facts().name,
                          currentTime());
}

Result<bool> UserState::knows(std::string_view id, const fs::path& folder) {
    return isRegistered(m_database, id, folder);
}

Result<std::vector<RegisteredProject>> UserState::projects() {
    TRY(auto rows,
        m_database.prepare("SELECT id, path, name, opened_at FROM projects ORDER BY opened_at DESC, path"));
    return storage::collectRows(rows, [](storage::Statement& row) -> Result<RegisteredProject> {
        return RegisteredProject{std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2)),
                                 std::string(row.text(3))};
    });
}

Status UserState::forgetProject(const fs::path& folder) {
    return m_database.run("DELETE FROM projects WHERE path=?1", canonicalText(folder));
}

Status UserState::addModelFolder(const fs::path& folder) {
    return m_database.run("INSERT OR IGNORE INTO model_folders(path, added_at) VALUES(?1, ?2)",
                          canonicalText(folder), currentTime());
}

Status UserState::removeModelFolder(const fs::path& folder) {
    return m_database.run("DELETE FROM model_folders WHERE path=?1", canonicalText(folder));
}

Result<std::vector<fs::path>> UserState::modelFolders() {
    TRY(auto rows, m_database.prepare("SELECT path FROM model_folders ORDER BY added_at, path"));
    return storage::collectRows(
        rows, [](storage::Statement& row) -> Result<fs::path> { return fs::path(row.text(0)); });
}

Status UserState::putMeasurement(std::string_view device, std::string_view name, double value) {
    return m_database.run("INSERT INTO measurements(device, name, value, measured_at) VALUES(?1, ?2, ?3, ?4) "
                          "ON CONFLICT(device, name) DO UPDATE SET value=excluded.value, "
                          "measured_at=excluded.measured_at",
                          device, name, value, currentTime());
}

Result<std::vector<Measurement>> UserState::measurements(std::string_view device) {
    TRY(auto rows, m_database.prepare("SELECT name, value, measured_at FROM measurements WHERE device=?1"));
    rows.bindAll(device);
    return storage::collectRows(rows, [](storage::Statement& row) -> Result<Measurement> {
        return Measurement{std::string(row.text(0)), row.real(1), std::string(row.text(2))};
    });
}

Status UserState::keepModelHash(std::string_view files, std::string_view hash) {
    return m_database.run("INSERT INTO model_hashes(files, hash, at) VALUES(?1, ?2, ?3) "
                          "ON CONFLICT(files) DO UPDATE SET hash=excluded.hash, at=excluded.at",
                          files, hash, currentTime());
}

Result<std::optional<std::string>> UserState::modelHash(std::string_view files) {
    TRY(auto rows, m_database.prepare("SELECT hash FROM model_hashes WHERE files=?1"));
    rows.bindAll(files);
    TRY(const auto found, storage::collectRows(rows, [](storage::Statement& row) -> Result<std::string> {
            return std::string(row.text(0));
        }));
    return found.empty() ? std::optional<std::string>() : found.front();
}

Result<Project> openKnownProject(const fs::path& folder, Access access, std::span<const Part> parts) {
    bool isKnown = false;
    TRY(auto project, Project::open(folder, access, parts, [&](const std::string& id) {
            isKnown = isKnownProject(id, folder);
            return isKnown ? Check::None : Check::Quick;
        }));
    if (isKnown)
        return project;
    // Reading someone's project must not fail because our own notes cannot be written.
    auto user = UserState::open();
    const Status registered = user ? user->registerProject(project) : Status(user.error());
    if (!registered)
        logWarning(registered.error().code());
    return project;
}

} // namespace luthier::project
