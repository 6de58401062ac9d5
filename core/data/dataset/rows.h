#pragma once

#include "filter.h"
#include "order.h"
#include "types.h"

#include <base/progress.h>
#include <base/result.h>
#include <storage/connection.h>

#include <span>

namespace luthier::dataset {

struct RowPage {
    std::int64_t total = 0;
    std::vector<Row> rows;
};

/// The rows from position `offset` (from 0) of those that the filter means, and how many there are. All rows
/// or those of a split in the order of the file: a jump costs the same anywhere. Other filters and orders go
/// through the rows from the first on; a window that pages through such a view takes its ids once by
/// selectOrdered. Stops with interrupted().
Result<RowPage> readPage(storage::Connection& database, const DatasetFacts& facts, const RowFilter& filter,
                         std::int64_t offset, std::int64_t limit, StopToken stop, const RowOrder& order = {});

/// The ids of all rows that the filter means, in the order of the file: 8 bytes a row.
Result<std::vector<RowId>> selectRows(storage::Connection& database, const DatasetFacts& facts,
                                      const RowFilter& filter, StopToken stop);

/// Up to `limit` rows behind `after` (keyset paging).
Result<std::vector<Row>> readAfter(storage::Connection& database, const DatasetFacts& facts,
                                   const RowFilter& filter, RowId after, std::int64_t limit);

/// These rows in this order; those that are not there, or not in the set, are left out.
Result<std::vector<Row>> readRows(storage::Connection& database, const DatasetFacts& facts,
                                  std::span<const RowId> ids, RowSet set = RowSet::Live);

/// One live row (dataset.no_such_row).
Result<Row> readRow(storage::Connection& database, const DatasetFacts& facts, RowId id);

/// A row's record as it was imported, byte for byte.
Result<std::string> readRaw(storage::Connection& database, const DatasetFacts& facts, RowId id);

} // namespace luthier::dataset
