#pragma once

#include "registry.h"

#include <recipe/recipe.h>

namespace luthier::registry {

/// `choice` with the place where the run's model lies now: the one that the project knows by the model's hash
/// (a model that was moved and located), else the recipe's. Fails with run.model_moved, naming the model's
/// number in the project, or run.model_missing where the project does not know it yet.
Result<recipe::ModelChoice> locateModel(project::Project& project, const RunFacts& run,
                                        recipe::ModelChoice choice);

} // namespace luthier::registry
