#pragma once

#include "statement.h"

#include <base/progress.h>
#include <base/result.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace luthier::storage {

enum class Access { ReadOnly, ReadWrite, Create };

/// One connection to a database file. To be used by one thread at a time, except interrupt().
class Connection {
public:
    /// Opens with WAL, a patience of 5 s, foreign keys, and as an untrusted file (see README). `Create`
    /// makes the file when it is absent. Refuses what is no regular file or no database; a file on a medium
    /// that cannot be written is read as it stands.
    static Result<Connection> open(const std::filesystem::path& path, Access access);
    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) noexcept;
    ~Connection();

    const std::filesystem::path& path() const;
    Access access() const;

    /// A statement from the cache of this connection; it goes back there when destroyed. It must not outlive
    /// the connection.
    Result<Statement> prepare(std::string_view sql);

    /// Runs a script of statements without parameters.
    Status execute(std::string_view script);

    /// Prepares, binds the values from 1 on, runs to the end.
    template <class... Values>
    Status run(std::string_view sql, const Values&... values) {
        TRY(auto statement, prepare(sql));
        statement.bindAll(values...);
        return statement.run();
    }

    /// The first column of the first row, if there is a row and it is not null.
    template <class... Values>
    Result<std::optional<std::int64_t>> queryInteger(std::string_view sql, const Values&... values) {
        TRY(auto statement, prepare(sql));
        statement.bindAll(values...);
        return firstInteger(statement);
    }
    template <class... Values>
    Result<std::optional<std::string>> queryText(std::string_view sql, const Values&... values) {
        TRY(auto statement, prepare(sql));
        statement.bindAll(values...);
        return firstText(statement);
    }

    /// Rows changed by the last statement, and the key of the last inserted row.
    std::int64_t changes() const;
    std::int64_t lastInsertedKey() const;

    /// How long a statement waits for another writer before it fails with storage.busy.
    std::chrono::milliseconds patience() const;
    void setPatience(std::chrono::milliseconds patience);

    /// Ends the running statement with interrupted(). From any thread.
    void interrupt();

    /// SQLite's quick_check: the complaints, empty when there are none.
    Result<std::vector<std::string>> quickCheck();

    /// A consistent copy of the database in a new file.
    Status copyTo(const std::filesystem::path& target);

    struct State;

private:
    friend class Transaction;
    friend class StopScope;
    explicit Connection(std::unique_ptr<State> state);
    static Result<std::optional<std::int64_t>> firstInteger(Statement& statement);
    static Result<std::optional<std::string>> firstText(Statement& statement);
    std::unique_ptr<State> m_state;
};

/// While it lives, the connection waits so long, and no longer, for another writer.
class PatienceScope {
public:
    PatienceScope(Connection& connection, std::chrono::milliseconds patience)
        : m_connection(connection)
        , m_previous(connection.patience()) {
        connection.setPatience(patience);
    }
    ~PatienceScope() { m_connection.setPatience(m_previous); }
    PatienceScope(const PatienceScope&) = delete;
    PatienceScope& operator=(const PatienceScope&) = delete;

private:
    Connection& m_connection;
    std::chrono::milliseconds m_previous;
};

/// While it lives, statements of the connection end with interrupted() once `stop` is requested.
class StopScope {
public:
    StopScope(Connection& connection, StopToken stop);
    ~StopScope();
    StopScope(const StopScope&) = delete;
    StopScope& operator=(const StopScope&) = delete;

private:
    Connection::State* m_state;
    StopToken m_previous;
};

} // namespace luthier::storage
