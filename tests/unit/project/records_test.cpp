#include <project/models.h>
#include <project/project.h>
#include <project/recipes.h>
#include <project/topics.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

using namespace luthier;
using namespace luthier::project;

namespace {

struct Records : testing::Test {
    tests::TemporaryFolder folder;
    Result<Project> project = Project::create(folder / "a.luthier", "", {});
    storage::Connection& db() { return project->database(); }
};

} // namespace

TEST_F(Records, ATopicCountsItsChanges) {
    ASSERT_TRUE(bumpTopic(db(), "rows"));
    ASSERT_TRUE(bumpTopic(db(), "rows"));
    ASSERT_TRUE(bumpTopic(db(), "runs"));
    EXPECT_EQ(*topicRevisions(db()), (std::map<std::string, std::int64_t>{{"rows", 2}, {"runs", 1}}));
}

TEST_F(Records, AMovedModelIsFoundByItsHash) {
    const auto id = putModel(db(), {0, "/models/a", "hash-a", {{"layers", 4}}});
    ASSERT_TRUE(id);
    EXPECT_EQ(*putModel(db(), {0, "/models/b", "hash-a", {{"layers", 4}}}), *id);
    EXPECT_EQ(relocateModel(db(), *id, "/models/c", "hash-other").error().code(), "project.other_model");
    ASSERT_TRUE(relocateModel(db(), *id, "/models/c", "hash-a"));
    ASSERT_EQ(listModels(db())->size(), 1U);
    EXPECT_EQ(modelById(db(), *id)->path, "/models/c");
    EXPECT_EQ(modelById(db(), *id)->shape["layers"], 4);
    EXPECT_EQ(modelById(db(), 99).error().code(), "project.no_such_model");
    for (const std::string& name : {std::to_string(*id), std::string("hash-a"), std::string("/models/c")})
        EXPECT_EQ(findModel(db(), name)->id, *id) << name;
    EXPECT_EQ(findModel(db(), "/models/a").error().code(), "project.no_such_model");
}

TEST_F(Records, ARecipeKeepsItsRevisions) {
    EXPECT_EQ(saveRecipe(db(), "tone", {{"seed", 1}})->revision, 1);
    EXPECT_EQ(saveRecipe(db(), "tone", {{"seed", 1}})->revision, 1);
    EXPECT_EQ(saveRecipe(db(), "tone", {{"seed", 2}})->revision, 2);
    EXPECT_EQ(recipeNamed(db(), "tone", 1)->recipe["seed"], 1);
    EXPECT_EQ(recipeNamed(db(), "tone")->recipe["seed"], 2);
    EXPECT_EQ(listRecipes(db())->size(), 1U);
    EXPECT_EQ(recipeNamed(db(), "none").error().code(), "project.no_such_recipe");
}

TEST_F(Records, ARecipeTakesItsRevisionsToANewName) {
    ASSERT_TRUE(saveRecipe(db(), "tone", {{"seed", 1}}));
    ASSERT_TRUE(saveRecipe(db(), "tone", {{"seed", 2}}));
    ASSERT_TRUE(saveRecipe(db(), "other", {{"seed", 3}}));
    EXPECT_TRUE(*renameRecipe(db(), "tone", "tone of the shop"));
    EXPECT_EQ(recipeNamed(db(), "tone of the shop", 1)->recipe["seed"], 1);
    EXPECT_EQ(saveRecipe(db(), "tone of the shop", {{"seed", 4}})->revision, 3);
    EXPECT_EQ(recipeNamed(db(), "tone").error().code(), "project.no_such_recipe");
    EXPECT_FALSE(*renameRecipe(db(), "other", "tone of the shop")) << "a name that is taken";
    EXPECT_FALSE(*renameRecipe(db(), "none", "new"));
    EXPECT_EQ(recipeNamed(db(), "other")->recipe["seed"], 3);
}

TEST_F(Records, ARecipeIsHiddenAndComesBackWithItsRevisions) {
    ASSERT_TRUE(saveRecipe(db(), "tone", {{"seed", 1}}));
    ASSERT_TRUE(saveRecipe(db(), "tone", {{"seed", 2}}));
    ASSERT_TRUE(saveRecipe(db(), "other", {{"seed", 3}}));
    ASSERT_TRUE(setRecipeRemoved(db(), "tone", true));
    ASSERT_EQ(listRecipes(db())->size(), 1U);
    EXPECT_EQ(listRecipes(db())->front().name, "other");
    ASSERT_EQ(listRecipes(db(), WhichRecipes::Removed)->size(), 1U);
    EXPECT_EQ(listRecipes(db(), WhichRecipes::Removed)->front().revision, 2);
    EXPECT_FALSE(*renameRecipe(db(), "other", "tone")) << "it would take what may come back";
    ASSERT_TRUE(setRecipeRemoved(db(), "tone", false));
    EXPECT_EQ(listRecipes(db())->size(), 2U);
    EXPECT_EQ(recipeNamed(db(), "tone", 1)->recipe["seed"], 1);
    EXPECT_EQ(setRecipeRemoved(db(), "none", true).error().code(), "project.no_such_recipe");
    // Whoever saves under its name means it, also with the text that it has.
    ASSERT_TRUE(setRecipeRemoved(db(), "tone", true));
    EXPECT_EQ(saveRecipe(db(), "tone", {{"seed", 2}})->revision, 2);
    EXPECT_EQ(listRecipes(db())->size(), 2U);
}

TEST_F(Records, ASettingIsReplaced) {
    EXPECT_FALSE(*setting(db(), "mapping"));
    ASSERT_TRUE(setSetting(db(), "mapping", "1"));
    ASSERT_TRUE(setSetting(db(), "mapping", "2"));
    EXPECT_EQ(**setting(db(), "mapping"), "2");
}
