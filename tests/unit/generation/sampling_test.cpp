#include <generation/sampling.h>

#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace luthier::generation {
namespace {

TEST(Sampling, IsGreedyAtTemperatureZeroWithTheLowestIdAmongEquals) {
    std::mt19937_64 draws(1);
    EXPECT_EQ(chooseToken(std::vector<float>{1, 3, 3, 2}, {}, {}, draws), 1);
}

TEST(Sampling, NeverTakesANotANumber) {
    std::mt19937_64 draws(1);
    EXPECT_EQ(chooseToken(std::vector<float>{NAN, -5, NAN}, {}, {}, draws), 1);
    EXPECT_EQ(chooseToken(std::vector<float>{NAN, -5, NAN}, {}, {1.0}, draws), 1);
}

std::map<std::int32_t, double> shares(const std::vector<float>& logits, const SamplingOptions& options) {
    std::mt19937_64 draws(5);
    std::map<std::int32_t, double> found;
    constexpr int kDraws = 20'000;
    for (int i = 0; i < kDraws; ++i)
        found[chooseToken(logits, {}, options, draws)] += 1.0 / kDraws;
    return found;
}

TEST(Sampling, DrawsByTheSoftmaxOfItsTemperature) {
    const std::vector<float> logits = {0, 1, 2};
    const auto found = shares(logits, {0.5});
    const double total = 1 + std::exp(2) + std::exp(4);
    // Five standard deviations of 20,000 draws are below 0.018.
    EXPECT_NEAR(found.at(2), std::exp(4) / total, 0.018);
    EXPECT_NEAR(found.at(1), std::exp(2) / total, 0.018);
}

TEST(Sampling, TopKAndTopPLeaveOnlyTheLikeliest) {
    const std::vector<float> logits = {std::log(0.5F), std::log(0.3F), std::log(0.15F), std::log(0.05F)};
    EXPECT_EQ(shares(logits, {1.0, 1.0, 2}).size(), 2U);
    EXPECT_EQ(shares(logits, {1.0, 0.6, 0}).size(), 2U);
    EXPECT_EQ(shares(logits, {1.0, 0.01, 0}).size(), 1U);
    EXPECT_EQ(shares(logits, {1.0, 1.0, 0}).size(), 4U);
}

TEST(Sampling, RepetitionIsPunishedOnBothSidesOfZero) {
    std::mt19937_64 draws(1);
    const std::vector<std::int32_t> seen = {0, 0};
    EXPECT_EQ(chooseToken(std::vector<float>{2.0F, 1.5F}, seen, {0, 1, 0, 1.5}, draws), 1);
    EXPECT_EQ(chooseToken(std::vector<float>{-1.0F, -1.2F}, seen, {0, 1, 0, 1.5}, draws), 1);
}

} // namespace
} // namespace luthier::generation
