#include "recipe_support.h"

#include <dataset/catalog.h>
#include <dataset/part.h>
#include <dataset/splits.h>
#include <importing/importing.h>
#include <jobs/part.h>
#include <recipes/recipe_fields.h>
#include <recipes/recipe_history.h>
#include <registry/part.h>
#include <support/temporary_folder.h>

#include <array>

namespace luthier::tests {
namespace {

using recipes::RecipeHistory;
using recipes::RecipePresenter;

Json revision(int number) {
    return {{"r", number}};
}

TEST(RecipeHistory, TellsUndoAndRedoFromTheRevisions) {
    RecipeHistory history({revision(1), revision(2), revision(3)});
    ASSERT_TRUE(history.canUndo());
    EXPECT_FALSE(history.canRedo());
    history.add(history.before());
    EXPECT_EQ(history.present(), revision(2));
    ASSERT_TRUE(history.canRedo());
    EXPECT_EQ(history.after(), revision(3));
    // As it is read again after a restart: the stored order is 1 2 3 2.
    const RecipeHistory again({revision(1), revision(2), revision(3), revision(2)});
    EXPECT_EQ(again.present(), revision(2));
    EXPECT_EQ(again.before(), revision(1));
    EXPECT_EQ(again.after(), revision(3));
}

TEST(RecipeHistory, ForgetsWhatWasUndoneAfterAnotherChange) {
    RecipeHistory history({revision(1), revision(2), revision(1)});
    ASSERT_TRUE(history.canRedo());
    history.add(revision(5));
    EXPECT_FALSE(history.canRedo());
    EXPECT_EQ(history.before(), revision(1));
}

TEST(RecipeFields, FindsAndPutsValuesByTheirPath) {
    Json document = {{"tokens", {{"max_length", 512}}}, {"optimizer", {{"betas", {0.9, 0.999}}}}};
    EXPECT_EQ(*recipes::valueAt(document, "optimizer.betas.1"), 0.999);
    EXPECT_EQ(recipes::valueAt(document, "tokens.packing"), nullptr);
    EXPECT_TRUE(recipes::putValue(document, "optimizer.betas.0", 0.8));
    EXPECT_TRUE(recipes::putValue(document, "duration.max_steps", 10));
    EXPECT_FALSE(recipes::putValue(document, "optimizer.betas.9", 0.8));
    EXPECT_EQ(document["optimizer"]["betas"][0], 0.8);
    EXPECT_EQ(document["duration"]["max_steps"], 10);
}

TEST(RecipePresenter, BeginsAboutTheDataThatIsThere) {
    const OpenRecipe open;
    ASSERT_EQ(open.recipe.recipe().data.size(), 1U);
    EXPECT_EQ(open.recipe.recipe().data[0].dataset, "tickets");
    EXPECT_EQ(open.recipe.recipe().data[0].split, "train");
    ASSERT_EQ(open.recipe.recipe().validation.size(), 1U);
    EXPECT_EQ(open.recipe.recipe().validation[0].split, "validation");
    EXPECT_TRUE(open.recipe.names().isEmpty());
    EXPECT_TRUE(open.recipe.differing().empty());
}

TEST(RecipePresenter, StoresChangesAndUndoesThemAfterARestart) {
    TuningProject project;
    const auto withPresenter = [&](const auto& act) {
        bridge::Bridge bridge;
        RecipePresenter presenter(bridge);
        bridge.open(project.path());
        ASSERT_TRUE(waitFor([&] { return presenter.hasArrived() && !presenter.datasets().empty(); }));
        act(presenter);
    };
    withPresenter([](RecipePresenter& presenter) {
        presenter.keep();
        EXPECT_TRUE(presenter.set("method.r", 8));
        presenter.flush();
        // Not flushed by hand: the end of the presenter stores it.
        EXPECT_TRUE(presenter.set("method.r", 64));
    });
    withPresenter([](RecipePresenter& presenter) {
        EXPECT_EQ(presenter.recipe().method.r, 64);
        ASSERT_TRUE(presenter.canUndo());
        presenter.undo();
        EXPECT_EQ(presenter.recipe().method.r, 8);
    });
    withPresenter([](RecipePresenter& presenter) {
        EXPECT_EQ(presenter.recipe().method.r, 8);
        presenter.undo();
        EXPECT_EQ(presenter.recipe().method.r, 16);
        EXPECT_FALSE(presenter.canUndo());
        presenter.redo();
        presenter.redo();
        EXPECT_EQ(presenter.recipe().method.r, 64);
    });
}

TEST(RecipePresenter, RefusesAValueThatIsNotAllowed) {
    OpenRecipe open;
    EXPECT_FALSE(open.recipe.set("tokens.max_length", 1));
    EXPECT_FALSE(open.recipe.set("method.type", "bottleneck"));
    EXPECT_FALSE(open.recipe.set("optimizer.speed", 3));
    EXPECT_EQ(open.recipe.recipe().tokens.maxLength, 512);
    EXPECT_TRUE(open.recipe.set("tokens.max_length", 64));
}

TEST(RecipePresenter, BringsTheDefaultsOfAnotherMethodAndKeepsWhatWasChosen) {
    OpenRecipe open;
    open.recipe.set("method.r", 4);
    open.recipe.set("optimizer.weight_decay", 0.1);
    open.recipe.set("method.type", "full");
    EXPECT_DOUBLE_EQ(open.recipe.recipe().optimizer.learningRate, 2e-5);
    EXPECT_DOUBLE_EQ(open.recipe.recipe().optimizer.weightDecay, 0.1);
    open.recipe.set("optimizer.learning_rate", 3e-5);
    open.recipe.set("method.type", "lora");
    EXPECT_DOUBLE_EQ(open.recipe.recipe().optimizer.learningRate, 3e-5);
    EXPECT_EQ(open.recipe.recipe().method.r, 4);
    open.recipe.set("task", "pretrain");
    EXPECT_FALSE(open.recipe.recipe().tokens.assistantOnlyLoss);
}

TEST(RecipePresenter, CountsWhatDiffersByPart) {
    OpenRecipe open;
    open.recipe.set("method.r", 8);
    open.recipe.set("method.lora_alpha", 16.0);
    open.recipe.set("duration", Json{{"max_steps", 20}});
    EXPECT_EQ(open.recipe.differing().size(), 3U);
    EXPECT_EQ(open.recipe.differingIn(recipes::Section::Method), 2);
    EXPECT_EQ(open.recipe.differingIn(recipes::Section::Schedule), 1);
    EXPECT_TRUE(open.recipe.differs("duration.max_steps"));
    open.recipe.applyPreset(recipe::Preset::Balanced);
    EXPECT_TRUE(open.recipe.differing().empty());
}

TEST(RecipePresenter, KeepsSeveralRecipesAndGoesBetweenThem) {
    OpenRecipe open;
    open.recipe.set("method.r", 4);
    const QString first = open.recipe.name();
    open.recipe.create(QStringLiteral("빠른 시도"), recipe::Preset::Quick);
    EXPECT_EQ(open.recipe.recipe().maxSteps, 30);
    EXPECT_EQ(open.recipe.names().size(), 2);
    open.recipe.copyAs(QStringLiteral("빠른 시도"));
    EXPECT_EQ(open.recipe.name(), QStringLiteral("빠른 시도 2"));
    open.recipe.choose(first);
    EXPECT_TRUE(waitFor([&] { return open.recipe.name() == first && open.recipe.recipe().method.r == 4; }));
}

TEST(RecipePresenter, BeginsANewRecipeWithTheWindowsDataset) {
    OpenRecipe open;
    open.recipe.setSources("data", {{"another", std::nullopt, 1.0}});
    open.recipe.followDataset(QStringLiteral("tickets"));
    EXPECT_EQ(open.recipe.recipe().data.front().dataset, "another");
    open.recipe.create(QStringLiteral("new"), recipe::Preset::Balanced);
    ASSERT_EQ(open.recipe.recipe().data.size(), 1U);
    EXPECT_EQ(open.recipe.recipe().data.front().dataset, "tickets");
    EXPECT_EQ(open.recipe.recipe().data.front().split, "train");
    ASSERT_EQ(open.recipe.recipe().validation.size(), 1U);
    EXPECT_EQ(open.recipe.recipe().validation.front().split, "validation");
}

std::string told(const std::vector<recipe::DataSource>& sources) {
    std::string text;
    for (const recipe::DataSource& source : sources)
        text += (text.empty() ? "" : " ") + source.dataset + (source.split ? "/" + *source.split : "");
    return text;
}

/// One more dataset of the project; with `ratios` divided by them.
void addDataset(const OpenRecipe& open, const std::string& name, const char* ratios = nullptr) {
    const std::array parts = {dataset::projectPart(), registry::projectPart(), jobs::projectPart()};
    auto project = must(project::Project::open(open.project.path().toStdString(), project::Access::ReadWrite,
                                               parts, project::Check::None));
    std::string lines;
    for (int row = 0; row < 40; ++row)
        lines += dumpJson({{"question", name + std::to_string(row)}, {"answer", std::to_string(row)}}) + "\n";
    const std::array files = {open.project.write(name + ".jsonl", lines)};
    importing::ImportOptions options;
    options.name = name;
    NullProgress silent;
    must(importing::importFiles(project, files, options, {}, silent));
    if (ratios)
        must(dataset::splitRows(project, must(dataset::findDataset(project.database(), name)).id,
                                {must(dataset::parseRatios(ratios)), {}, 42}, {}, silent));
}

TEST(RecipePresenter, TakesTheSplitsOfTheDatasetThatIsChosen) {
    OpenRecipe open;
    addDataset(open, "second", "train=0.8,validation=0.2");
    addDataset(open, "whole");
    ASSERT_TRUE(waitFor([&] { return open.recipe.datasets().size() == 3; }));
    ASSERT_EQ(open.recipe.recipe().data.front().dataset, "tickets");
    open.recipe.chooseDataset("data", 0, QStringLiteral("second"));
    EXPECT_EQ(told(open.recipe.recipe().data), "second/train");
    EXPECT_EQ(told(open.recipe.recipe().validation), "second/validation");
    open.recipe.chooseDataset("data", 0, QStringLiteral("whole"));
    EXPECT_EQ(told(open.recipe.recipe().data), "whole");
    EXPECT_TRUE(open.recipe.recipe().validation.empty()) << "of another dataset";
}

TEST(RecipePresenter, HoldsOutATenthOfADatasetThatIsNotDivided) {
    OpenRecipe open;
    EXPECT_FALSE(open.recipe.canHoldOut()) << "it is validated already";
    addDataset(open, "whole");
    ASSERT_TRUE(waitFor([&] { return open.recipe.datasets().size() == 2; }));
    open.recipe.chooseDataset("data", 0, QStringLiteral("whole"));
    ASSERT_TRUE(open.recipe.canHoldOut());
    open.recipe.holdOut();
    ASSERT_TRUE(waitFor([&] { return !open.recipe.recipe().validation.empty(); }));
    EXPECT_EQ(told(open.recipe.recipe().data), "whole/train");
    EXPECT_EQ(told(open.recipe.recipe().validation), "whole/validation");
    EXPECT_TRUE(waitFor([&] {
        for (const auto& choice : open.recipe.datasets())
            if (choice.name == QStringLiteral("whole"))
                for (const auto& split : choice.splits)
                    if (split.name == "validation")
                        return split.rows == 4;
        return false;
    }));
    EXPECT_FALSE(open.recipe.canHoldOut());
}

TEST(RecipePresenter, FollowsADatasetToItsNewNameInEveryRecipe) {
    OpenRecipe open;
    open.recipe.set("method.r", 4);
    const QString first = open.recipe.name();
    open.recipe.copyAs(QStringLiteral("second"));
    open.recipe.renameDataset(QStringLiteral("tickets"), QStringLiteral("mail"));
    EXPECT_EQ(told(open.recipe.recipe().data), "mail/train");
    open.recipe.choose(first);
    ASSERT_TRUE(waitFor([&] { return open.recipe.name() == first; }));
    EXPECT_EQ(told(open.recipe.recipe().data), "mail/train");
    EXPECT_EQ(told(open.recipe.recipe().validation), "mail/validation");
}

TEST(RecipePresenter, MakesAQuickTryOfASmallAdapterThatCutsNothingMore) {
    OpenRecipe open;
    open.recipe.set("method.type", "full");
    open.recipe.set("tokens.max_length", 832);
    open.recipe.applyPreset(recipe::Preset::Quick);
    const recipe::Recipe& quick = open.recipe.recipe();
    EXPECT_EQ(quick.method.kind, recipe::MethodKind::Lora);
    EXPECT_EQ(quick.method.r, 8);
    EXPECT_EQ(quick.maxSteps, 30);
    EXPECT_EQ(quick.tokens.maxLength, 832);
}

TEST(RecipePresenter, ExportsAndImports) {
    OpenRecipe open;
    TemporaryFolder folder;
    const QString file = QString::fromStdString((folder / "out.json").string());
    QString written;
    std::string code;
    QObject::connect(&open.recipe, &RecipePresenter::exported, &open.recipe,
                     [&](const QString& path) { written = path; });
    QObject::connect(&open.recipe, &RecipePresenter::failed, &open.recipe,
                     [&](const Error& error) { code = error.code(); });
    open.recipe.set("tokens.max_length", 96);
    open.recipe.exportFile(file);
    ASSERT_TRUE(waitFor([&] { return written == file; }));
    open.recipe.set("tokens.max_length", 200);
    open.recipe.flush();
    open.recipe.importFile(file);
    ASSERT_TRUE(waitFor([&] { return open.recipe.recipe().tokens.maxLength == 96; }));
    EXPECT_EQ(open.recipe.names().size(), 2);
    writeFile(folder / "bad.json", R"({"optimizer": {"learning_rat": 1}})");
    open.recipe.importFile(QString::fromStdString((folder / "bad.json").string()));
    ASSERT_TRUE(waitFor([&] { return !code.empty(); }));
    EXPECT_EQ(code, "recipe.unknown_key_meant");
}

TEST(RecipePresenter, FollowsTheDatasetOnlyUntilSomebodyTouchesIt) {
    OpenRecipe open;
    open.recipe.followDataset(QStringLiteral("tickets"));
    EXPECT_EQ(open.recipe.recipe().data.size(), 1U);
    open.recipe.setSources("data", {});
    open.recipe.followDataset(QStringLiteral("tickets"));
    EXPECT_TRUE(open.recipe.recipe().data.empty());
}

} // namespace
} // namespace luthier::tests
