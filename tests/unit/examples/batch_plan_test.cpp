#include <examples/batch_plan.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace luthier::examples {
namespace {

FrozenData rowsOf(const std::vector<std::int64_t>& lengths) {
    FrozenData data;
    for (std::size_t row = 0; row < lengths.size(); ++row) {
        const auto count = static_cast<std::size_t>(lengths[row]);
        data.append(std::vector<std::int32_t>(count, 1), std::vector<std::uint8_t>(count, 1), 1,
                    static_cast<std::int64_t>(row) + 1);
    }
    return data;
}

recipe::Recipe recipeWith(std::int64_t batch, std::int64_t accumulation, bool packing, bool shuffle) {
    recipe::Recipe recipe;
    recipe.batchSize = batch;
    recipe.accumulation = accumulation;
    recipe.tokens.packing = packing;
    recipe.tokens.maxLength = 10;
    recipe.shuffle = shuffle;
    recipe.epochs = 2;
    return recipe;
}

TEST(BatchPlan, TakesRowsInOrderWithoutShuffling) {
    const BatchPlan plan(rowsOf({3, 4, 5, 6, 7}), recipeWith(2, 2, false, false));
    EXPECT_EQ(plan.stepsPerEpoch(), 2);
    EXPECT_EQ(plan.steps(), 4);
    EXPECT_EQ(plan.microBatches(1), (std::vector<MicroBatch>{{0, 1}, {2, 3}}));
    EXPECT_EQ(plan.microBatches(2), (std::vector<MicroBatch>{{4}}));
    EXPECT_EQ(plan.microBatches(3), plan.microBatches(1));
    EXPECT_EQ(plan.mostTokens(), 13);
    EXPECT_EQ(plan.mostTargets(), 11);
    EXPECT_EQ(plan.longestRow(), 7);
}

TEST(BatchPlan, ShowsEveryRowOnceAnEpochInAnotherOrderEachTime) {
    const BatchPlan plan(rowsOf(std::vector<std::int64_t>(50, 5)), recipeWith(4, 2, false, true));
    const auto epoch = [&](std::int64_t first) {
        std::vector<std::int64_t> rows;
        for (std::int64_t step = first; step < first + plan.stepsPerEpoch(); ++step)
            for (const MicroBatch& batch : plan.microBatches(step))
                rows.insert(rows.end(), batch.begin(), batch.end());
        return rows;
    };
    const auto first = epoch(1);
    const auto second = epoch(1 + plan.stepsPerEpoch());
    EXPECT_NE(first, second);
    EXPECT_EQ(std::set<std::int64_t>(first.begin(), first.end()).size(), 50U);
    EXPECT_EQ(std::set<std::int64_t>(second.begin(), second.end()).size(), 50U);
    EXPECT_EQ(epoch(1), first);
}

TEST(BatchPlan, PacksRowsIntoUnitsOfAtMostTheLength) {
    const BatchPlan plan(rowsOf({6, 4, 7, 3, 10}), recipeWith(1, 1, true, false));
    EXPECT_EQ(plan.sequences(), 3);
    EXPECT_EQ(plan.microBatches(1), (std::vector<MicroBatch>{{0, 1}}));
    EXPECT_EQ(plan.mostTokens(), 10);
}

TEST(BatchPlan, TakesStepsInsteadOfEpochsWhenTold) {
    auto recipe = recipeWith(2, 1, false, false);
    recipe.maxSteps = 7;
    const BatchPlan plan(rowsOf({5, 5, 5}), recipe);
    EXPECT_EQ(plan.steps(), 7);
    EXPECT_DOUBLE_EQ(plan.epochAfter(7), 3.5);
    EXPECT_FALSE(plan.microBatches(7).empty());
}

} // namespace
} // namespace luthier::examples
