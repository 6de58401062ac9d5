#pragma once

#include <base/result.h>
#include <storage/connection.h>

namespace luthier::dataset {

/// Counts the characters of rows that have no length yet, as those of an older project: in short
/// transactions, so that it may be cut off anywhere. Internal to the module.
Status fillLengths(storage::Connection& database);

} // namespace luthier::dataset
