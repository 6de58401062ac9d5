#pragma once

#include "types.h"

#include <base/progress.h>
#include <base/result.h>
#include <storage/connection.h>

namespace luthier::dataset {

struct LengthStats {
    std::int64_t min = 0;
    std::int64_t p50 = 0;
    std::int64_t p95 = 0;
    std::int64_t max = 0;
};

struct FieldStats {
    std::string name;
    std::int64_t missing = 0;  // absent, null, or a text of blanks only
    std::string kind;          // kindName of the values present
    std::int64_t distinct = 0; // exact up to a million values, within 1 % above
    LengthStats length; // of texts in code points, of lists in items; over the rows that are not missing
};

struct DatasetStats {
    std::int64_t rows = 0;
    std::vector<SplitCount> splits;
    std::vector<FieldStats> fields;
};

/// Goes once through all live rows. Percentiles are nearest-rank. Memory does not grow with the rows beyond 8
/// MB a field.
Result<DatasetStats> computeStats(storage::Connection& database, const DatasetFacts& facts, StopToken stop,
                                  ProgressSink& progress);

} // namespace luthier::dataset
