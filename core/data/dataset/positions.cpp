#include "positions.h"

#include "keys.h"

namespace luthier::dataset {

namespace {

using storage::Connection;

constexpr int kBlockBits = 10; // level 1; level 2 holds 2^10 blocks of level 1

/// The block of `level` in which the `position`-th row lies; `position` becomes that within the block.
Result<std::optional<std::int64_t>> findBlock(Connection& db, DatasetId dataset, int level,
                                              std::int64_t first, std::int64_t last,
                                              std::optional<std::int64_t> split, std::int64_t& position) {
    TRY(auto blocks, db.prepare("SELECT block, rows FROM row_counts WHERE dataset=?1 AND level=?2 "
                                "AND block BETWEEN ?3 AND ?4 AND (?5 IS NULL OR split=?5) ORDER BY block"));
    blocks.bindAll(dataset.value, level, first, last, split);
    // A block has one line a split; the lines of a block follow each other.
    std::int64_t block = -1;
    std::int64_t rows = 0;
    TRY(bool more, blocks.step());
    while (true) {
        if (!more || blocks.integer(0) != block) {
            if (block >= 0 && position < rows)
                return std::optional(block);
            position -= rows;
            rows = 0;
        }
        if (!more)
            return std::optional<std::int64_t>();
        block = blocks.integer(0);
        rows += blocks.integer(1);
        TRY(more, blocks.step());
    }
}

Result<std::optional<std::int64_t>> splitId(Connection& db, DatasetId dataset,
                                            const std::optional<std::string>& split) {
    if (!split)
        return std::optional<std::int64_t>();
    if (split->empty())
        return std::optional<std::int64_t>(0);
    TRY(const auto id,
        db.queryInteger("SELECT id FROM splits WHERE dataset=?1 AND name=?2", dataset.value, *split));
    return std::optional<std::int64_t>(id.value_or(-1));
}

} // namespace

Result<std::optional<RowId>> rowAt(Connection& db, const DatasetFacts& facts,
                                   const std::optional<std::string>& split, std::int64_t position) {
    TRY(const auto number, splitId(db, facts.id, split));
    if (position < 0)
        return std::optional<RowId>();
    const std::int64_t all = std::int64_t{1} << kRowBits;
    TRY(const auto large, findBlock(db, facts.id, 2, 0, all, number, position));
    if (!large)
        return std::optional<RowId>();
    const std::int64_t firstSmall = *large << kBlockBits;
    TRY(const auto small,
        findBlock(db, facts.id, 1, firstSmall, firstSmall + (1 << kBlockBits) - 1, number, position));
    if (!small)
        return std::optional<RowId>();
    const std::int64_t firstRow = *small << kBlockBits;
    TRY(const auto key, db.queryInteger("SELECT key FROM rows WHERE key BETWEEN ?1 AND ?2 AND state=0 "
                                        "AND (?3 IS NULL OR split=?3) ORDER BY key LIMIT 1 OFFSET ?4",
                                        keyOf(facts.id, firstRow),
                                        keyOf(facts.id, firstRow + (1 << kBlockBits) - 1), number, position));
    if (!key)
        return std::optional<RowId>();
    return std::optional(RowId{rowOf(*key)});
}

Result<std::int64_t> positionOf(Connection& db, const DatasetFacts& facts, RowId row) {
    const std::int64_t small = row.value >> kBlockBits;
    const std::int64_t large = small >> kBlockBits;
    TRY(const auto before,
        db.queryInteger("SELECT coalesce((SELECT sum(rows) FROM row_counts WHERE dataset=?1 AND "
                        "level=2 AND block<?2), 0) + coalesce((SELECT sum(rows) FROM row_counts "
                        "WHERE dataset=?1 AND level=1 AND block>=?3 AND block<?4), 0)",
                        facts.id.value, large, large << kBlockBits, small));
    TRY(const auto inside, db.queryInteger("SELECT count(*) FROM rows WHERE key>=?1 AND key<?2 AND state=0",
                                           keyOf(facts.id, small << kBlockBits), keyOf(facts.id, row.value)));
    return before.value_or(0) + inside.value_or(0);
}

Result<std::int64_t> countAt(Connection& db, const DatasetFacts& facts,
                             const std::optional<std::string>& split) {
    TRY(const auto number, splitId(db, facts.id, split));
    TRY(const auto rows, db.queryInteger("SELECT sum(rows) FROM row_counts WHERE dataset=?1 AND level=2 "
                                         "AND (?2 IS NULL OR split=?2)",
                                         facts.id.value, number));
    return rows.value_or(0);
}

void CountChanges::add(std::int64_t row, std::int64_t split, std::int64_t rows) {
    const std::int64_t block = row >> kBlockBits;
    // Rows come mostly in order: the last block is asked for again.
    if (!m_last || block != m_lastBlock || split != m_lastSplit) {
        m_last = &m_changes[{1, block, split}];
        m_lastBlock = block;
        m_lastSplit = split;
    }
    *m_last += rows;
}

Status CountChanges::write(Connection& db, DatasetId dataset) {
    auto all = m_changes;
    for (const auto& [place, rows] : m_changes)
        all[{2, std::get<1>(place) >> kBlockBits, std::get<2>(place)}] += rows;
    TRY(auto put,
        db.prepare("INSERT INTO row_counts(dataset, level, block, split, rows) VALUES(?1, ?2, ?3, ?4, ?5) "
                   "ON CONFLICT(dataset, level, block, split) DO UPDATE SET rows=rows+excluded.rows"));
    TRY(auto drop,
        db.prepare("DELETE FROM row_counts WHERE dataset=?1 AND level=?2 AND block=?3 AND split=?4 "
                   "AND rows=0"));
    for (const auto& [place, rows] : all) {
        if (rows == 0)
            continue;
        put.bindAll(dataset.value, std::get<0>(place), std::get<1>(place), std::get<2>(place), rows);
        TRY_VOID(put.run());
        if (rows < 0) {
            drop.bindAll(dataset.value, std::get<0>(place), std::get<1>(place), std::get<2>(place));
            TRY_VOID(drop.run());
        }
    }
    m_changes.clear();
    m_last = nullptr;
    return {};
}

} // namespace luthier::dataset
