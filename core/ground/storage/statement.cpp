#include "connection_state.h"

namespace luthier::storage {

namespace {

/// The same text is prepared again only while its first statement is still in use.
constexpr std::size_t kCachedStatements = 256;

void remember(Statement::Prepared& prepared, int code) {
    if (prepared.bindError == SQLITE_OK)
        prepared.bindError = code;
}

int lengthOf(std::string_view bytes) {
    return static_cast<int>(std::min<std::size_t>(bytes.size(), 0x7fffffff));
}

/// SQLite takes a null pointer for NULL, which an empty view may have.
const char* dataOf(std::string_view bytes) {
    return bytes.data() ? bytes.data() : "";
}

void forgetIdle(Connection::State& state) {
    for (auto entry = state.statements.begin(); entry != state.statements.end();) {
        if (entry->second.lent) {
            ++entry;
            continue;
        }
        sqlite3_finalize(entry->second.handle);
        entry = state.statements.erase(entry);
    }
}

} // namespace

Result<Statement> Connection::prepare(std::string_view sql) {
    auto [entry, end] = m_state->statements.equal_range(sql);
    for (; entry != end; ++entry) {
        if (!entry->second.lent) {
            entry->second.lent = true;
            return Statement(&entry->second);
        }
    }
    if (m_state->statements.size() >= kCachedStatements)
        forgetIdle(*m_state);
    sqlite3_stmt* handle = nullptr;
    const int code = sqlite3_prepare_v3(m_state->handle, sql.data(), lengthOf(sql), SQLITE_PREPARE_PERSISTENT,
                                        &handle, nullptr);
    if (code != SQLITE_OK)
        return databaseError(*m_state, code);
    auto added =
        m_state->statements.emplace(std::string(sql), Statement::Prepared{m_state.get(), handle, true});
    return Statement(&added->second);
}

Statement::Statement(Statement&& other) noexcept
    : m_prepared(std::exchange(other.m_prepared, nullptr)) {}

Statement::~Statement() {
    if (!m_prepared)
        return;
    reset();
    sqlite3_clear_bindings(m_prepared->handle);
    m_prepared->lent = false;
}

void Statement::bind(int index, std::int64_t value) {
    remember(*m_prepared, sqlite3_bind_int64(m_prepared->handle, index, value));
}

void Statement::bind(int index, double value) {
    remember(*m_prepared, sqlite3_bind_double(m_prepared->handle, index, value));
}

void Statement::bind(int index, std::string_view value) {
    remember(*m_prepared,
             sqlite3_bind_text(m_prepared->handle, index, dataOf(value), lengthOf(value), SQLITE_TRANSIENT));
}

void Statement::bind(int index, Blob value) {
    remember(*m_prepared, sqlite3_bind_blob(m_prepared->handle, index, dataOf(value.bytes),
                                            lengthOf(value.bytes), SQLITE_TRANSIENT));
}

void Statement::bind(int index, std::nullopt_t) {
    remember(*m_prepared, sqlite3_bind_null(m_prepared->handle, index));
}

void Statement::bindBorrowed(int index, std::string_view value) {
    remember(*m_prepared,
             sqlite3_bind_text(m_prepared->handle, index, dataOf(value), lengthOf(value), SQLITE_STATIC));
}

Result<bool> Statement::step() {
    if (m_prepared->bindError != SQLITE_OK) {
        const int code = std::exchange(m_prepared->bindError, SQLITE_OK);
        return databaseError(*m_prepared->owner, code);
    }
    const int code = sqlite3_step(m_prepared->handle);
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE) {
        sqlite3_reset(m_prepared->handle);
        return false;
    }
    Error error = databaseError(*m_prepared->owner, code);
    sqlite3_reset(m_prepared->handle);
    return error;
}

Status Statement::run() {
    TRY([[maybe_unused]] const bool row, step());
    reset();
    return {};
}

void Statement::reset() {
    sqlite3_reset(m_prepared->handle);
    m_prepared->bindError = SQLITE_OK;
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(m_prepared->handle, column);
}
double Statement::real(int column) const {
    return sqlite3_column_double(m_prepared->handle, column);
}

std::string_view Statement::text(int column) const {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(m_prepared->handle, column));
    if (!bytes)
        return {};
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(m_prepared->handle, column))};
}

std::string_view Statement::blob(int column) const {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(m_prepared->handle, column));
    if (!bytes)
        return {};
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(m_prepared->handle, column))};
}

bool Statement::isNull(int column) const {
    return sqlite3_column_type(m_prepared->handle, column) == SQLITE_NULL;
}

std::optional<std::int64_t> Statement::maybeInteger(int column) const {
    if (isNull(column))
        return {};
    return integer(column);
}

} // namespace luthier::storage
