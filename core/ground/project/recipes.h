#pragma once

#include <base/json.h>
#include <base/result.h>
#include <storage/connection.h>

#include <vector>

namespace luthier::project {

/// A saved recipe, as JSON that this module does not look into.
struct RecipeEntry {
    std::string name;
    std::int64_t revision = 0;
    Json recipe;
    std::string savedAt;
};

/// Adds a revision of the recipe, counted from 1; the same text as the newest one adds none. One that was
/// removed is there again, with all its revisions.
Result<RecipeEntry> saveRecipe(storage::Connection& database, std::string_view name, const Json& recipe);

/// Gives a recipe another name, with all its revisions; what they say of their name themselves stays. Nothing
/// happens when the name is another recipe's already, also a removed one's, or there is no such recipe:
/// false.
Result<bool> renameRecipe(storage::Connection& database, std::string_view name, std::string_view now);

/// Hides a recipe with all its revisions, or shows it again (project.no_such_recipe).
Status setRecipeRemoved(storage::Connection& database, std::string_view name, bool removed);

/// The newest revision of each recipe that is there, or of each that was removed, by name.
enum class WhichRecipes { Present, Removed };
Result<std::vector<RecipeEntry>> listRecipes(storage::Connection& database,
                                             WhichRecipes which = WhichRecipes::Present);

/// A revision of a recipe, or the newest (project.no_such_recipe); also of a removed one.
Result<RecipeEntry> recipeNamed(storage::Connection& database, std::string_view name,
                                std::optional<std::int64_t> revision = {});

} // namespace luthier::project
