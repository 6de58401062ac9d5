#include "numbers.h"

#include <kernels/layer_norm/layer_norm.h>
#include <kernels/rms_norm/rms_norm.h>

#include <algorithm>
#include <string>

namespace luthier::kernels::tests {
namespace {

constexpr std::int64_t kRows = 37;
constexpr std::int64_t kColumns = 77;
/// More than the columns of a row, so that rows lie apart.
constexpr std::int64_t kStride = 2 * kColumns + 9;
constexpr std::size_t kElements = static_cast<std::size_t>(kRows * kStride);

/// What is normed: whole rows or halves of them, with a weight that may be shifted or missing.
struct Variant {
    std::string name;
    bool centres = false;
    std::int64_t groups = 1;
    float offset = 0.0F;
    bool weighted = true;
    bool biased = true;
    std::int64_t stride = 2 * kColumns;

    NormShape shape() const { return {kRows, kColumns, groups}; }
    std::int64_t units() const { return kRows * groups; }
};

struct Sample {
    std::vector<float> input = randomFloats(kElements, 1);
    std::vector<float> delta = randomFloats(kElements, 2);
    std::vector<float> weight = randomFloats(kColumns, 3);
    std::vector<float> bias = randomFloats(kColumns, 4);
    std::vector<float> outputGradient = randomFloats(kElements, 5);
};

/// Matrices hold NaN where nothing is written.
struct NormRun {
    std::vector<float> sum = std::vector<float>(kElements, NAN);
    std::vector<float> output = std::vector<float>(kElements, NAN);
    std::vector<float> mean;
    std::vector<float> inverse;
    std::vector<float> inputGradient = std::vector<float>(kElements, NAN);
    std::vector<float> weightGradient = std::vector<float>(kColumns);
    std::vector<float> biasGradient = std::vector<float>(kColumns);

    NormRun(const Variant& variant, const Sample& sample, CpuLevel level = cpuLevel(),
            const Parallel& parallel = serially)
        : mean(static_cast<std::size_t>(variant.units()))
        , inverse(mean.size()) {
        std::vector<float> partials(2 * kNormParts * kColumns, NAN);
        const std::int64_t stride = variant.stride;
        const NormWeight weight{variant.weighted ? sample.weight.data() : nullptr, variant.offset};
        float* weights = variant.weighted ? weightGradient.data() : nullptr;
        const ConstRows arriving{sample.outputGradient.data(), stride};
        if (variant.centres) {
            EXPECT_EQ(layerNormForward({{sample.input.data(), stride},
                                        {sample.delta.data(), stride},
                                        {sum.data(), stride},
                                        weight,
                                        variant.biased ? sample.bias.data() : nullptr,
                                        {output.data(), stride},
                                        mean.data(),
                                        inverse.data(),
                                        variant.shape(),
                                        1e-5F},
                                       parallel, level),
                      Status::Ok);
            EXPECT_EQ(layerNormBackward({arriving,
                                         {sum.data(), stride},
                                         weight,
                                         mean.data(),
                                         inverse.data(),
                                         {inputGradient.data(), stride},
                                         false,
                                         weights,
                                         variant.biased ? biasGradient.data() : nullptr,
                                         partials.data(),
                                         variant.shape()},
                                        parallel, level),
                      Status::Ok);
            return;
        }
        EXPECT_EQ(rmsNormForward({{sample.input.data(), stride},
                                  {sample.delta.data(), stride},
                                  {sum.data(), stride},
                                  weight,
                                  {output.data(), stride},
                                  inverse.data(),
                                  variant.shape(),
                                  1e-5F},
                                 parallel, level),
                  Status::Ok);
        EXPECT_EQ(rmsNormBackward({arriving,
                                   {sum.data(), stride},
                                   weight,
                                   inverse.data(),
                                   {inputGradient.data(), stride},
                                   false,
                                   weights,
                                   partials.data(),
                                   variant.shape()},
                                  parallel, level),
                  Status::Ok);
    }
};

/// y, dx, dw, db of the norm's definition in double.
struct Expected {
    std::vector<double> output;
    std::vector<double> inputGradient;
    std::vector<double> weightGradient = std::vector<double>(kColumns);
    std::vector<double> biasGradient = std::vector<double>(kColumns);

    Expected(const Variant& variant, const Sample& sample) {
        for (std::int64_t unit = 0; unit < variant.units(); ++unit)
            addUnit(variant, sample, static_cast<std::size_t>(variant.shape().at(unit, variant.stride)));
    }

