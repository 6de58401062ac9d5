#include "recipe_support.h"

#include <dataset/part.h>
#include <jobs/part.h>
#include <project/recipes.h>
#include <registry/part.h>

#include <QAction>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

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

TEST(RecipeNames, ARemovedRecipeComesBackWithItsRevisions) {
    OpenRecipe open;
    open.recipe.keep();
    const QString first = open.recipe.name();
    open.recipe.copyAs(QStringLiteral("second"));
    open.recipe.set("optimizer.learning_rate", 1e-3);
    ASSERT_TRUE(open.settle());
    open.recipe.remove();
    ASSERT_TRUE(waitFor([&] { return !open.recipe.removed().isEmpty(); }));
    EXPECT_EQ(open.recipe.name(), first);
    EXPECT_EQ(open.recipe.names(), QStringList{first});
    EXPECT_EQ(open.recipe.removed(), QStringList{QStringLiteral("second")});
    EXPECT_EQ(stored(open).size(), 1U);
    open.recipe.undo();
    ASSERT_TRUE(waitFor([&] { return open.recipe.name() == QStringLiteral("second"); }));
    EXPECT_EQ(open.recipe.recipe().optimizer.learningRate, 1e-3);
    EXPECT_TRUE(open.recipe.removed().isEmpty());
    EXPECT_EQ(stored(open).size(), 2U);
    open.recipe.undo();
    EXPECT_NE(open.recipe.recipe().optimizer.learningRate, 1e-3) << "the change before the removal";
}

TEST(RecipeNames, TheLastOneLeavesAnUntouchedRecipeOfItsOwn) {
    OpenRecipe open;
    open.recipe.setModel(TuningProject::model());
    open.recipe.keep();
    const QString first = open.recipe.name();
    ASSERT_TRUE(open.settle());
    open.recipe.remove();
    ASSERT_TRUE(waitFor([&] { return open.recipe.removed().contains(first) && open.settle(); }));
    EXPECT_TRUE(open.recipe.names().isEmpty());
    EXPECT_EQ(open.recipe.recipe().model.path, TuningProject::model().toStdString());
    EXPECT_EQ(open.recipe.recipe().data.size(), 1U);
    open.recipe.set("optimizer.learning_rate", 1e-3);
    open.recipe.flush();
    ASSERT_TRUE(open.settle());
    EXPECT_EQ(open.recipe.names(), QStringList(first + QStringLiteral(" 2"))) << "not the removed one again";
    EXPECT_FALSE(open.recipe.canUndo()) << "something else was changed since";
    open.recipe.bringBack(first);
    ASSERT_TRUE(waitFor([&] { return open.recipe.name() == first; }));
    EXPECT_EQ(open.recipe.names().size(), 2);
}

TEST(RecipeNames, AreAskedForAndTakenAwayFromTheMenu) {
    const TuningProject project;
    WindowFixture fixture(project.path(), QStringLiteral("recipe"));
    ASSERT_TRUE(fixture.settle());
    auto& recipe = fixture.window->recipePresenter();
    fixture.find<QAction>("actionNewRecipe")->trigger();
    auto* field = fixture.find<QLineEdit>("recipeNameDialogField");
    EXPECT_EQ(fixture.find<QPushButton>("recipeNameDialogGoOn")->text(), QStringLiteral("Create"));
    field->setText(QStringLiteral("   "));
    EXPECT_FALSE(fixture.find<QPushButton>("recipeNameDialogGoOn")->isEnabled());
    field->setText(QStringLiteral(" tone "));
    QTest::keyClick(field, Qt::Key_Return);
    ASSERT_TRUE(waitFor([&] { return recipe.name() == QStringLiteral("tone") && fixture.settle(); }));
    EXPECT_FALSE(fixture.find<QWidget>("removedRecipeBar")->isVisible());
    ASSERT_TRUE(waitFor([&] {
        return fixture.window->findChild<QAction*>(QStringLiteral("actionRemoveRecipe")) != nullptr;
    }));
    fixture.find<QAction>("actionRemoveRecipe")->trigger();
    ASSERT_TRUE(waitFor([&] { return recipe.removed().contains(QStringLiteral("tone")); }));
    ASSERT_TRUE(fixture.settle());
    EXPECT_TRUE(fixture.find<QWidget>("removedRecipeBar")->isVisible());
    fixture.find<QPushButton>("undoRecipeRemoval")->click();
    EXPECT_TRUE(waitFor([&] { return recipe.name() == QStringLiteral("tone"); }));
    EXPECT_FALSE(fixture.find<QWidget>("removedRecipeBar")->isVisible());
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
