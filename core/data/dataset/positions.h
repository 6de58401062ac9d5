#pragma once

#include "types.h"

#include <base/result.h>
#include <storage/connection.h>

#include <map>
#include <optional>
#include <tuple>

namespace luthier::dataset {

/// The row at a position (from 0) among the live rows, or among those of one split; nothing beyond the end.
/// Reads at most three short lists (blocks of 2^20 rows, blocks of 2^10, rows of one block), however many
/// rows there are.
Result<std::optional<RowId>> rowAt(storage::Connection& database, const DatasetFacts& facts,
                                   const std::optional<std::string>& split, std::int64_t position);

/// The position of a live row among all live rows.
Result<std::int64_t> positionOf(storage::Connection& database, const DatasetFacts& facts, RowId row);

/// The number of live rows, or of those of one split.
Result<std::int64_t> countAt(storage::Connection& database, const DatasetFacts& facts,
                             const std::optional<std::string>& split);

/// Changes of the counts, gathered and written at once, inside the caller's transaction.
class CountChanges {
public:
    void add(std::int64_t row, std::int64_t split, std::int64_t rows);
    Status write(storage::Connection& database, DatasetId dataset);

private:
    std::map<std::tuple<int, std::int64_t, std::int64_t>, std::int64_t> m_changes; // level, block, split
    std::int64_t m_lastBlock = -1;
    std::int64_t m_lastSplit = -1;
    std::int64_t* m_last = nullptr;
};

} // namespace luthier::dataset
