#pragma once

#include "commands/project_access.h"

#include <base/json.h>
#include <base/result.h>
#include <dataset/filter.h>

#include <string_view>
#include <vector>

namespace luthier::engine_program {

// What questions of the window have in common.

/// The dataset of {project, dataset}.
Result<OpenDataset> openMeant(const Json& params, project::Access access);

/// A list of rows' numbers.
Result<std::vector<RowId>> rowsAt(const Json& params, std::string_view key);

/// The rows of {where: [FILTER], rows: […]}.
Result<dataset::RowFilter> filterOf(const Json& params);

} // namespace luthier::engine_program
