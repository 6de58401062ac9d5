#include <recipe/presets.h>
#include <recipe/recipe.h>
#include <support/shared_data.h>

#include <gtest/gtest.h>

#include <fstream>

namespace luthier::recipe {
namespace {

/// What a line of written.jsonl starts from: the defaults of a task and a method, or a document that is read.
Recipe recipeOf(const Json& line) {
    if (line.contains("given"))
        return readRecipe(line["given"]).recipe;
    Recipe recipe = defaultRecipe(*taskNamed(line["task"].get<std::string>()),
                                  *methodNamed(line["method"].get<std::string>()));
    if (line.contains("preset"))
        applyPreset(static_cast<Preset>(line["preset"].get<int>()), recipe);
    return recipe;
}

/// Recipes are frozen with runs and stored as revisions: what is written today is what was written before.
TEST(WrittenRecipe, StaysAsItWas) {
    std::ifstream lines(tests::sourceFile("tests/unit/recipe/written.jsonl"));
    int seen = 0;
    for (std::string text; std::getline(lines, text); ++seen) {
        const Json line = *parseJson(text);
        const Recipe recipe = recipeOf(line);
        EXPECT_EQ(dumpJson(recipeToJson(recipe)), dumpJson(line["written"])) << text;
        EXPECT_EQ(dumpJson(recipeToJson(readRecipe(line["written"]).recipe)), dumpJson(line["written"]));
    }
    EXPECT_EQ(seen, 34);
}

} // namespace
} // namespace luthier::recipe
