#pragma once

#include "plan.h"

namespace luthier::planning {

/// Ways to lower the peak, those that fit first, then by their cost in speed.
std::vector<Suggestion> suggestionsFor(const PlanInputs& inputs, std::int64_t budgetBytes);

} // namespace luthier::planning
