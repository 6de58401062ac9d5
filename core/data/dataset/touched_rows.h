#pragma once

#include "types.h"

#include <base/result.h>
#include <storage/connection.h>

#include <optional>

namespace luthier::dataset {

/// The first row that an operation changed or brought in; nothing when it changed none.
Result<std::optional<RowId>> firstRowOf(storage::Connection& database, OperationId operation);

} // namespace luthier::dataset
