#pragma once

#include <base/json.h>
#include <base/progress.h>
#include <base/result.h>
#include <project/project.h>
#include <recipe/recipe.h>

#include <filesystem>

namespace luthier::preflight {

/// Everything known before Start that is wrong or worth knowing about a recipe: its form, its datasets and
/// splits (when a project is given), its model, tokenizer, template and layers, and what a limit of length
/// does to the first rows of each dataset. Findings come in that order; later questions are not asked where
/// an earlier answer makes them idle. Fails only when the project cannot be read, or with interrupted().
Result<recipe::ReadRecipe> checkRecipe(const Json& document, const std::filesystem::path& folder,
                                       project::Project* project, StopToken stop);

} // namespace luthier::preflight
