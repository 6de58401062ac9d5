#include "golden_case.h"

#include <base/json.h>
#include <files/adapter_folder.h>
#include <generation/open_decoder.h>
#include <methods/full.h>

#include <support/shared_data.h>

#include <cmath>
#include <random>

namespace luthier::engine::tests {
namespace {

/// Ours against theirs: both round in other places, so on one case the one or the other lies a little farther
/// off; more so over a dozen losses than over thousands of logits and gradients.
constexpr double kAllowance = 1.25;
constexpr double kAllowanceOfFew = 1.5;

ComputeDevice rounding() {
    ComputeDevice device;
    device.products = footprint::Products::Bf16;
    return device;
}

/// Length of the difference as a share of the length of what is exact.
class Distance {
public:
    void add(std::span<const float> values, std::span<const float> exact) {
        ASSERT_EQ(values.size(), exact.size());
        m_count += exact.size();
        for (std::size_t i = 0; i < exact.size(); ++i) {
            const double off = static_cast<double>(values[i]) - static_cast<double>(exact[i]);
            m_off += off * off;
            m_whole += static_cast<double>(exact[i]) * static_cast<double>(exact[i]);
        }
    }
    std::size_t count() const { return m_count; }
    double share() const { return std::sqrt(m_off / m_whole); }

private:
    std::size_t m_count = 0;
    double m_off = 0;
    double m_whole = 0;
};

/// Rounded, and no farther off than the reference is when it rounds.
void expectNoFarther(const Distance& distance, const Json& reference, const char* what) {
    EXPECT_LE(distance.share(),
              (distance.count() < 100 ? kAllowanceOfFew : kAllowance) * reference[what].get<double>())
        << what;
    EXPECT_GE(distance.share(), 1e-4) << what << " are those of fp32";
}

Distance logitsOf(Decoder& decoder, const GoldenCase& golden) {
    Distance distance;
    const auto expected = golden.floats("logits");
    for (std::size_t row = 0; row + 1 < golden.rowStarts.size(); ++row) {
        decoder.rewind(0);
        const auto begin = static_cast<std::size_t>(golden.rowStarts[row]);
        const auto count = static_cast<std::size_t>(golden.rowStarts[row + 1]) - begin;
        EXPECT_TRUE(decoder.appendAll(
            std::span(golden.ids).subspan(begin, count),
            [&](std::int64_t index, std::span<const float> logits) {
                distance.add(logits,
                             std::span(expected).subspan(
                                 (begin + static_cast<std::size_t>(index)) * logits.size(), logits.size()));
            }));
    }
    return distance;
}

Distance lossesOf(Tuner& tuner, const GoldenCase& golden) {
    Distance distance;
    const PackedBatch batch = golden.batch();
    const auto losses = tuner.losses(batch);
    EXPECT_TRUE(losses);
    const auto expected = golden.floats("token_losses");
    std::vector<float> exact;
    for (const Target& target : batch.targets)
        exact.push_back(expected[static_cast<std::size_t>(target.position) + 1]);
    distance.add(*losses, exact);
    return distance;
}

Json reference(const char* group, const std::string& name) {
    return (*readJsonFile(luthier::tests::sourceFile("tests/golden/rounding/rounding.json")))[group][name];
}

class RoundedModels : public testing::TestWithParam<std::string> {};

TEST_P(RoundedModels, AreNoFartherOffThanTheReference) {
    const auto folder = luthier::tests::sourceFile("tests/golden/models") / GetParam();
    const GoldenCase golden = openGolden(folder);
    const Json expected = reference("models", GetParam());
    const auto model = loadModel(folder, rounding());
    auto decoder = generation::openDecoder(model, {});
    ASSERT_TRUE(decoder);
    expectNoFarther(logitsOf(**decoder, golden), expected, "logits");

    const PackedBatch batch = golden.batch();
    auto tuner = makeTuner(model, settingsFor(batch, methods::full()));
    ASSERT_TRUE(tuner);
    expectNoFarther(lossesOf(**tuner, golden), expected, "token_losses");
    ASSERT_TRUE((*tuner)->accumulate(batch, 1.0 / static_cast<double>(batch.targets.size()), 0));
    const std::vector<float> gradients = gradientsOf(**tuner);
    Distance distance;
    for (const footprint::Parameter& parameter : (*tuner)->layout().parameters())
        distance.add(partOf(gradients, **tuner, parameter.name), golden.floats("grad." + parameter.name));
    expectNoFarther(distance, expected, "gradients");
}

INSTANTIATE_TEST_SUITE_P(All, RoundedModels,
                         testing::Values("gpt2", "llama", "llama-bf16", "llama-biased", "llama-tied-gqa",
                                         "llama3-scaled", "qwen2"),
                         [](const auto& tested) {
                             std::string name = tested.param;
                             std::erase(name, '-');
                             return name;
                         });

class RoundedAdapters : public testing::TestWithParam<std::string> {};

TEST_P(RoundedAdapters, AreNoFartherOffThanTheReference) {
    const GoldenCase golden = openGolden(luthier::tests::sourceFile("tests/golden/adapters") / GetParam());
    const Json expected = reference("adapters", GetParam());
    const AdapterCase sample(GetParam(), rounding());
    auto decoder = generation::openDecoder(sample.model, sample.adapter);
    ASSERT_TRUE(decoder);
    expectNoFarther(logitsOf(**decoder, golden), expected, "logits");

    const PackedBatch batch = golden.batch();
    for (const auto checkpointing : {lowering::Checkpointing::Off, lowering::Checkpointing::EveryLayer}) {
        const auto tuner = sample.tuner(batch, checkpointing);
        expectNoFarther(lossesOf(*tuner, golden), expected, "token_losses");
        ASSERT_TRUE(tuner->accumulate(batch, 1.0 / static_cast<double>(batch.targets.size()), 0));
        const std::vector<float> gradients = gradientsOf(*tuner);
        Distance distance;
        for (const files::AdapterTensor& tensor : sample.adapter.form.tensors)
            distance.add(partOf(gradients, *tuner, tensor.parameter),
                         golden.floats("grad." + tensor.names.front()));
        expectNoFarther(distance, expected, "gradients");
    }
}

/// A matrix that trains is rounded from where it trains, not from the checkpoint that it came from.
TEST(RoundedTraining, MultipliesWhatTrains) {
    const auto folder = luthier::tests::sourceFile("tests/golden/models/llama");
    const PackedBatch batch = openGolden(folder).batch();
    auto tuner = makeTuner(loadModel(folder, rounding()), settingsFor(batch, methods::full()));
    ASSERT_TRUE(tuner);
    const auto before = (*tuner)->losses(batch);
    const footprint::Parameter* matrix = (*tuner)->layout().parameter("model.layers.0.mlp.down_proj.weight");
    ASSERT_TRUE((*tuner)->write(kParameters, std::vector<float>(static_cast<std::size_t>(matrix->count)),
                                matrix->offset));
    EXPECT_NE(*(*tuner)->losses(batch), *before);
}

INSTANTIATE_TEST_SUITE_P(All, RoundedAdapters,
                         testing::Values("gpt2-all-linear", "llama-all-linear", "llama-head", "qwen2-rslora"),
                         [](const auto& tested) {
                             std::string name = tested.param;
                             std::erase(name, '-');
                             return name;
                         });

/// Kept values in bf16 change the gradients a little, and nothing in front of them.
TEST(KeptActivations, InBf16LeaveLossesAndTakeHalfTheMemory) {
    families::ModelShape shape = loadModel(luthier::tests::sourceFile("tests/golden/models/llama"))->shape();
    shape.hiddenSize = 128;
    shape.headDim = 32;
    shape.intermediateSize = 320;
    shape.layers = 4;
    const auto model = Model::random(shape, 7, {});
    PackedBatch batch;
    std::mt19937 draws(5);
    for (const std::size_t length : {70, 41, 96}) {
        std::vector<std::int32_t> ids(length);
        for (std::int32_t& id : ids)
            id = static_cast<std::int32_t>(draws() % static_cast<unsigned>(shape.vocabularySize));
        appendRow(batch, ids, std::vector<std::uint8_t>(length, 1));
    }
    const auto trained = [&](program::NumberFormat kept, lowering::Checkpointing checkpointing) {
        auto settings = settingsFor(batch, methods::full());
        settings.activations = kept;
        settings.checkpointing = checkpointing;
        auto tuner = *makeTuner(model, settings, 3);
        EXPECT_TRUE(tuner->accumulate(batch, 1.0 / static_cast<double>(batch.targets.size()), 0));
        return tuner;
    };
    for (const auto checkpointing : {lowering::Checkpointing::Off, lowering::Checkpointing::EveryLayer}) {
        const auto exact = trained(program::NumberFormat::Fp32, checkpointing);
        const auto kept = trained(program::NumberFormat::Bf16, checkpointing);
        EXPECT_EQ(*exact->losses(batch), *kept->losses(batch)) << "forward is as it was";
        Distance distance;
        distance.add(gradientsOf(*kept), gradientsOf(*exact));
        EXPECT_GE(distance.share(), 1e-4);
        EXPECT_LE(distance.share(), 8e-3);
        const auto activations = [](const Tuner& tuner) {
            return tuner.layout().partBytes(footprint::Part::Activations);
        };
        EXPECT_LE(static_cast<double>(activations(*kept)), 0.62 * static_cast<double>(activations(*exact)));
        EXPECT_LT(kept->layout().peakBytes(), exact->layout().peakBytes());
    }
}

} // namespace
} // namespace luthier::engine::tests
