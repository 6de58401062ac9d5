#include "touched_rows.h"

#include "operation_log.h"

namespace luthier::dataset {

Result<std::optional<RowId>> firstRowOf(storage::Connection& database, OperationId operation) {
    std::optional<RowId> first;
    TRY_VOID(forEachChange(database, operation, [&](const Change& change) -> Status {
        const bool ofARow = change.kind != Change::Kind::Scheme;
        if (ofARow && (!first || change.row < first->value))
            first = RowId{change.row};
        return {};
    }));
    return first;
}

} // namespace luthier::dataset
