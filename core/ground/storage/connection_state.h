#pragma once

#include "connection.h"
#include "transaction.h"

#include <sqlite3.h>

#include <list>
#include <map>

namespace luthier::storage {

struct Statement::Prepared {
    Connection::State* owner = nullptr;
    sqlite3_stmt* handle = nullptr;
    bool lent = false;
    int bindError = SQLITE_OK;
};

struct Connection::State {
    sqlite3* handle = nullptr;
    std::filesystem::path path;
    Access access = Access::ReadOnly;
    std::multimap<std::string, Statement::Prepared, std::less<>> statements;
    std::optional<Durability> durability;
    StopToken stop;
    std::chrono::milliseconds patience{5000};

    ~State();
};

/// The error for SQLite's present complaint, with the file and SQLite's own words as detail.
Error databaseError(const Connection::State& state, int code);

/// The name of the VFS that asks the fault seam before it reads, writes and syncs; registered at the first
/// call.
const char* faultVfs();

} // namespace luthier::storage
