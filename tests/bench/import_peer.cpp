// What an import costs at the least: each line of a JSONL file parsed by simdjson and inserted as it stands
// into one SQLite table, in one transaction. bench_import_peer FILE DATABASE

#include <simdjson.h>
#include <sqlite3.h>

#include <cstdio>
#include <fstream>
#include <string>

int main(int argc, char** argv) {
    if (argc != 3)
        return 2;
    sqlite3* database = nullptr;
    sqlite3_stmt* insert = nullptr;
    if (sqlite3_open(argv[2], &database) != SQLITE_OK ||
        sqlite3_exec(database,
                     "PRAGMA journal_mode=WAL; CREATE TABLE rows(key INTEGER PRIMARY KEY, content TEXT NOT "
                     "NULL); BEGIN",
                     nullptr, nullptr, nullptr) != SQLITE_OK ||
        sqlite3_prepare_v2(database, "INSERT INTO rows(content) VALUES(?1)", -1, &insert, nullptr) !=
            SQLITE_OK)
        return 1;
    std::ifstream file(argv[1], std::ios::binary);
    simdjson::dom::parser parser;
    std::string line;
    long rows = 0;
    while (std::getline(file, line)) {
        line.reserve(line.size() + simdjson::SIMDJSON_PADDING);
        if (parser.parse(line.data(), line.size(), false).error() != simdjson::SUCCESS)
            return 1;
        sqlite3_bind_text(insert, 1, line.data(), static_cast<int>(line.size()), SQLITE_STATIC);
        if (sqlite3_step(insert) != SQLITE_DONE)
            return 1;
        sqlite3_reset(insert);
        ++rows;
    }
    sqlite3_finalize(insert);
    const bool stored = sqlite3_exec(database, "COMMIT", nullptr, nullptr, nullptr) == SQLITE_OK;
    sqlite3_close(database);
    std::printf("%ld\n", rows);
    return stored ? 0 : 1;
}
