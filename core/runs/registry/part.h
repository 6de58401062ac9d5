#pragma once

#include <project/project.h>

namespace luthier::registry {

/// The tables of this module and their check.
const project::Part& projectPart();

constexpr std::string_view kRunsTopic = "runs";
/// Bumped by metrics and samples, apart from the register, so that a step refreshes charts and nothing else.
constexpr std::string_view kMetricsTopic = "metrics";

} // namespace luthier::registry
