#pragma once

#include <base/json.h>
#include <base/progress.h>
#include <base/result.h>
#include <project/project.h>
#include <recipe/recipe.h>

#include <filesystem>

namespace luthier::engine_program {

/// A recipe as a question gives it, and the folder its relative paths are looked for first.
struct RecipeDocument {
    Json recipe;
    std::filesystem::path folder;
};
/// Out of a file's path (a string) or the recipe itself (an object).
Result<RecipeDocument> recipeDocument(const Json& fileOrRecipe);

/// `recipe check`: `{ok, findings:[{severity, code, field, message, fix, parameters}]}`; `parameters` go
/// along, so that the window can say a finding in any language. `project` may be null.
Result<Json> checkedRecipe(const RecipeDocument& recipe, project::Project* project, StopToken stop);

/// `plan`; `model` (empty: the recipe's own) takes the place of the recipe's, `deviceMemory` 0 is what the
/// device has free.
Result<Json> plannedRecipe(RecipeDocument recipe, const std::filesystem::path& project,
                           const std::string& model, std::int64_t deviceMemory);

} // namespace luthier::engine_program
