#pragma once

#include "connection.h"

namespace luthier::storage {

/// Full: on disk when commit() returns. Normal: consistent always, the last commits may go with the power.
enum class Durability { Full, Normal };

/// A transaction that rolls back unless committed. Writing ones take the write lock at once (IMMEDIATE).
class Transaction {
public:
    static Result<Transaction> write(Connection& connection, Durability durability);
    /// A consistent view for several reads; keep it short (250 ms).
    static Result<Transaction> read(Connection& connection);
    Transaction(Transaction&& other) noexcept;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();

    Status commit();

private:
    explicit Transaction(Connection& connection)
        : m_connection(&connection) {}
    Connection* m_connection;
};

/// True for the error of a database that another writer holds (storage.busy).
bool isBusy(const Error& error);

/// Calls `write` again while another writer holds the database, however long that takes; gives up with
/// storage.busy only once `stop` is asked. For what must not be lost where nobody waits for an answer.
template <class Write>
auto retryWhileBusy(const StopToken& stop, Write write) -> std::invoke_result_t<Write> {
    for (;;) {
        auto written = write();
        if (written || !isBusy(written.error()) || stop.stop_requested())
            return written;
    }
}

} // namespace luthier::storage
