#pragma once

#include "filter.h"
#include "types.h"

#include <base/progress.h>
#include <base/result.h>
#include <storage/connection.h>

#include <string>
#include <vector>

namespace luthier::dataset {

/// By what rows are put in order, and which end comes first. Rows that are equal stay in the order of the
/// file.
struct RowOrder {
    enum class By { Row, Split, Flags, Field };
    enum class Direction { Ascending, Descending };
    By by = By::Row;
    std::string field; ///< of By::Field
    Direction direction = Direction::Ascending;

    /// The order in which rows were imported: nothing has to be put in order.
    bool isOfFile() const { return by == By::Row && direction == Direction::Ascending; }
    bool operator==(const RowOrder&) const = default;
};

/// Bytes of a text that decide its place: texts that begin with the same ones stay in the order of the file.
constexpr std::size_t kOrderedBytes = 120;

/// The order that a name means: one of the dataset's fields, else `row`, `split` or `flags`
/// (dataset.no_such_field).
Result<RowOrder> orderByName(const DatasetFacts& facts, std::string_view name, RowOrder::Direction direction);

/// The ids of all rows that the filter means, in order: 8 bytes a row. By a field: numbers (also those
/// written as text) by their value, then texts by code point with ASCII letters in either case; rows without
/// a value come last in both directions. Every record is read once, what is kept of a text is at most
/// kOrderedBytes. Stops with interrupted(). Fails with dataset.no_such_field.
Result<std::vector<RowId>> selectOrdered(storage::Connection& database, const DatasetFacts& facts,
                                         const RowFilter& filter, const RowOrder& order, StopToken stop);

} // namespace luthier::dataset
