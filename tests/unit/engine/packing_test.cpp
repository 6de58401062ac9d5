#include "golden_case.h"

#include <support/shared_data.h>

#include <random>

namespace luthier::engine::tests {
namespace {

std::vector<std::int32_t> randomIds(std::size_t count, unsigned seed) {
    std::mt19937 engine(seed);
    std::vector<std::int32_t> ids(count);
    for (std::int32_t& id : ids)
        id = static_cast<std::int32_t>(engine() % 80);
    return ids;
}

std::vector<float> lossesOf(Tuner& tuner, const std::vector<std::vector<std::int32_t>>& rows) {
    PackedBatch batch;
    for (const auto& row : rows)
        appendRow(batch, row, std::vector<std::uint8_t>(row.size(), 1));
    auto losses = tuner.losses(batch);
    EXPECT_TRUE(losses);
    return *losses;
}

class Packing : public testing::TestWithParam<std::string> {
protected:
    std::unique_ptr<Tuner> tuner() const {
        planning::StepSettings settings;
        settings.tokens = 200;
        settings.longestRow = 100;
        settings.trainedTokens = 200;
        settings.headRows = 16;
        return std::move(*makeTuner(loadModel(luthier::tests::sourceFile("tests/golden/models") / GetParam()),
                                    settings, {}));
    }
};

TEST_P(Packing, GivesEachRowTheLossItHasAlone) {
    const auto run = tuner();
    const std::vector<std::vector<std::int32_t>> rows = {randomIds(31, 1), randomIds(64, 2), randomIds(7, 3)};
    const auto together = lossesOf(*run, rows);
    std::vector<float> alone;
    for (const auto& row : rows)
        for (const float loss : lossesOf(*run, {row}))
            alone.push_back(loss);
    EXPECT_LE(largestDifference(together, alone), 1e-5);
}

TEST_P(Packing, NeighboursTokensDoNotTouchARowsBits) {
    const auto run = tuner();
    const auto row = randomIds(40, 4);
    const auto first = lossesOf(*run, {randomIds(50, 5), row, randomIds(33, 6)});
    const auto second = lossesOf(*run, {randomIds(50, 7), row, randomIds(33, 8)});
    for (std::size_t i = 49; i < 49 + 39; ++i)
        EXPECT_EQ(first[i], second[i]) << i;
    EXPECT_NE(first[0], second[0]);
}

TEST_P(Packing, NeighboursLengthChangesNothingThatCounts) {
    const auto run = tuner();
    const auto row = randomIds(40, 4);
    const auto first = lossesOf(*run, {row, randomIds(50, 5)});
    const auto second = lossesOf(*run, {row, randomIds(61, 6)});
    EXPECT_LE(largestDifference(std::span(first).first(39), std::span(second).first(39)), 1e-6);
}

INSTANTIATE_TEST_SUITE_P(All, Packing, testing::Values("llama-tied-gqa", "qwen2", "gpt2"),
                         [](const auto& tested) {
                             return tested.param == "llama-tied-gqa" ? std::string("llama") : tested.param;
                         });

TEST(Tuner, RefusesWhatDoesNotFitAndWhatIsNoToken) {
    planning::StepSettings settings;
    settings.tokens = 10;
    settings.longestRow = 8;
    settings.trainedTokens = 10;
    auto tuner = makeTuner(loadModel(luthier::tests::sourceFile("tests/golden/models/llama")), settings, {});
    ASSERT_TRUE(tuner);
    PackedBatch batch;
    appendRow(batch, randomIds(9, 1), std::vector<std::uint8_t>(9, 1));
    EXPECT_EQ((*tuner)->losses(batch).error().code(), "engine.batch_too_large");
    PackedBatch bad;
    appendRow(bad, std::vector<std::int32_t>{1, 80}, std::vector<std::uint8_t>(2, 1));
    EXPECT_EQ((*tuner)->losses(bad).error().code(), "engine.bad_token");
    // Types of tokens, which this model has no table for, are those of its tokenizer alone.
    PackedBatch typed;
    appendRow(typed, std::vector<std::int32_t>{1, 2}, std::vector<std::uint8_t>(2, 1));
    typed.tokenTypes = {0, 1};
    EXPECT_TRUE((*tuner)->losses(typed));
}

TEST(Tuner, DropoutIsTheSameForTheSameStreamAndOffInEvaluation) {
    planning::StepSettings settings;
    settings.trains = true;
    settings.tokens = 40;
    settings.longestRow = 40;
    settings.trainedTokens = 40;
    const auto model = loadModel(luthier::tests::sourceFile("tests/golden/models/llama"));
    settings.method = methods::lora(
        {{"model.layers.0.self_attn.q_proj", 4, 2.0}, {"model.layers.1.self_attn.q_proj", 4, 2.0}}, 0.5);
    auto tuner = makeTuner(model, settings, 11);
    ASSERT_TRUE(tuner);
    std::vector<float> parameters(static_cast<std::size_t>((*tuner)->stateSize()), 0.05F);
    ASSERT_TRUE((*tuner)->write(kParameters, parameters));
    PackedBatch batch;
    appendRow(batch, randomIds(40, 1), std::vector<std::uint8_t>(40, 1));
    const double first = *(*tuner)->accumulate(batch, 1.0, 1);
    std::vector<float> gradients(parameters.size());
    ASSERT_TRUE((*tuner)->read(kGradients, gradients));
    ASSERT_TRUE((*tuner)->write(kGradients, std::vector<float>(parameters.size())));
    EXPECT_EQ(*(*tuner)->accumulate(batch, 1.0, 1), first);
    std::vector<float> again(parameters.size());
    ASSERT_TRUE((*tuner)->read(kGradients, again));
    EXPECT_EQ(again, gradients);
    EXPECT_NE(*(*tuner)->accumulate(batch, 1.0, 2), first);
    const auto evaluated = *(*tuner)->losses(batch);
    EXPECT_EQ(*(*tuner)->losses(batch), evaluated);
}

} // namespace
} // namespace luthier::engine::tests
