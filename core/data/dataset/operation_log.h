#pragma once

#include "keys.h"

#include <base/json.h>
#include <base/result.h>
#include <storage/connection.h>

#include <functional>
#include <optional>
#include <string>

namespace luthier::dataset {

/// One cell that an operation changed, or (Range) all rows from `row` to `lastRow` that it brought in.
/// Internal to the module. Field, Label and Scheme hold texts; a label is named by labelCell, and a scheme
/// belongs to no row (0).
struct Change {
    enum class Kind { State, Split, Field, Range, Label, Scheme };
    Kind kind = Kind::State;
    std::int64_t row = 0;
    std::int64_t lastRow = 0;
    std::int64_t before = 0;
    std::int64_t after = 0;
    std::string field;
    std::optional<std::string> beforeText;
    std::optional<std::string> afterText;
};

/// Writes an operation with its changes inside the caller's transaction: numbers packed, 16 bytes a change;
/// fields as JSON.
class OperationWriter {
public:
    static Result<OperationWriter> begin(storage::Connection& database, DatasetId dataset,
                                         std::string_view kind, const Json& parameters);
    OperationId id() const { return m_id; }
    Status add(const Change& change);
    Status finish(std::int64_t rows);

private:
    OperationWriter(storage::Connection& database, OperationId id)
        : m_database(database)
        , m_id(id) {}
    Status flush();

    storage::Connection& m_database;
    OperationId m_id;
    Change::Kind m_kind = Change::Kind::State;
    std::string m_packed;
    Json m_fields = Json::array();
    std::size_t m_fieldBytes = 0;
};

/// Gives each change of an operation in the order they were made; ends at the first error of `visit`. A
/// payload that does not read is storage.corrupt.
Status forEachChange(storage::Connection& database, OperationId operation,
                     const std::function<Status(const Change&)>& visit);

/// Moves the dataset's clock on: the order in which operations were made, undone and done again.
Result<std::int64_t> tick(storage::Connection& database, DatasetId dataset);

} // namespace luthier::dataset
