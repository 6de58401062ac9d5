#include "numbers.h"

#include <kernels/dropout/dropout.h>

namespace luthier::kernels::tests {
namespace {

constexpr std::int64_t kRows = 11;
constexpr std::int64_t kColumns = 9091;
constexpr auto kCount = static_cast<std::size_t>(kRows * kColumns);

std::vector<float> masked(std::uint64_t seed, std::uint64_t stream, CpuLevel level,
                          const Parallel& parallel) {
    const std::vector<float> ones(kCount, 1.0F);
    std::vector<float> output(kCount);
    EXPECT_EQ(
        dropout({{ones.data(), kColumns}, {output.data(), kColumns}, kRows, kColumns, 0.3F, seed, stream},
                parallel, level),
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

TEST(Dropout, MakesTheSameMaskWhereverRowsLie) {
    constexpr std::int64_t kStride = kColumns + 3;
    std::vector<float> wide(static_cast<std::size_t>(kRows * kStride), 1.0F);
    ASSERT_EQ(
        dropout({{wide.data(), kStride}, {wide.data(), kStride}, kRows, kColumns, 0.3F, 42, 7}, onThreads),
        Status::Ok);
    const auto mask = masked(42, 7, CpuLevel::Plain, serially);
    for (std::int64_t row = 0; row < kRows; ++row)
        for (std::int64_t column = 0; column < kStride; ++column)
            ASSERT_EQ(wide[static_cast<std::size_t>(row * kStride + column)],
                      column < kColumns ? mask[static_cast<std::size_t>(row * kColumns + column)] : 1.0F);
}

TEST(Dropout, RefusesAProbabilityOfOne) {
    float value = 1;
    EXPECT_EQ(dropout({{&value, 1}, {&value, 1}, 1, 1, 1.0F, 0, 0}, serially), Status::BadArgument);
}

} // namespace
} // namespace luthier::kernels::tests
