#include "connection_state.h"

#include <base/files.h>

#include <fcntl.h>
#include <unistd.h>

namespace luthier::storage {

namespace {

// Polling at a fixed short interval, unlike SQLite's own handler, gets in between the batches of an import.
constexpr std::chrono::microseconds kBusyPause{500};
constexpr int kLongestValue = 64 << 20;
constexpr int kLongestStatement = 1 << 20;
constexpr int kInstructionsBetweenStops = 4096;

int stopRequested(void* state) {
    return static_cast<Connection::State*>(state)->stop.stop_requested() ? 1 : 0;
}

int waitForLock(void* state, int tries) {
    if (tries * kBusyPause >= static_cast<Connection::State*>(state)->patience)
        return 0;
    ::usleep(static_cast<useconds_t>(kBusyPause.count()));
    return 1;
}

std::string uriOf(const std::filesystem::path& path, bool immutable) {
    std::string uri = "file:";
    for (const char c : std::filesystem::absolute(path).string()) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '%' || c == '?' || c == '#' || byte < 0x20) {
            constexpr std::string_view digits = "0123456789ABCDEF";
            uri += '%';
            uri += digits[byte >> 4];
            uri += digits[byte & 15];
        } else {
            uri += c;
        }
    }
    return immutable ? uri + "?immutable=1" : uri;
}

/// A database in WAL mode cannot be read where its folder cannot be written, unless it is declared
/// unchanging.
bool isUnchanging(const std::filesystem::path& path, Access access) {
    if (access != Access::ReadOnly)
        return false;
    std::error_code ignored;
    const bool hasLog = std::filesystem::exists(path.string() + "-wal", ignored);
    return !hasLog && ::faccessat(AT_FDCWD, path.parent_path().empty() ? "." : path.parent_path().c_str(),
                                  W_OK, AT_EACCESS) != 0;
}

Status checkFile(const std::filesystem::path& path, Access access) {
    std::error_code error;
    const auto status = std::filesystem::symlink_status(path, error);
    if (status.type() == std::filesystem::file_type::not_found) {
        if (access == Access::Create)
            return {};
        return failed("storage.not_found").at(path.string());
    }
    // A link could make us write elsewhere; a pipe or a device would never answer.
    if (status.type() != std::filesystem::file_type::regular)
        return refused("storage.not_regular").at(path.string());
    return {};
}

Status configure(Connection& connection, Connection::State& state, Access access) {
    sqlite3* handle = state.handle;
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_handler(handle, waitForLock, &state);
    for (const auto& [option, value] : {std::pair{SQLITE_DBCONFIG_DEFENSIVE, 1},
                                        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                                        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
                                        {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
                                        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
                                        {SQLITE_DBCONFIG_ENABLE_FKEY, 1}})
        sqlite3_db_config(handle, option, value, nullptr);
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, kLongestValue);
    sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, kLongestStatement);
    sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 1);
    sqlite3_limit(handle, SQLITE_LIMIT_WORKER_THREADS, 0);
    TRY_VOID(
        connection.execute("PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384;"));
    // A new file only. Rows are texts of some hundred bytes: with pages of 16 KiB an import writes a fifth
    // faster.
    if (access == Access::Create)
        TRY_VOID(connection.execute("PRAGMA page_size=16384"));
    if (access != Access::ReadOnly)
        TRY_VOID(connection.execute("PRAGMA journal_mode=WAL; PRAGMA journal_size_limit=67108864;"));
    // The first read finds out whether this is a database at all.
    TRY([[maybe_unused]] auto version, connection.queryInteger("PRAGMA schema_version"));
    return {};
}

} // namespace

Connection::State::~State() {
    for (auto& [sql, prepared] : statements)
        sqlite3_finalize(prepared.handle);
    if (handle)
        sqlite3_close_v2(handle);
}

Connection::Connection(std::unique_ptr<State> state)
    : m_state(std::move(state)) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

