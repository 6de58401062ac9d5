#include "numbers.h"

#include <kernels/cross_entropy/cross_entropy.h>

#include <algorithm>

namespace luthier::kernels::tests {
namespace {

constexpr std::int64_t kRows = 7;
constexpr std::int64_t kColumns = 5003;

struct Chunk {
    std::vector<float> logits = randomFloats(kRows * kColumns, 1, 5.0F);
    std::vector<std::int64_t> targets = {0, 5002, 17, 1024, 1023, 3, 2500};
    std::vector<float> losses = std::vector<float>(kRows);

    CrossEntropy operation(float scale) {
        return {logits.data(), targets.data(), losses.data(), kRows, kColumns, scale};
    }
};

TEST(CrossEntropy, GivesLossAndGradientOfItsFormula) {
    const Chunk before;
    for (const CpuLevel level : levels()) {
        Chunk chunk;
        ASSERT_EQ(crossEntropy(chunk.operation(0.25F), onThreads, level), Status::Ok);
        std::vector<double> losses;
        std::vector<double> gradient(before.logits.size());
        for (std::int64_t row = 0; row < kRows; ++row) {
            const float* logits = before.logits.data() + row * kColumns;
            const std::int64_t target = before.targets[static_cast<std::size_t>(row)];
            const double largest = *std::max_element(logits, logits + kColumns);
            double total = 0;
            for (std::int64_t c = 0; c < kColumns; ++c)
                total += std::exp(static_cast<double>(logits[c]) - largest);
            losses.push_back(std::log(total) + largest - static_cast<double>(logits[target]));
            for (std::int64_t c = 0; c < kColumns; ++c)
                gradient[static_cast<std::size_t>(row * kColumns + c)] =
                    0.25 *
                    (std::exp(static_cast<double>(logits[c]) - largest) / total - (c == target ? 1.0 : 0.0));
        }
        expectClose(chunk.losses, losses, 1e-6, 1e-6);
        expectClose(chunk.logits, gradient, 1e-8, 2e-6);
    }
}

TEST(CrossEntropy, LeavesTheLogitsWhenOnlyTheLossIsWanted) {
    Chunk gradient;
    Chunk lossOnly;
    const auto before = lossOnly.logits;
    ASSERT_EQ(crossEntropy(gradient.operation(1.0F), serially), Status::Ok);
    ASSERT_EQ(crossEntropy(lossOnly.operation(0.0F), serially), Status::Ok);
    EXPECT_EQ(lossOnly.logits, before);
    EXPECT_EQ(lossOnly.losses, gradient.losses);
}

TEST(CrossEntropy, StaysFiniteForHugeLogits) {
    std::vector<float> logits = {1e30F, -1e30F, 0.0F};
    const std::vector<std::int64_t> targets = {0};
    std::vector<float> losses(1);
    ASSERT_EQ(crossEntropy({logits.data(), targets.data(), losses.data(), 1, 3, 1.0F}, serially), Status::Ok);
    EXPECT_EQ(losses[0], 0.0F);
    EXPECT_EQ(logits, (std::vector<float>{0.0F, 0.0F, 0.0F}));
}

TEST(CrossEntropy, LeavesAnIgnoredRowWithoutLossAndGradient) {
    Chunk all;
    Chunk fewer;
    fewer.targets[3] = kIgnoredTarget;
    ASSERT_EQ(crossEntropy(all.operation(1.0F), onThreads), Status::Ok);
    ASSERT_EQ(crossEntropy(fewer.operation(1.0F), onThreads), Status::Ok);
    all.losses[3] = 0.0F;
    std::fill(all.logits.begin() + 3 * kColumns, all.logits.begin() + 4 * kColumns, 0.0F);
    EXPECT_EQ(fewer.losses, all.losses);
    EXPECT_EQ(fewer.logits, all.logits);
}

TEST(CrossEntropy, RefusesATargetOutsideTheVocabulary) {
    Chunk chunk;
    for (const std::int64_t target : {kColumns, std::int64_t{-1}, std::int64_t{-101}}) {
        chunk.targets[3] = target;
        EXPECT_EQ(crossEntropy(chunk.operation(1.0F), serially), Status::BadArgument);
    }
}

} // namespace
} // namespace luthier::kernels::tests
