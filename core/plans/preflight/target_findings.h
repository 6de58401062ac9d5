#pragma once

#include <families/model_shape.h>
#include <recipe/finding.h>
#include <recipe/recipe.h>

#include <string>
#include <vector>

namespace luthier::preflight {

/// What is wrong with the layers that a method names: none of them is there (with the names that are), names
/// in one text with commas instead of a list, or one that matches nothing beside others that do.
void checkTargets(const recipe::Method& method, const families::ModelShape& shape,
                  const std::string& baseModel, std::vector<recipe::Finding>& findings);

} // namespace luthier::preflight
