#pragma once

#include "edits.h"
#include "ledger.h"
#include "operation_log.h"

namespace luthier::dataset {

// Internal to the module: what setCells and editRows share.

/// Whether a field may hold the value: dataset.no_such_field, .bad_value, .not_utf8, .value_too_large.
Status checkValue(const DatasetFacts& facts, const CellEdit& edit);

/// The change an edit makes; nothing when the field holds the value already.
Result<std::optional<Change>> changeOf(storage::Connection& database, Ledger& ledger, const CellEdit& edit);

} // namespace luthier::dataset
