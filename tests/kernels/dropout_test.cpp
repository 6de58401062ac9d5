#include "numbers.h"

#include <kernels/dropout/dropout.h>

namespace luthier::kernels::tests {
namespace {

constexpr std::size_t kCount = 100'001;

std::vector<float> masked(std::uint64_t seed, std::uint64_t stream, CpuLevel level,
                          const Parallel& parallel) {
    const std::vector<float> ones(kCount, 1.0F);
    std::vector<float> output(kCount);
    EXPECT_EQ(dropout({ones.data(), output.data(), kCount, 0.3F, seed, stream, false}, parallel, level),
              Status::Ok);
    return output;
}

TEST(Dropout, DropsItsShareAndScalesTheRest) {
    std::size_t dropped = 0;
    for (const float value : masked(1, 2, cpuLevel(), serially)) {
        EXPECT_TRUE(value == 0.0F || value == 1.0F / 0.7F);
        dropped += value == 0.0F ? 1 : 0;
    }
    // Five standard deviations of a binomial with p = 0.3.
    EXPECT_NEAR(static_cast<double>(dropped), 0.3 * kCount, 5 * std::sqrt(0.21 * kCount));
}

TEST(Dropout, MakesTheSameMaskAgainAndAnotherForAnotherStream) {
    const auto mask = masked(42, 7, CpuLevel::Plain, serially);
    for (const CpuLevel level : levels())
        EXPECT_EQ(masked(42, 7, level, onThreads), mask);
    EXPECT_NE(masked(42, 8, CpuLevel::Plain, serially), mask);
    EXPECT_NE(masked(43, 7, CpuLevel::Plain, serially), mask);
}

TEST(Dropout, RefusesAProbabilityOfOne) {
    float value = 1;
    EXPECT_EQ(dropout({&value, &value, 1, 1.0F, 0, 0, false}, serially), Status::BadArgument);
}

} // namespace
} // namespace luthier::kernels::tests
