#include "numbers.h"

#include <kernels/rotary/rotary.h>

#include <string>

namespace luthier::kernels::tests {
namespace {

constexpr std::int64_t kRows = 9;
constexpr std::int64_t kHeads = 3;
constexpr std::int64_t kHeadDim = 20;
constexpr std::int64_t kStride = kHeads * kHeadDim + 7;

struct Variant {
    std::string name;
    std::int64_t dim;
    RotaryPairs pairs;

    std::int64_t half() const { return dim / 2; }
    /// The columns of pair i.
    std::int64_t first(std::int64_t i) const { return pairs == RotaryPairs::Halves ? i : 2 * i; }
    std::int64_t second(std::int64_t i) const {
        return pairs == RotaryPairs::Halves ? i + half() : 2 * i + 1;
    }
    double angle(std::int64_t position, std::int64_t i) const {
        return static_cast<double>(position) *
               std::pow(10000.0, -2.0 * static_cast<double>(i) / static_cast<double>(dim));
    }
};

struct Tables {
    Variant variant;
    std::vector<float> cosines;
    std::vector<float> sines;
    std::vector<std::int32_t> positions = {0, 1, 2, 3, 0, 1, 2, 40, 41};

    explicit Tables(const Variant& of)
        : variant(of) {
        for (int position = 0; position < 50; ++position)
            for (int i = 0; i < variant.half(); ++i) {
                cosines.push_back(static_cast<float>(std::cos(variant.angle(position, i))));
                sines.push_back(static_cast<float>(std::sin(variant.angle(position, i))));
            }
    }

    Rotary operation(std::vector<float>& values, RotaryDirection direction) const {
        return {values.data(), cosines.data(), sines.data(), positions.data(), kRows,        kHeads,
                kHeadDim,      variant.dim,    kStride,      direction,        variant.pairs};
    }
};

class RotaryTurns : public testing::TestWithParam<Variant> {};

TEST_P(RotaryTurns, EachPairByItsAngleAndLeaveTheRestOfTheRow) {
    const Variant& variant = GetParam();
    const Tables tables(variant);
    const auto before = randomFloats(kRows * kStride, 1);
    std::vector<double> expected(before.begin(), before.end());
    for (std::int64_t row = 0; row < kRows; ++row)
        for (std::int64_t head = 0; head < kHeads; ++head)
            for (std::int64_t i = 0; i < variant.half(); ++i) {
                const std::int64_t columns = row * kStride + head * kHeadDim;
                const auto first = static_cast<std::size_t>(columns + variant.first(i));
                const auto second = static_cast<std::size_t>(columns + variant.second(i));
                const double angle = variant.angle(tables.positions[static_cast<std::size_t>(row)], i);
                const double a = before[first];
                const double b = before[second];
                expected[first] = a * std::cos(angle) - b * std::sin(angle);
                expected[second] = b * std::cos(angle) + a * std::sin(angle);
            }
    std::vector<std::vector<float>> turned;
    for (const CpuLevel level : levels()) {
        auto values = before;
        ASSERT_EQ(rotary(tables.operation(values, RotaryDirection::Forward), onThreads, level), Status::Ok);
        expectClose(values, expected, 1e-6, 1e-6);
        turned.push_back(values);
        EXPECT_EQ(values, turned.front()) << cpuLevelName(level);
    }
}

TEST_P(RotaryTurns, BackAgain) {
    const Tables tables(GetParam());
    const auto before = randomFloats(kRows * kStride, 2);
    auto values = before;
    ASSERT_EQ(rotary(tables.operation(values, RotaryDirection::Forward), serially), Status::Ok);
    ASSERT_EQ(rotary(tables.operation(values, RotaryDirection::Backward), serially), Status::Ok);
    expectClose(values, std::vector<double>(before.begin(), before.end()), 1e-6, 1e-6);
}

INSTANTIATE_TEST_SUITE_P(All, RotaryTurns,
                         testing::Values(Variant{"Halves", kHeadDim, RotaryPairs::Halves},
                                         Variant{"HalvesOfAPart", 12, RotaryPairs::Halves},
                                         Variant{"Neighbours", kHeadDim, RotaryPairs::Neighbours},
                                         Variant{"NeighboursOfAPart", 12, RotaryPairs::Neighbours}),
                         [](const auto& tested) { return tested.param.name; });

TEST(Rotary, RefusesMoreColumnsThanAHeadHas) {
    const Tables tables({"", kHeadDim + 2, RotaryPairs::Halves});
    std::vector<float> values(kRows * kStride);
    EXPECT_EQ(rotary(tables.operation(values, RotaryDirection::Forward), serially), Status::BadArgument);
}

} // namespace
} // namespace luthier::kernels::tests