Result<Connection> Connection::open(const std::filesystem::path& path, Access access) {
    TRY_VOID(checkFile(path, access));
    auto state = std::make_unique<State>();
    state->path = path;
    state->access = access;
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_URI | SQLITE_OPEN_EXRESCODE;
    flags |= access == Access::ReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    if (access == Access::Create)
        flags |= SQLITE_OPEN_CREATE;
    const std::string uri = uriOf(path, isUnchanging(path, access));
    if (const int code = sqlite3_open_v2(uri.c_str(), &state->handle, flags, faultVfs()); code != SQLITE_OK)
        return databaseError(*state, code);
    sqlite3_progress_handler(state->handle, kInstructionsBetweenStops, stopRequested, state.get());
    Connection connection(std::move(state));
    TRY_VOID(configure(connection, *connection.m_state, access));
    // SQLite falls back to reading without a word when the file may not be written.
    if (access != Access::ReadOnly && sqlite3_db_readonly(connection.m_state->handle, "main") == 1)
        return failed("storage.read_only").at(path.string());
    return connection;
}

const std::filesystem::path& Connection::path() const {
    return m_state->path;
}
Access Connection::access() const {
    return m_state->access;
}
std::int64_t Connection::changes() const {
    return sqlite3_changes64(m_state->handle);
}
std::int64_t Connection::lastInsertedKey() const {
    return sqlite3_last_insert_rowid(m_state->handle);
}
std::chrono::milliseconds Connection::patience() const {
    return m_state->patience;
}
void Connection::setPatience(std::chrono::milliseconds patience) {
    m_state->patience = patience;
}
void Connection::interrupt() {
    sqlite3_interrupt(m_state->handle);
}

Status Connection::execute(std::string_view script) {
    const std::string text(script);
    const int code = sqlite3_exec(m_state->handle, text.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK)
        return databaseError(*m_state, code);
    return {};
}

Result<std::optional<std::int64_t>> Connection::firstInteger(Statement& statement) {
    TRY(const bool found, statement.step());
    if (!found)
        return std::optional<std::int64_t>();
    return statement.maybeInteger(0);
}

Result<std::optional<std::string>> Connection::firstText(Statement& statement) {
    TRY(const bool found, statement.step());
    if (!found || statement.isNull(0))
        return std::optional<std::string>();
    return std::optional<std::string>(statement.text(0));
}

Result<std::vector<std::string>> Connection::quickCheck() {
    TRY(auto statement, prepare("PRAGMA quick_check(100)"));
    std::vector<std::string> complaints;
    TRY(bool more, statement.step());
    while (more) {
        if (statement.text(0) != "ok")
            complaints.emplace_back(statement.text(0));
        TRY(more, statement.step());
    }
    return complaints;
}

Status Connection::copyTo(const std::filesystem::path& target) {
    std::error_code ignored;
    std::filesystem::remove(target, ignored);
    return run("VACUUM INTO ?1", target.string());
}

StopScope::StopScope(Connection& connection, StopToken stop)
    : m_state(connection.m_state.get()) {
    m_previous = std::exchange(m_state->stop, std::move(stop));
}

StopScope::~StopScope() {
    m_state->stop = std::move(m_previous);
}

Error databaseError(const Connection::State& state, int code) {
    const std::string detail = state.handle ? sqlite3_errmsg(state.handle) : sqlite3_errstr(code);
    const auto named = [&](Error error) {
        return std::move(error).at(state.path.string()).because(detail);
    };
    switch (code & 0xff) {
    case SQLITE_INTERRUPT:
        return interrupted();
    case SQLITE_FULL:
        return named(failed("storage.no_space"));
    case SQLITE_READONLY:
        return named(failed("storage.read_only"));
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return named(failed("storage.busy"));
    case SQLITE_CORRUPT:
        return named(refused("storage.corrupt"));
    case SQLITE_NOTADB:
        return named(refused("storage.not_a_database"));
    case SQLITE_CANTOPEN:
        return named(failed("storage.cannot_open"));
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return named(failed("storage.not_permitted"));
    case SQLITE_NOMEM:
        return named(failed("storage.no_memory"));
    case SQLITE_TOOBIG:
        return named(refused("storage.value_too_large"));
    case SQLITE_CONSTRAINT:
        return named(failed("storage.constraint"));
    case SQLITE_IOERR:
        return named(failed("storage.io_failed"));
    default:
        return named(failed("storage.failed"));
    }
}

} // namespace luthier::storage
