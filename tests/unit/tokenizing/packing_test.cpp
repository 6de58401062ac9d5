#include <tokenizing/packing.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace luthier::tokenizing {
namespace {

using Groups = std::vector<std::vector<std::int64_t>>;

TEST(Packing, PutsEachRowIntoTheFirstGroupThatHoldsIt) {
    const std::vector<std::int64_t> lengths = {3, 9, 4, 6, 1, 7};
    EXPECT_EQ(packRows(lengths, 10), (Groups{{0, 5}, {1, 4}, {2, 3}}));
}

TEST(Packing, LeavesALongRowAlone) {
    EXPECT_EQ(packRows(std::vector<std::int64_t>{12, 5}, 10), (Groups{{0}, {1}}));
    EXPECT_TRUE(packRows({}, 10).empty());
}

TEST(Packing, HoldsEveryRowOnceWithinTheBudgetAndFillsWell) {
    std::mt19937 engine(7);
    std::vector<std::int64_t> lengths(5000);
    for (auto& length : lengths)
        length = 5 + static_cast<std::int64_t>(engine() % 400);
    const Groups groups = packRows(lengths, 512);
    std::vector<int> seen(lengths.size());
    std::int64_t total = 0;
    for (const auto& group : groups) {
        std::int64_t sum = 0;
        for (const auto row : group) {
            ++seen[static_cast<std::size_t>(row)];
            sum += lengths[static_cast<std::size_t>(row)];
        }
        EXPECT_LE(sum, 512);
        total += sum;
    }
    EXPECT_TRUE(std::all_of(seen.begin(), seen.end(), [](int count) { return count == 1; }));
    EXPECT_GT(static_cast<double>(total) / (512.0 * static_cast<double>(groups.size())), 0.98);
}

TEST(Packing, KeepsTheGivenOrderWhenAsked) {
    EXPECT_EQ(packRows(std::vector<std::int64_t>{2, 5, 4, 7, 12, 1, 3}, 10, PackingOrder::AsGiven),
              (Groups{{0, 1}, {2}, {3}, {4}, {5, 6}}));
}

} // namespace
} // namespace luthier::tokenizing
