#include <recipe/presets.h>

#include <gtest/gtest.h>

namespace luthier::recipe {
namespace {

Recipe filled(MethodKind method) {
    Recipe recipe = defaultRecipe(Task::Sft, method);
    recipe.name = "support";
    recipe.model.path = "models/starter";
    recipe.data = {{"tickets", "train", 1.0}};
    recipe.method.targetModules = std::vector<std::string>{"q_proj"};
    recipe.chatTemplate.source = "builtin:chatml";
    recipe.seed = 7;
    return recipe;
}

TEST(Preset, KeepsWhatTheRunIsAbout) {
    for (const Preset preset : {Preset::Quick, Preset::Balanced, Preset::Thorough}) {
        Recipe recipe = filled(MethodKind::Lora);
        applyPreset(preset, recipe);
        EXPECT_EQ(recipe.name, "support");
        EXPECT_EQ(recipe.model.path, "models/starter");
        EXPECT_EQ(recipe.data.size(), 1U);
        EXPECT_EQ(recipe.method.targetModules, filled(MethodKind::Lora).method.targetModules);
        EXPECT_EQ(recipe.chatTemplate.source, "builtin:chatml");
        EXPECT_EQ(recipe.seed, 7U);
    }
}

TEST(Preset, GivesARecipeWithoutFindings) {
    for (const MethodKind method : {MethodKind::Lora, MethodKind::Full})
        for (const Preset preset : {Preset::Quick, Preset::Balanced, Preset::Thorough}) {
            Recipe recipe = filled(method);
            applyPreset(preset, recipe);
            EXPECT_TRUE(readRecipe(recipeToJson(recipe)).findings.empty()) << presetName(preset);
        }
}

TEST(Preset, StopsEarlyOnlyWithValidation) {
    Recipe recipe = filled(MethodKind::Lora);
    applyPreset(Preset::Thorough, recipe);
    EXPECT_EQ(recipe.earlyStoppingPatience, 0);
    recipe.validation = {{"tickets", "validation", 1.0}};
    applyPreset(Preset::Thorough, recipe);
    EXPECT_GT(recipe.earlyStoppingPatience, 0);
}

TEST(Preset, BalancedIsTheDefault) {
    Recipe recipe = filled(MethodKind::Full);
    const Recipe before = recipe;
    applyPreset(Preset::Thorough, recipe);
    applyPreset(Preset::Balanced, recipe);
    EXPECT_EQ(dumpJson(recipeToJson(recipe)), dumpJson(recipeToJson(before)));
}

} // namespace
} // namespace luthier::recipe
