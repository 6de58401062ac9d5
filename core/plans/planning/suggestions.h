#pragma once

#include "plan.h"

namespace luthier::planning {

/// Ways to lower the peak: those that fit first, then by what they cost. Speed is cheaper than quality
/// (another method), and rows that are cut are the dearest; of one price, the least slow and the nearest to
/// the recipe come first.
std::vector<Suggestion> suggestionsFor(const PlanInputs& inputs, std::int64_t budgetBytes);

} // namespace luthier::planning
