#pragma once

#include "types.h"

#include <base/error.h>
#include <base/result.h>
#include <storage/connection.h>

namespace luthier::dataset {

/// A row of a file that was not taken: where it stood, why, and its beginning.
struct ImportProblem {
    std::string file;
    std::int64_t line = 0; // from 1
    std::int64_t byte = 0; // from 0, of the row's first byte in the file
    std::string code;      // import.…
    Parameters parameters;
    std::string excerpt;
};

/// Of so many problems of a dataset all is kept; of the others the number by code.
constexpr std::int64_t kKeptProblems = 10'000;

Result<std::vector<ImportProblem>> listProblems(storage::Connection& database, DatasetId dataset,
                                                std::int64_t limit = kKeptProblems);

struct ProblemCount {
    std::string code;
    std::int64_t rows = 0;
};
Result<std::vector<ProblemCount>> countProblems(storage::Connection& database, DatasetId dataset);

/// Adds problems inside the caller's transaction.
Status addProblems(storage::Connection& database, DatasetId dataset,
                   const std::vector<ImportProblem>& problems, const std::vector<ProblemCount>& counts);

} // namespace luthier::dataset
