#include "recipe_support.h"

#include <dataset/part.h>
#include <jobs/part.h>
#include <project/recipes.h>
#include <registry/part.h>

#include <array>

namespace luthier::tests {
namespace {

std::vector<project::RecipeEntry> stored(OpenRecipe& open) {
    const std::array parts = {dataset::projectPart(), registry::projectPart(), jobs::projectPart()};
    auto project = must(project::Project::open(open.project.path().toStdString(), project::Access::ReadOnly,
                                               parts, project::Check::None));
    return must(project::listRecipes(project.database()));
}

TEST(RecipeNames, AreChangedWithAllRevisionsAndUndone) {
    OpenRecipe open;
    open.recipe.keep();
    open.recipe.set("optimizer.learning_rate", 1e-3);
    open.recipe.flush();
    const QString before = open.recipe.name();
    open.recipe.rename(QStringLiteral("my tone"));
    ASSERT_TRUE(open.settle());
    EXPECT_EQ(open.recipe.names(), QStringList{QStringLiteral("my tone")});
    ASSERT_EQ(stored(open).size(), 1U);
    EXPECT_EQ(stored(open).front().name, "my tone");
    EXPECT_EQ(stored(open).front().revision, 3);
    open.recipe.undo();
    ASSERT_TRUE(open.settle());
    EXPECT_EQ(open.recipe.name(), before);
    EXPECT_EQ(open.recipe.names(), QStringList{before});
    ASSERT_EQ(stored(open).size(), 1U);
    EXPECT_EQ(stored(open).front().name, before.toStdString());
    EXPECT_EQ(open.recipe.recipe().optimizer.learningRate, 1e-3);
    open.recipe.redo();
    EXPECT_EQ(open.recipe.name(), QStringLiteral("my tone"));
}

TEST(RecipeNames, ThatAreTakenGetANumber) {
    OpenRecipe open;
    open.recipe.keep();
    const QString first = open.recipe.name();
    open.recipe.copyAs(QStringLiteral("second"));
    ASSERT_TRUE(open.settle());
    open.recipe.rename(first);
    ASSERT_TRUE(open.settle());
    EXPECT_EQ(open.recipe.name(), first + QStringLiteral(" 2"));
    EXPECT_EQ(stored(open).size(), 2U);
}

TEST(RecipeNames, ThatAnotherRecipeHasByNowAreNotTakenBack) {
    OpenRecipe open;
    open.recipe.keep();
    const QString first = open.recipe.name();
    open.recipe.rename(QStringLiteral("mine"));
    open.recipe.copyAs(first); // the name is free again
    ASSERT_TRUE(open.settle());
    open.recipe.choose(QStringLiteral("mine"));
    ASSERT_TRUE(waitFor([&] { return open.recipe.name() == QStringLiteral("mine"); }));
    open.recipe.undo();
    ASSERT_TRUE(open.settle());
    EXPECT_EQ(open.recipe.name(), QStringLiteral("mine"));
    EXPECT_EQ(stored(open).size(), 2U);
}

} // namespace
} // namespace luthier::tests
