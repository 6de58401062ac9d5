#include "transaction.h"

#include "connection_state.h"

namespace luthier::storage {

Result<Transaction> Transaction::write(Connection& connection, Durability durability) {
    auto& state = *connection.m_state;
    if (state.durability != durability) {
        TRY_VOID(connection.execute(durability == Durability::Full ? "PRAGMA synchronous=FULL"
                                                                   : "PRAGMA synchronous=NORMAL"));
        state.durability = durability;
    }
    TRY_VOID(connection.run("BEGIN IMMEDIATE"));
    return Transaction(connection);
}

Result<Transaction> Transaction::read(Connection& connection) {
    TRY_VOID(connection.run("BEGIN DEFERRED"));
    return Transaction(connection);
}

Transaction::Transaction(Transaction&& other) noexcept
    : m_connection(std::exchange(other.m_connection, nullptr)) {}

Transaction::~Transaction() {
    // After a full disk or an interrupt SQLite may have rolled back by itself.
    if (m_connection && sqlite3_get_autocommit(m_connection->m_state->handle) == 0)
        sqlite3_exec(m_connection->m_state->handle, "ROLLBACK", nullptr, nullptr, nullptr);
}

bool isBusy(const Error& error) {
    return error.code() == "storage.busy";
}

Status Transaction::commit() {
    TRY_VOID(m_connection->run("COMMIT"));
    m_connection = nullptr;
    return {};
}

} // namespace luthier::storage
