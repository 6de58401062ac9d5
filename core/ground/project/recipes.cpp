#include "recipes.h"

#include "clock.h"
#include "topics.h"

#include <storage/transaction.h>

namespace luthier::project {

namespace {

Result<RecipeEntry> entryOf(const storage::Statement& row) {
    TRY(auto recipe, parseJson(row.text(2), {}, "project.db"));
    return RecipeEntry{std::string(row.text(0)), row.integer(1), std::move(recipe), std::string(row.text(3))};
}

} // namespace

Result<RecipeEntry> saveRecipe(storage::Connection& db, std::string_view name, const Json& recipe) {
    const std::string text = dumpJson(recipe);
    TRY(auto transaction, storage::Transaction::write(db, storage::Durability::Full));
    TRY(const auto newest, db.queryInteger("SELECT max(revision) FROM recipes WHERE name=?1", name));
    TRY(const auto same,
        db.queryInteger("SELECT revision FROM recipes WHERE name=?1 AND revision=?2 AND recipe=?3", name,
                        newest.value_or(0), text));
    if (!same) {
        TRY_VOID(db.run("INSERT INTO recipes(name, revision, recipe, saved_at) VALUES(?1, ?2, ?3, ?4)", name,
                        newest.value_or(0) + 1, text, currentTime()));
    }
    TRY(const auto hidden, db.queryInteger("SELECT count(*) FROM recipes WHERE name=?1 AND removed=1", name));
    if (hidden.value_or(0) > 0) {
        TRY_VOID(db.run("UPDATE recipes SET removed=0 WHERE name=?1", name));
    }
    if (!same || hidden.value_or(0) > 0) {
        TRY_VOID(bumpTopic(db, "recipes"));
    }
    TRY_VOID(transaction.commit());
    return recipeNamed(db, name);
}

Result<bool> renameRecipe(storage::Connection& db, std::string_view name, std::string_view now) {
    TRY(auto transaction, storage::Transaction::write(db, storage::Durability::Full));
    TRY(const auto known, db.queryInteger("SELECT count(*) FROM recipes WHERE name=?1", name));
    TRY(const auto taken, db.queryInteger("SELECT count(*) FROM recipes WHERE name=?1", now));
    if (known.value_or(0) == 0 || taken.value_or(0) > 0)
        return false;
    TRY_VOID(db.run("UPDATE recipes SET name=?2 WHERE name=?1", name, now));
    TRY_VOID(bumpTopic(db, "recipes"));
    TRY_VOID(transaction.commit());
    return true;
}

Status setRecipeRemoved(storage::Connection& db, std::string_view name, bool removed) {
    TRY(auto transaction, storage::Transaction::write(db, storage::Durability::Full));
    TRY(const auto known, db.queryInteger("SELECT count(*) FROM recipes WHERE name=?1", name));
    if (known.value_or(0) == 0)
        return usageError("project.no_such_recipe").with("name", name);
    TRY_VOID(db.run("UPDATE recipes SET removed=?2 WHERE name=?1", name, removed ? 1 : 0));
    TRY_VOID(bumpTopic(db, "recipes"));
    return transaction.commit();
}

Result<std::vector<RecipeEntry>> listRecipes(storage::Connection& db, WhichRecipes which) {
    TRY(auto rows,
        db.prepare("SELECT name, revision, recipe, saved_at FROM recipes r WHERE removed=?1 AND revision="
                   "(SELECT max(revision) FROM recipes WHERE name=r.name) ORDER BY name"));
    rows.bindAll(which == WhichRecipes::Removed ? 1 : 0);
    return storage::collectRows(rows, entryOf);
}

Result<RecipeEntry> recipeNamed(storage::Connection& db, std::string_view name,
                                std::optional<std::int64_t> revision) {
    TRY(auto row,
        db.prepare("SELECT name, revision, recipe, saved_at FROM recipes WHERE name=?1 AND revision="
                   "coalesce(?2, (SELECT max(revision) FROM recipes WHERE name=?1))"));
    row.bindAll(name, revision);
    TRY(const bool found, row.step());
    if (!found)
        return usageError("project.no_such_recipe").with("name", name);
    return entryOf(row);
}

} // namespace luthier::project
