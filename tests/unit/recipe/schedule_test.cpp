#include <recipe/schedule.h>

#include <support/shared_data.h>

#include <gtest/gtest.h>

namespace luthier::recipe {
namespace {

TEST(Schedule, GivesTheRatesOfTrainingArgumentsAtEveryStep) {
    const auto cases = readJsonFile(tests::sourceFile("tests/golden/optimiser/schedules.json"));
    ASSERT_TRUE(cases);
    ASSERT_GT(cases->size(), 30U);
    for (const Json& entry : *cases) {
        Json group = {{"type", entry["type"]}, {"warmup_steps", entry["warmup_steps"]}};
        for (const auto& [key, value] : entry["options"].items())
            group[key] = value;
        const Json document = {{"model", "m"}, {"data", {{{"dataset", "d"}}}}, {"schedule", group}};
        const Result<Recipe> recipe = recipeFromJson(document);
        ASSERT_TRUE(recipe) << recipe.error().code() << " " << dumpJson(group);
        const auto steps = entry["steps"].get<std::int64_t>();
        for (std::int64_t step = 1; step <= steps; ++step)
            ASSERT_NEAR(learningRateAt(recipe->schedule, entry["learning_rate"].get<double>(), step, steps),
                        entry["rates"][static_cast<std::size_t>(step - 1)].get<double>(), 1e-12)
                << dumpJson(group) << " step " << step;
    }
}

} // namespace
} // namespace luthier::recipe