    void addUnit(const Variant& variant, const Sample& sample, std::size_t first) {
        std::vector<double> x;
        double mean = 0;
        for (std::size_t c = 0; c < kColumns; ++c) {
            x.push_back(static_cast<double>(sample.input[first + c]) +
                        static_cast<double>(sample.delta[first + c]));
            mean += variant.centres ? x.back() / kColumns : 0.0;
        }
        double variance = 0;
        for (const double value : x)
            variance += std::pow(value - mean, 2) / kColumns;
        const double inverse = 1.0 / std::sqrt(variance + 1e-5);
        double meanGradient = 0;
        double meanProduct = 0;
        std::vector<double> arriving;
        for (std::size_t c = 0; c < kColumns; ++c) {
            const double factor =
                variant.weighted ? static_cast<double>(sample.weight[c]) + static_cast<double>(variant.offset)
                                 : 1.0;
            const double normed = (x[c] - mean) * inverse;
            const auto gradient = static_cast<double>(sample.outputGradient[first + c]);
            arriving.push_back(gradient * factor);
            output.push_back(normed * factor +
                             (variant.centres && variant.biased ? static_cast<double>(sample.bias[c]) : 0.0));
            weightGradient[c] += variant.weighted ? gradient * normed : 0.0;
            biasGradient[c] += variant.centres && variant.biased ? gradient : 0.0;
            meanGradient += variant.centres ? arriving[c] / kColumns : 0.0;
            meanProduct += arriving[c] * normed / kColumns;
        }
        for (std::size_t c = 0; c < kColumns; ++c)
            inputGradient.push_back(inverse *
                                    (arriving[c] - meanGradient - (x[c] - mean) * inverse * meanProduct));
    }
};

/// The elements of all units, one unit behind the other.
std::vector<float> unitsOf(const Variant& variant, const std::vector<float>& matrix) {
    std::vector<float> values;
    for (std::int64_t unit = 0; unit < variant.units(); ++unit) {
        const auto first = matrix.begin() + variant.shape().at(unit, variant.stride);
        values.insert(values.end(), first, first + kColumns);
    }
    return values;
}

const std::vector<Variant> kVariants = {
    {"Rms", false, 1},
    {"RmsShifted", false, 1, 1.0F},
    {"RmsPlain", false, 1, 0.0F, false},
    {"RmsOfGroups", false, 2},
    {"RmsOfShiftedGroupsApart", false, 2, 1.0F, true, true, kStride},
    {"Layer", true, 1},
    {"LayerWithoutBias", true, 1, 0.0F, true, false},
    {"LayerPlain", true, 1, 0.0F, false, false},
    {"LayerWithBiasAlone", true, 1, 0.0F, false, true},
    {"LayerOfShiftedGroupsApart", true, 2, 1.0F, true, true, kStride},
};

class Norms : public testing::TestWithParam<Variant> {};

TEST_P(Norms, FollowTheirFormulaForwardAndBackward) {
    const Variant& variant = GetParam();
    const Sample sample;
    const Expected expected(variant, sample);
    const NormRun run(variant, sample);
    expectClose(unitsOf(variant, run.output), expected.output, 1e-6, 1e-6);
    expectClose(unitsOf(variant, run.inputGradient), expected.inputGradient, 2e-6, 1e-6);
    expectClose(run.weightGradient, expected.weightGradient, 2e-5, 1e-6);
    expectClose(run.biasGradient, expected.biasGradient, 2e-5, 1e-6);
}

TEST_P(Norms, GiveTheSameBitsAtEveryLevelAndThreadCount) {
    const Variant& variant = GetParam();
    const Sample sample;
    const NormRun plain(variant, sample, CpuLevel::Plain);
    for (const CpuLevel level : levels()) {
        const NormRun run(variant, sample, level, onThreads);
        EXPECT_EQ(unitsOf(variant, run.output), unitsOf(variant, plain.output)) << cpuLevelName(level);
        EXPECT_EQ(unitsOf(variant, run.inputGradient), unitsOf(variant, plain.inputGradient))
            << cpuLevelName(level);
        EXPECT_EQ(run.weightGradient, plain.weightGradient) << cpuLevelName(level);
        EXPECT_EQ(run.biasGradient, plain.biasGradient) << cpuLevelName(level);
    }
}

TEST_P(Norms, WriteNothingBesideTheirUnits) {
    const Variant& variant = GetParam();
    const NormRun run(variant, Sample());
    const std::size_t used = static_cast<std::size_t>(variant.units() * kColumns);
    for (const auto* matrix : {&run.sum, &run.output, &run.inputGradient})
        EXPECT_EQ(
            std::count_if(matrix->begin(), matrix->end(), [](float value) { return std::isnan(value); }),
            static_cast<std::ptrdiff_t>(kElements - used));
}

INSTANTIATE_TEST_SUITE_P(All, Norms, testing::ValuesIn(kVariants),
                         [](const auto& tested) { return tested.param.name; });

TEST(RmsNorm, AddsToAnInputGradientThatIsThere) {
    const Variant& variant = kVariants.front();
    const Sample sample;
    const NormRun run(variant, sample);
    std::vector<float> gradient(kElements, 1.0F);
    const std::int64_t stride = variant.stride;
    ASSERT_EQ(rmsNormBackward({{sample.outputGradient.data(), stride},
                               {run.sum.data(), stride},
                               {sample.weight.data(), 0.0F},
                               run.inverse.data(),
                               {gradient.data(), stride},
                               true,
                               nullptr,
                               nullptr,
                               variant.shape()},
                              serially),
              Status::Ok);
    const auto added = unitsOf(variant, gradient);
    const auto alone = unitsOf(variant, run.inputGradient);
    for (std::size_t i = 0; i < added.size(); ++i)
        ASSERT_EQ(added[i], alone[i] + 1.0F);
}

TEST(RmsNorm, GivesTheWeightsGradientAlone) {
    const Variant& variant = kVariants.front();
    const Sample sample;
    const NormRun run(variant, sample);
    std::vector<float> partials(kNormParts * kColumns);
    std::vector<float> gradient(kColumns);
    const std::int64_t stride = variant.stride;
    ASSERT_EQ(rmsNormBackward({{sample.outputGradient.data(), stride},
                               {run.sum.data(), stride},
                               {sample.weight.data(), 0.0F},
                               run.inverse.data(),
                               {},
                               false,
                               gradient.data(),
                               partials.data(),
                               variant.shape()},
                              serially),
              Status::Ok);
    EXPECT_EQ(gradient, run.weightGradient);
}

TEST(RmsNorm, RefusesMissingArrays) {
    EXPECT_EQ(rmsNormForward({}, serially), Status::BadArgument);
    EXPECT_EQ(rmsNormBackward({}, serially), Status::BadArgument);
}

} // namespace
} // namespace luthier::kernels::tests
