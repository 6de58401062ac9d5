#include "rows.h"

#include "catalog.h"
#include "keys.h"
#include "positions.h"
#include "record.h"
#include "row_scan.h"

#include <algorithm>

namespace luthier::dataset {

namespace {

using storage::Connection;
using SplitNames = std::map<std::int64_t, std::string>;

constexpr std::int64_t kMostRowsAtOnce = 100'000;

std::string splitName(const SplitNames& names, std::int64_t id) {
    const auto found = names.find(id);
    return found == names.end() ? std::string() : found->second;
}

Result<Row> rowFrom(const RowScan& scan, const DatasetFacts& facts, const SplitNames& splits) {
    Row row;
    row.id = RowId{scan.row()};
    row.revision = scan.revision();
    row.split = splitName(splits, scan.split());
    row.flags = flagNames(scan.flags());
    TRY(row.fields, effectiveFields(scan.raw(), scan.edits(), facts));
    return row;
}

Result<RowPage> readCounted(Connection& db, const DatasetFacts& facts, const RowFilter& filter,
                            std::int64_t offset, std::int64_t limit) {
    RowPage page;
    TRY(page.total, countAt(db, facts, filter.split));
    TRY(const auto first, rowAt(db, facts, filter.split, offset));
    if (!first || limit <= 0)
        return page;
    TRY(page.rows, readAfter(db, facts, filter, RowId{first->value - 1}, limit));
    return page;
}

} // namespace

Result<RowPage> readPage(Connection& db, const DatasetFacts& facts, const RowFilter& filter,
                         std::int64_t offset, std::int64_t limit, StopToken stop, const RowOrder& order) {
    offset = std::max<std::int64_t>(offset, 0);
    limit = std::clamp<std::int64_t>(limit, 0, kMostRowsAtOnce);
    if (filter.isCounted() && order.isOfFile())
        return readCounted(db, facts, filter, offset, limit);
    TRY(const auto ids, selectOrdered(db, facts, filter, order, stop));
    RowPage page;
    page.total = static_cast<std::int64_t>(ids.size());
    const auto first = std::min(offset, page.total);
    const auto count = std::min(limit, page.total - first);
    TRY(page.rows,
        readRows(db, facts,
                 std::span(ids).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count)),
                 filter.set));
    return page;
}

Result<std::vector<RowId>> selectRows(Connection& db, const DatasetFacts& facts, const RowFilter& filter,
                                      StopToken stop) {
    RowScan scan(db, facts, filter, RowScan::Load::Narrow);
    std::vector<RowId> ids;
    TRY(bool more, scan.next());
    while (more) {
        if (stop.stop_requested())
            return interrupted();
        ids.push_back(RowId{scan.row()});
        TRY(more, scan.next());
    }
    return ids;
}

Result<std::vector<Row>> readAfter(Connection& db, const DatasetFacts& facts, const RowFilter& filter,
                                   RowId after, std::int64_t limit) {
    TRY(const auto splits, splitNames(db, facts.id));
    RowScan scan(db, facts, filter, RowScan::Load::Records, after);
    std::vector<Row> rows;
    while (std::ssize(rows) < limit) {
        TRY(const bool more, scan.next());
        if (!more)
            break;
        TRY(auto row, rowFrom(scan, facts, splits));
        rows.push_back(std::move(row));
    }
    return rows;
}

Result<std::vector<Row>> readRows(Connection& db, const DatasetFacts& facts, std::span<const RowId> ids,
                                  RowSet set) {
    TRY(const auto splits, splitNames(db, facts.id));
    TRY(auto statement, db.prepare("SELECT r.split, r.revision, r.flags, d.raw, e.fields FROM rows r "
                                   "JOIN records d ON d.key=r.key LEFT JOIN edits e ON e.key=r.key "
                                   "WHERE r.key=?1 AND r.state=?2"));
    std::vector<Row> rows;
    for (const RowId id : ids) {
        if (id.value < 1 || id.value > facts.lastRow)
            continue;
        statement.bindAll(
            keyOf(facts.id, id.value),
            static_cast<std::int64_t>(set == RowSet::Live ? RowState::Live : RowState::Deleted));
        TRY(const bool found, statement.step());
        if (found) {
            Row row;
            row.id = id;
            row.split = splitName(splits, statement.integer(0));
            row.revision = statement.integer(1);
            row.flags = flagNames(static_cast<std::uint32_t>(statement.integer(2)));
            TRY(row.fields, effectiveFields(statement.text(3), statement.text(4), facts));
            rows.push_back(std::move(row));
        }
        statement.reset();
    }
    return rows;
}

Result<Row> readRow(Connection& db, const DatasetFacts& facts, RowId id) {
    TRY(auto rows, readRows(db, facts, std::span(&id, 1)));
    if (rows.empty())
        return usageError("dataset.no_such_row").with("row", id.value).with("name", facts.name);
    return std::move(rows.front());
}

Result<std::string> readRaw(Connection& db, const DatasetFacts& facts, RowId id) {
    const bool inside = id.value >= 1 && id.value <= facts.lastRow;
    TRY(auto raw,
        db.queryText("SELECT raw FROM records WHERE key=?1", inside ? keyOf(facts.id, id.value) : 0));
    if (!raw)
        return usageError("dataset.no_such_row").with("row", id.value).with("name", facts.name);
    return std::move(*raw);
}

} // namespace luthier::dataset
