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

} // namespace luthier::storage
