#pragma once

#include <project/project.h>

namespace luthier::dataset {

/// The tables of this module, the sweep of imports that were cut off, and its check (counts and versions
/// against rows).
const project::Part& projectPart();

/// Names of topics that this module bumps.
constexpr std::string_view kDatasetsTopic = "datasets";
constexpr std::string_view kRowsTopic = "rows";

} // namespace luthier::dataset
