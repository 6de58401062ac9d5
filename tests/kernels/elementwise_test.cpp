#include "numbers.h"

#include <kernels/activation/activation.h>
#include <kernels/gated_unit/gated_unit.h>
#include <kernels/softcap/softcap.h>

#include <algorithm>
#include <string>

namespace luthier::kernels::tests {
namespace {

constexpr std::int64_t kRows = 17;
constexpr std::int64_t kColumns = 59;
constexpr auto kCount = static_cast<std::size_t>(kRows * kColumns);

double sigmoidOf(double x) {
    return 1.0 / (1.0 + std::exp(-x));
}
double siluOf(double x) {
    return x * sigmoidOf(x);
}
double geluOf(double x) {
    return 0.5 * x * std::erfc(-x / std::sqrt(2.0));
}
double geluTanhOf(double x) {
    return 0.5 * x * (1.0 + std::tanh(std::sqrt(2.0 / M_PI) * (x + 0.044715 * x * x * x)));
}
double reluOf(double x) {
    return std::max(x, 0.0);
}
double tanhOf(double x) {
    return std::tanh(x);
}

struct Function {
    std::string name;
    ActivationKind kind;
    double (*value)(double);

    /// By a central difference in double, exact to about 1e-9 here.
    double slope(double x) const {
        constexpr double kStep = 1e-5;
        return (value(x + kStep) - value(x - kStep)) / (2 * kStep);
    }
};

class Activations : public testing::TestWithParam<Function> {};

TEST_P(Activations, FollowTheirFormulaForwardAndBackward) {
    const Function& function = GetParam();
    const auto input = randomFloats(kCount, 4, 3.0F);
    const auto gradient = randomFloats(kCount, 5);
    std::vector<double> expected;
    std::vector<double> expectedGradient;
    for (std::size_t i = 0; i < kCount; ++i) {
        expected.push_back(function.value(input[i]));
        expectedGradient.push_back(static_cast<double>(gradient[i]) * function.slope(input[i]));
    }
    for (const CpuLevel level : levels()) {
        std::vector<float> output(kCount);
        auto inputGradient = input;
        ASSERT_EQ(activationForward(
                      {function.kind, {input.data(), kColumns}, {output.data(), kColumns}, kRows, kColumns},
                      onThreads, level),
                  Status::Ok);
        ASSERT_EQ(activationBackward({function.kind,
                                      {gradient.data(), kColumns},
                                      {inputGradient.data(), kColumns},
                                      kRows,
                                      kColumns},
                                     onThreads, level),
                  Status::Ok);
        expectClose(output, expected, 1e-6, 1e-6);
        expectClose(inputGradient, expectedGradient, 2e-6, 2e-6);
    }
}

TEST_P(Activations, GateAFactorForwardAndBackward) {
    const Function& function = GetParam();
    const auto gate = randomFloats(kCount, 1, 4.0F);
    const auto up = randomFloats(kCount, 2);
    const auto gradient = randomFloats(kCount, 3);
    std::vector<double> expected;
    std::vector<double> expectedGate;
    std::vector<double> expectedUp;
    for (std::size_t i = 0; i < kCount; ++i) {
        const double g = gate[i];
        const auto d = static_cast<double>(gradient[i]);
        expected.push_back(function.value(g) * static_cast<double>(up[i]));
        expectedGate.push_back(d * static_cast<double>(up[i]) * function.slope(g));
        expectedUp.push_back(d * function.value(g));
    }
    for (const CpuLevel level : levels()) {
        std::vector<float> output(kCount);
        auto gateGradient = gate;
        auto upGradient = up;
        ASSERT_EQ(gatedUnitForward({function.kind,
                                    {gate.data(), kColumns},
                                    {up.data(), kColumns},
                                    {output.data(), kColumns},
                                    kRows,
                                    kColumns},
                                   onThreads, level),
                  Status::Ok);
        ASSERT_EQ(gatedUnitBackward({function.kind,
                                     {gradient.data(), kColumns},
                                     {gateGradient.data(), kColumns},
                                     {upGradient.data(), kColumns},
                                     kRows,
                                     kColumns},
                                    onThreads, level),
                  Status::Ok);
        expectClose(output, expected, 1e-6, 1e-6);
        expectClose(gateGradient, expectedGate, 2e-6, 2e-6);
        expectClose(upGradient, expectedUp, 1e-6, 1e-6);
    }
}

/// Rows of a wider matrix, in place, against rows one behind the other taken as one: the same bits at every
/// level, and nothing beside them is written.
TEST_P(Activations, GiveTheSameBitsAtEveryLevelWhereverRowsLie) {
    const Function& function = GetParam();
    constexpr std::int64_t kStride = 2 * kColumns + 5;
    const auto wide = randomFloats(static_cast<std::size_t>(kRows * kStride), 6, 3.0F);
    std::vector<float> gate;
    std::vector<float> up;
    for (std::int64_t row = 0; row < kRows; ++row) {
        gate.insert(gate.end(), wide.begin() + row * kStride, wide.begin() + row * kStride + kColumns);
        up.insert(up.end(), wide.begin() + row * kStride + kColumns,
                  wide.begin() + row * kStride + 2 * kColumns);
    }
    const auto count = static_cast<std::int64_t>(kCount);
    std::vector<float> expected(kCount);
    ASSERT_EQ(
        gatedUnitForward(
            {function.kind, {gate.data(), count}, {up.data(), count}, {expected.data(), count}, 1, count},
            serially, CpuLevel::Plain),
        Status::Ok);
    for (const CpuLevel level : levels()) {
        auto matrix = wide;
        ASSERT_EQ(gatedUnitForward({function.kind,
                                    {matrix.data(), kStride},
                                    {matrix.data() + kColumns, kStride},
                                    {matrix.data(), kStride},
                                    kRows,
                                    kColumns},
                                   onThreads, level),
                  Status::Ok);
        for (std::int64_t row = 0; row < kRows; ++row)
            for (std::int64_t column = 0; column < kStride; ++column) {
                const auto at = static_cast<std::size_t>(row * kStride + column);
                ASSERT_EQ(matrix[at], column < kColumns
                                          ? expected[static_cast<std::size_t>(row * kColumns + column)]
                                          : wide[at])
                    << cpuLevelName(level);
            }
    }
}

INSTANTIATE_TEST_SUITE_P(All, Activations,
                         testing::Values(Function{"Silu", ActivationKind::Silu, siluOf},
                                         Function{"Gelu", ActivationKind::Gelu, geluOf},
                                         Function{"GeluTanh", ActivationKind::GeluTanh, geluTanhOf},
                                         Function{"Relu", ActivationKind::Relu, reluOf},
                                         Function{"Tanh", ActivationKind::Tanh, tanhOf},
                                         Function{"Sigmoid", ActivationKind::Sigmoid, sigmoidOf}),
                         [](const auto& tested) { return tested.param.name; });

TEST(GatedUnit, StaysFiniteAtTheEnds) {
    const std::vector<float> gate = {-1000.0F, -90.0F, 0.0F, 90.0F, 1000.0F};
    const std::vector<float> up(5, 1.0F);
    for (const ActivationKind kind : {ActivationKind::Silu, ActivationKind::Gelu, ActivationKind::GeluTanh}) {
        std::vector<float> output(5);
        ASSERT_EQ(
            gatedUnitForward({kind, {gate.data(), 5}, {up.data(), 5}, {output.data(), 5}, 1, 5}, serially),
            Status::Ok);
        EXPECT_NEAR(output[0], 0.0F, 1e-30F);
        EXPECT_NEAR(output[1], 0.0F, 1e-30F);
        EXPECT_EQ(output[2], 0.0F);
        EXPECT_EQ(output[3], 90.0F);
        EXPECT_EQ(output[4], 1000.0F);
    }
}

TEST(Activation, ShowsWhatIsNoNumber) {
    for (const ActivationKind kind : {ActivationKind::Silu, ActivationKind::Gelu, ActivationKind::GeluTanh,
                                      ActivationKind::Relu, ActivationKind::Tanh, ActivationKind::Sigmoid}) {
        const std::vector<float> input(5, NAN);
        std::vector<float> output(5);
        ASSERT_EQ(activationForward({kind, {input.data(), 5}, {output.data(), 5}, 1, 5}, serially),
                  Status::Ok);
        EXPECT_TRUE(std::isnan(output[0])) << static_cast<int>(kind);
    }
}

/// Near zero too, where tanh by exponentials alone would lose its digits.
TEST(Softcap, FollowsItsFormulaForwardAndBackward) {
    constexpr float kCap = 30.0F;
    const auto gradient = randomFloats(kCount, 8);
    for (const float spread : {0.01F, 20.0F, 300.0F}) {
        const auto input = randomFloats(kCount, 7, spread);
        std::vector<double> expected;
        std::vector<double> expectedGradient;
        for (std::size_t i = 0; i < kCount; ++i) {
            const double share = std::tanh(static_cast<double>(input[i]) / static_cast<double>(kCap));
            expected.push_back(static_cast<double>(kCap) * share);
            expectedGradient.push_back(static_cast<double>(gradient[i]) * (1.0 - share * share));
        }
        std::vector<std::vector<float>> outputs;
        for (const CpuLevel level : levels()) {
            std::vector<float> output(kCount);
            auto inputGradient = gradient;
            ASSERT_EQ(
                softcapForward({kCap, {input.data(), kColumns}, {output.data(), kColumns}, kRows, kColumns},
                               onThreads, level),
                Status::Ok);
            ASSERT_EQ(softcapBackward({kCap,
                                       {inputGradient.data(), kColumns},
                                       {output.data(), kColumns},
                                       {inputGradient.data(), kColumns},
                                       kRows,
                                       kColumns},
                                      onThreads, level),
                      Status::Ok);
            expectClose(output, expected, 1e-9, 1e-6);
            expectClose(inputGradient, expectedGradient, 1e-6, 1e-6);
            outputs.push_back(output);
            EXPECT_EQ(output, outputs.front());
        }
    }
}

TEST(Softcap, RefusesACapThatIsNone) {
    std::vector<float> values(4);
    EXPECT_EQ(softcapForward({0.0F, {values.data(), 4}, {values.data(), 4}, 1, 4}, serially),
              Status::BadArgument);
}

} // namespace
} // namespace luthier::kernels::tests
