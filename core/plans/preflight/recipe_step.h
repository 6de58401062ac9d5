#pragma once

#include "open_recipe.h"

#include <footprint/program_layout.h>
#include <planning/plan.h>

#include <optional>

namespace luthier::preflight {

/// How the matrices of the recipe's model are stored, as its files say; fp32 for one of random weights.
footprint::Stored storedFormat(const OpenRecipe& recipe);

/// The step that the recipe's plan is about, compiled as the run will: facts and memory as for planFor.
Result<footprint::CompiledStep>
stepFor(const OpenRecipe& recipe, const std::optional<planning::DataFacts>& rows, std::int64_t deviceMemory);

} // namespace luthier::preflight
