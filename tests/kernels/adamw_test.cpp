#include "numbers.h"

#include <kernels/adamw/adamw.h>

namespace luthier::kernels::tests {
namespace {

TEST(AdamW, FollowsItsFormulaOverSeveralSteps) {
    constexpr std::size_t kCount = 501;
    for (const CpuLevel level : levels()) {
        auto weights = randomFloats(kCount, 1);
        std::vector<double> expected(weights.begin(), weights.end());
        std::vector<float> first(kCount);
        std::vector<float> second(kCount);
        std::vector<double> m(kCount);
        std::vector<double> v(kCount);
        for (int step = 1; step <= 5; ++step) {
            const auto gradients = randomFloats(kCount, 100U + static_cast<unsigned>(step));
            ASSERT_EQ(adamW({weights.data(), gradients.data(), first.data(), second.data(), kCount, step,
                             1e-2, 0.9, 0.999, 1e-8, 0.1, 0.5F},
                            onThreads, level),
                      Status::Ok);
            for (std::size_t i = 0; i < kCount; ++i) {
                const double g = 0.5 * static_cast<double>(gradients[i]);
                expected[i] *= 1 - 1e-2 * 0.1;
                m[i] = 0.9 * m[i] + 0.1 * g;
                v[i] = 0.999 * v[i] + 0.001 * g * g;
                const double mHat = m[i] / (1 - std::pow(0.9, step));
                const double vHat = v[i] / (1 - std::pow(0.999, step));
                expected[i] -= 1e-2 * mHat / (std::sqrt(vHat) + 1e-8);
            }
        }
        expectClose(weights, expected, 1e-6, 1e-6);
    }
}

TEST(SumOfSquares, DoesNotDependOnThreadsOrLevel) {
    const auto values = randomFloats(100'003, 7);
    double expected = 0;
    for (const float value : values)
        expected += static_cast<double>(value) * static_cast<double>(value);
    const double plain = sumOfSquares(values.data(), 100'003, serially, CpuLevel::Plain);
    EXPECT_NEAR(plain, expected, 1e-6 * expected);
    for (const CpuLevel level : levels())
        EXPECT_EQ(sumOfSquares(values.data(), 100'003, onThreads, level), plain);
}

} // namespace
} // namespace luthier::kernels::tests
