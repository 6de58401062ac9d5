#include "numbers.h"

#include <kernels/layer_norm/layer_norm.h>
#include <kernels/rms_norm/rms_norm.h>

namespace luthier::kernels::tests {
namespace {

constexpr std::int64_t kRows = 37;
constexpr std::int64_t kColumns = 77;
constexpr std::size_t kCount = kRows * kColumns;

struct Sample {
    std::vector<float> input = randomFloats(kCount, 1);
    std::vector<float> delta = randomFloats(kCount, 2);
    std::vector<float> weight = randomFloats(kColumns, 3);
    std::vector<float> bias = randomFloats(kColumns, 4);
    std::vector<float> outputGradient = randomFloats(kCount, 5);

    double sum(std::int64_t i) const {
        const auto at = static_cast<std::size_t>(i);
        return static_cast<double>(input[at]) + static_cast<double>(delta[at]);
    }
};

struct NormRun {
    std::vector<float> sum = std::vector<float>(kCount);
    std::vector<float> output = std::vector<float>(kCount);
    std::vector<float> mean = std::vector<float>(kRows);
    std::vector<float> inverse = std::vector<float>(kRows);
    std::vector<float> inputGradient = std::vector<float>(kCount);
    std::vector<float> weightGradient = std::vector<float>(kColumns);
    std::vector<float> biasGradient = std::vector<float>(kColumns);
};

NormRun runRms(const Sample& sample, CpuLevel level, const Parallel& parallel) {
    NormRun run;
    std::vector<float> partials(kRmsNormParts * kColumns);
    EXPECT_EQ(rmsNormForward({sample.input.data(), sample.delta.data(), run.sum.data(), sample.weight.data(),
                              run.output.data(), run.inverse.data(), kRows, kColumns, 1e-5F},
                             parallel, level),
              Status::Ok);
    EXPECT_EQ(rmsNormBackward({sample.outputGradient.data(), run.sum.data(), sample.weight.data(),
                               run.inverse.data(), run.inputGradient.data(), false, run.weightGradient.data(),
                               partials.data(), kRows, kColumns},
                              parallel, level),
              Status::Ok);
    return run;
}

NormRun runLayer(const Sample& sample, CpuLevel level, const Parallel& parallel) {
    NormRun run;
    std::vector<float> partials(2 * kLayerNormParts * kColumns);
    EXPECT_EQ(layerNormForward({sample.input.data(), sample.delta.data(), run.sum.data(),
                                sample.weight.data(), sample.bias.data(), run.output.data(), run.mean.data(),
                                run.inverse.data(), kRows, kColumns, 1e-5F},
                               parallel, level),
              Status::Ok);
    EXPECT_EQ(layerNormBackward({sample.outputGradient.data(), run.sum.data(), sample.weight.data(),
                                 run.mean.data(), run.inverse.data(), run.inputGradient.data(), false,
                                 run.weightGradient.data(), run.biasGradient.data(), partials.data(), kRows,
                                 kColumns},
                                parallel, level),
              Status::Ok);
    return run;
}

/// y, dx, dw, db of the norm's definition in double; `centred` tells LayerNorm from RMSNorm.
struct Expected {
    std::vector<double> output = std::vector<double>(kCount);
    std::vector<double> inputGradient = std::vector<double>(kCount);
    std::vector<double> weightGradient = std::vector<double>(kColumns);
    std::vector<double> biasGradient = std::vector<double>(kColumns);
};

Expected definition(const Sample& sample, bool centred) {
    Expected expected;
    for (std::int64_t row = 0; row < kRows; ++row) {
        double mean = 0;
        for (std::int64_t c = 0; c < kColumns; ++c)
            mean += centred ? sample.sum(row * kColumns + c) / kColumns : 0.0;
        double variance = 0;
        for (std::int64_t c = 0; c < kColumns; ++c)
            variance += std::pow(sample.sum(row * kColumns + c) - mean, 2) / kColumns;
        const double inverse = 1.0 / std::sqrt(variance + 1e-5);
        double meanGradient = 0;
        double meanProduct = 0;
        for (std::int64_t c = 0; c < kColumns; ++c) {
            const auto at = static_cast<std::size_t>(row * kColumns + c);
            const auto column = static_cast<std::size_t>(c);
            const double normed = (sample.sum(row * kColumns + c) - mean) * inverse;
            const double g =
                static_cast<double>(sample.outputGradient[at]) * static_cast<double>(sample.weight[column]);
            expected.output[at] = normed * static_cast<double>(sample.weight[column]) +
                                  (centred ? static_cast<double>(sample.bias[column]) : 0.0);
            expected.weightGradient[column] += static_cast<double>(sample.outputGradient[at]) * normed;
            expected.biasGradient[column] += static_cast<double>(sample.outputGradient[at]);
            meanGradient += centred ? g / kColumns : 0.0;
            meanProduct += g * normed / kColumns;
        }
        for (std::int64_t c = 0; c < kColumns; ++c) {
            const auto at = static_cast<std::size_t>(row * kColumns + c);
            const double normed = (sample.sum(row * kColumns + c) - mean) * inverse;
            const double g = static_cast<double>(sample.outputGradient[at]) *
                             static_cast<double>(sample.weight[static_cast<std::size_t>(c)]);
            expected.inputGradient[at] = inverse * (g - meanGradient - normed * meanProduct);
        }
    }
    return expected;
}

TEST(RmsNorm, FollowsItsFormulaForwardAndBackward) {
    const Sample sample;
    const Expected expected = definition(sample, false);
    const NormRun run = runRms(sample, cpuLevel(), serially);
    expectClose(run.output, expected.output, 1e-6, 1e-6);
    expectClose(run.inputGradient, expected.inputGradient, 2e-6, 1e-6);
    expectClose(run.weightGradient, expected.weightGradient, 1e-5, 1e-6);
}

TEST(LayerNorm, FollowsItsFormulaForwardAndBackward) {
    const Sample sample;
    const Expected expected = definition(sample, true);
    const NormRun run = runLayer(sample, cpuLevel(), serially);
    expectClose(run.output, expected.output, 1e-6, 1e-6);
    expectClose(run.inputGradient, expected.inputGradient, 2e-6, 1e-6);
    expectClose(run.weightGradient, expected.weightGradient, 1e-5, 1e-6);
    expectClose(run.biasGradient, expected.biasGradient, 1e-5, 1e-6);
}

TEST(Norms, GiveTheSameBitsAtEveryLevelAndThreadCount) {
    const Sample sample;
    const NormRun rms = runRms(sample, CpuLevel::Plain, serially);
    const NormRun layer = runLayer(sample, CpuLevel::Plain, serially);
    for (const CpuLevel level : levels()) {
        const NormRun a = runRms(sample, level, onThreads);
        EXPECT_EQ(a.output, rms.output) << cpuLevelName(level);
        EXPECT_EQ(a.inputGradient, rms.inputGradient) << cpuLevelName(level);
        EXPECT_EQ(a.weightGradient, rms.weightGradient) << cpuLevelName(level);
        const NormRun b = runLayer(sample, level, onThreads);
        EXPECT_EQ(b.output, layer.output) << cpuLevelName(level);
        EXPECT_EQ(b.inputGradient, layer.inputGradient) << cpuLevelName(level);
        EXPECT_EQ(b.weightGradient, layer.weightGradient) << cpuLevelName(level);
    }
}

TEST(RmsNorm, AddsToAnInputGradientThatIsThere) {
    const Sample sample;
    const NormRun run = runRms(sample, cpuLevel(), serially);
    std::vector<float> gradient(kCount, 1.0F);
    ASSERT_EQ(rmsNormBackward({sample.outputGradient.data(), run.sum.data(), sample.weight.data(),
                               run.inverse.data(), gradient.data(), true, nullptr, nullptr, kRows, kColumns},
                              serially),
              Status::Ok);
    for (std::size_t i = 0; i < kCount; ++i)
        ASSERT_EQ(gradient[i], run.inputGradient[i] + 1.0F);
}

TEST(RmsNorm, RefusesMissingArrays) {
    EXPECT_EQ(rmsNormForward({}, serially), Status::BadArgument);
    EXPECT_EQ(rmsNormBackward({}, serially), Status::BadArgument);
}

} // namespace
} // namespace luthier::kernels::tests
