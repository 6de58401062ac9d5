#include "golden_case.h"

#include <engine/execution/kernel_table.h>
#include <methods/full.h>
#include <methods/noise.h>
#include <methods/whole.h>
#include <program/builder.h>

#include <support/shared_data.h>

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/max.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/pow.h>
#include <ATen/ops/zeros.h>

#include <array>
#include <cmath>
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

/// Noise of one step, of two texts, one of them without any tokens of another.
TEST(Noise, IsUniformUpToAlphaOverTheRootOfTheTextsSize) {
    program::Program program;
    program::Builder builder(program);
    builder.enter("body");
    const program::ValueId x = builder.input("x", program::Axis::Tokens, 64);
    builder.result(program::OpKind::Noise, {x}, "noisy", program::NoiseAttributes{5.0, 1});
    const std::vector<std::int32_t> starts = {0, 10, 50};
    const auto drawn = [&](std::uint64_t seed, std::uint64_t stream, bool forwardOnly) {
        BatchContext batch;
        batch.rowStarts = starts;
        batch.dropoutSeed = seed;
        batch.dropoutStream = stream;
        batch.forwardOnly = forwardOnly;
        const std::array operands = {at::zeros({50, 64})};
        const std::array results = {at::zeros({50, 64})};
        kernelOf(program::OpKind::Noise)({program, program.steps.back(), operands, results, {}, batch});
        return results[0];
    };
    const at::Tensor noise = drawn(3, 7, false);
    for (const auto& [from, rows] : {std::pair{0, 10}, {10, 40}}) {
        const at::Tensor text = noise.narrow(0, from, rows);
        const double most = 5.0 / std::sqrt(rows * 64.0);
        const double largest = text.abs().max().item<double>();
        EXPECT_LE(largest, most);
        EXPECT_GT(largest, 0.98 * most);
        EXPECT_NEAR(text.mean().item<double>(), 0.0, 0.1 * most);
        EXPECT_NEAR(text.pow(2).mean().item<double>(), most * most / 3.0, 0.05 * most * most);
    }
    EXPECT_TRUE(at::equal(drawn(3, 7, false), noise));
    EXPECT_FALSE(at::equal(drawn(3, 8, false), noise));
    EXPECT_FALSE(at::equal(drawn(4, 7, false), noise));
    EXPECT_TRUE(at::equal(drawn(3, 7, true), at::zeros({50, 64}))) << "an evaluation hears nothing of it";
}

/// What the first layer reads differs by no more than alpha ÷ √(tokens · columns), and by another noise for
/// every token, stream and seed; a model that is not trained hears none of it.
TEST(Tuner, NoiseOnEmbeddingsIsUniformOfTheTextsOwnSizeAndOffInEvaluation) {
    const auto model = loadModel(luthier::tests::sourceFile("tests/golden/models/llama"));
    PackedBatch batch;
    for (const std::size_t length : {9U, 31U})
        appendRow(batch, randomIds(length, 1), std::vector<std::uint8_t>(length, 1));
    auto settings = settingsFor(batch, methods::embeddingNoise(5, methods::NoisePlace::BehindTable));
    const auto plain = makeTuner(model, settingsFor(batch, methods::full()));
    settings.method = methods::both(methods::full(), settings.method);
    const auto tuner = makeTuner(model, settings, 11);
    ASSERT_TRUE(tuner && plain);
    EXPECT_EQ(*(*tuner)->losses(batch), *(*plain)->losses(batch)) << "off in evaluation";
    const double quiet = *(*plain)->accumulate(batch, 1.0, 1);
    const double first = *(*tuner)->accumulate(batch, 1.0, 1);
    EXPECT_NE(first, quiet);
    EXPECT_NEAR(first, quiet, 0.1 * quiet) << "noise, not another text";
    EXPECT_EQ(*(*tuner)->accumulate(batch, 1.0, 1), first);
    EXPECT_NE(*(*tuner)->accumulate(batch, 1.0, 2), first);
    const auto other = makeTuner(model, settings, 12);
    ASSERT_TRUE(other);
    EXPECT_NE(*(*other)->accumulate(batch, 1.0, 1), first);
}

} // namespace
} // namespace luthier::engine::tests
