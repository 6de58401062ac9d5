#include "numbers.h"

#include <kernels/gated_unit/gated_unit.h>
#include <kernels/gelu/gelu.h>

namespace luthier::kernels::tests {
namespace {

constexpr std::size_t kCount = 1003;

double sigmoidOf(double x) {
    return 1.0 / (1.0 + std::exp(-x));
}
double siluOf(double x) {
    return x * sigmoidOf(x);
}
double geluOf(double x) {
    return 0.5 * x * (1.0 + std::tanh(std::sqrt(2.0 / M_PI) * (x + 0.044715 * x * x * x)));
}

/// The slope of a function by a central difference in double, exact to about 1e-9 here.
double slopeOf(double (*function)(double), double x) {
    constexpr double kStep = 1e-5;
    return (function(x + kStep) - function(x - kStep)) / (2 * kStep);
}

TEST(GatedUnit, FollowsItsFormulaForwardAndBackward) {
    const auto gate = randomFloats(kCount, 1, 4.0F);
    const auto up = randomFloats(kCount, 2);
    const auto gradient = randomFloats(kCount, 3);
    for (const CpuLevel level : levels()) {
        std::vector<float> output(kCount);
        auto gateGradient = gate;
        auto upGradient = up;
        ASSERT_EQ(gatedUnitForward({gate.data(), up.data(), output.data(), kCount}, onThreads, level),
                  Status::Ok);
        ASSERT_EQ(gatedUnitBackward({gradient.data(), gateGradient.data(), upGradient.data(), kCount},
                                    onThreads, level),
                  Status::Ok);
        std::vector<double> expected(kCount);
        std::vector<double> expectedGate(kCount);
        std::vector<double> expectedUp(kCount);
        for (std::size_t i = 0; i < kCount; ++i) {
            const double g = gate[i];
            expected[i] = siluOf(g) * static_cast<double>(up[i]);
            expectedGate[i] =
                static_cast<double>(gradient[i]) * static_cast<double>(up[i]) * slopeOf(siluOf, g);
            expectedUp[i] = static_cast<double>(gradient[i]) * siluOf(g);
        }
        expectClose(output, expected, 1e-6, 1e-6);
        expectClose(gateGradient, expectedGate, 2e-6, 2e-6);
        expectClose(upGradient, expectedUp, 1e-6, 1e-6);
    }
}

TEST(GatedUnit, StaysFiniteAtTheEnds) {
    const std::vector<float> gate = {-1000.0F, -90.0F, 0.0F, 90.0F, 1000.0F};
    const std::vector<float> up(5, 1.0F);
    std::vector<float> output(5);
    ASSERT_EQ(gatedUnitForward({gate.data(), up.data(), output.data(), 5}, serially), Status::Ok);
    EXPECT_NEAR(output[0], 0.0F, 1e-30F);
    EXPECT_NEAR(output[1], 0.0F, 1e-30F);
    EXPECT_EQ(output[2], 0.0F);
    EXPECT_EQ(output[3], 90.0F);
    EXPECT_EQ(output[4], 1000.0F);
}

TEST(Gelu, FollowsItsFormulaForwardAndBackward) {
    const auto input = randomFloats(kCount, 4, 3.0F);
    const auto gradient = randomFloats(kCount, 5);
    for (const CpuLevel level : levels()) {
        std::vector<float> output(kCount);
        auto inputGradient = input;
        ASSERT_EQ(geluForward({input.data(), output.data(), kCount}, onThreads, level), Status::Ok);
        ASSERT_EQ(geluBackward({gradient.data(), inputGradient.data(), kCount}, onThreads, level),
                  Status::Ok);
        std::vector<double> expected(kCount);
        std::vector<double> expectedGradient(kCount);
        for (std::size_t i = 0; i < kCount; ++i) {
            expected[i] = geluOf(input[i]);
            expectedGradient[i] = static_cast<double>(gradient[i]) * slopeOf(geluOf, input[i]);
        }
        expectClose(output, expected, 1e-6, 1e-6);
        expectClose(inputGradient, expectedGradient, 2e-6, 2e-6);
    }
}

} // namespace
} // namespace luthier::kernels::tests
