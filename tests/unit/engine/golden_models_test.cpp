#include "golden_case.h"

#include <generation/open_decoder.h>
#include <methods/full.h>

#include <support/shared_data.h>

namespace luthier::engine::tests {
namespace {

class GoldenModels : public testing::TestWithParam<std::string> {
protected:
    std::filesystem::path folder() const {
        return luthier::tests::sourceFile("tests/golden/models") / GetParam();
    }
};

TEST_P(GoldenModels, LogitsEqualTransformers) {
    const GoldenCase golden = openGolden(folder());
    const auto model = loadModel(folder());
    const auto expected = golden.floats("logits");
    auto decoder = generation::openDecoder(model, {});
    ASSERT_TRUE(decoder);
    const auto vocabulary = static_cast<std::size_t>(model->shape().vocabularySize);
    for (std::size_t row = 0; row + 1 < golden.rowStarts.size(); ++row) {
        (*decoder)->rewind(0);
        const auto begin = static_cast<std::size_t>(golden.rowStarts[row]);
        const auto count = static_cast<std::size_t>(golden.rowStarts[row + 1]) - begin;
        const Status status = (*decoder)->appendAll(
            std::span(golden.ids).subspan(begin, count),
            [&](std::int64_t index, std::span<const float> logits) {
                const auto at = (begin + static_cast<std::size_t>(index)) * vocabulary;
                EXPECT_LE(largestDifference(logits, std::span(expected).subspan(at, vocabulary)), 1e-5)
                    << "row " << row << " token " << index;
            });
        ASSERT_TRUE(status) << status.error().detail();
    }
}

TEST_P(GoldenModels, LossesEqualTransformers) {
    const GoldenCase golden = openGolden(folder());
    const PackedBatch batch = golden.batch();
    auto tuner = makeTuner(loadModel(folder()), settingsFor(batch));
    ASSERT_TRUE(tuner);
    const auto losses = (*tuner)->losses(batch);
    ASSERT_TRUE(losses) << losses.error().detail();
    const auto expected = golden.floats("token_losses");
    ASSERT_EQ(losses->size(), batch.targets.size());
    for (std::size_t i = 0; i < losses->size(); ++i)
        // The golden's loss stands at the token that is predicted.
        EXPECT_NEAR((*losses)[i], expected[static_cast<std::size_t>(batch.targets[i].position) + 1], 1e-5);
}

void expectGradients(const std::filesystem::path& folder, lowering::Checkpointing checkpointing) {
    const GoldenCase golden = openGolden(folder);
    const PackedBatch batch = golden.batch();
    auto settings = settingsFor(batch, methods::full());
    settings.checkpointing = checkpointing;
    auto tuner = makeTuner(loadModel(folder), settings);
    ASSERT_TRUE(tuner);
    const auto sum = (*tuner)->accumulate(batch, 1.0 / static_cast<double>(batch.targets.size()), 0);
    ASSERT_TRUE(sum) << sum.error().detail();
    EXPECT_NEAR(*sum / static_cast<double>(batch.targets.size()), golden.floats("loss")[0], 1e-5);
    std::vector<float> gradients(static_cast<std::size_t>((*tuner)->stateSize()));
    ASSERT_TRUE((*tuner)->read(kGradients, gradients));
    for (const footprint::Parameter& parameter : (*tuner)->layout().parameters()) {
        const auto expected = golden.floats("grad." + parameter.name);
        const auto actual = std::span(gradients).subspan(static_cast<std::size_t>(parameter.offset),
                                                         static_cast<std::size_t>(parameter.count));
        EXPECT_LE(largestDifference(actual, expected), 1e-4) << parameter.name;
    }
}

TEST_P(GoldenModels, GradientsOfEveryWeightEqualTransformers) {
    expectGradients(folder(), lowering::Checkpointing::Off);
}

TEST_P(GoldenModels, GradientsAreTheSameWithCheckpointing) {
    expectGradients(folder(), lowering::Checkpointing::EveryLayer);
}

INSTANTIATE_TEST_SUITE_P(All, GoldenModels,
                         testing::Values("llama", "llama-tied-gqa", "llama3-scaled", "qwen2", "qwen2-sharded",
                                         "gpt2", "llama-bf16"),
                         [](const auto& tested) {
                             std::string name = tested.param;
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

} // namespace
} // namespace luthier::engine::tests
