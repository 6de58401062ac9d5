#include "numbers.h"

#include <kernels/rotary/rotary.h>

namespace luthier::kernels::tests {
namespace {

constexpr std::int64_t kRows = 9;
constexpr std::int64_t kHeads = 3;
constexpr std::int64_t kHeadDim = 20;
constexpr std::int64_t kStride = kHeads * kHeadDim + 7;

struct Tables {
    std::vector<float> cosines;
    std::vector<float> sines;
    std::vector<std::int32_t> positions = {0, 1, 2, 3, 0, 1, 2, 40, 41};

    Tables() {
        for (int position = 0; position < 50; ++position)
            for (int i = 0; i < kHeadDim / 2; ++i) {
                const double angle = position * std::pow(10000.0, -2.0 * i / kHeadDim);
                cosines.push_back(static_cast<float>(std::cos(angle)));
                sines.push_back(static_cast<float>(std::sin(angle)));
            }
    }

    Rotary operation(std::vector<float>& values, RotaryDirection direction) const {
        return {values.data(), cosines.data(), sines.data(), positions.data(), kRows,
                kHeads,        kHeadDim,       kStride,      direction};
    }
};

TEST(Rotary, TurnsEachPairByItsAngleAndLeavesTheRestOfTheRow) {
    const Tables tables;
    const auto before = randomFloats(kRows * kStride, 1);
    for (const CpuLevel level : levels()) {
        auto values = before;
        ASSERT_EQ(rotary(tables.operation(values, RotaryDirection::Forward), onThreads, level), Status::Ok);
        std::vector<double> expected(before.begin(), before.end());
        for (std::int64_t row = 0; row < kRows; ++row)
            for (std::int64_t head = 0; head < kHeads; ++head)
                for (std::int64_t i = 0; i < kHeadDim / 2; ++i) {
                    const auto at = static_cast<std::size_t>(row * kStride + head * kHeadDim + i);
                    const double angle = tables.positions[static_cast<std::size_t>(row)] *
                                         std::pow(10000.0, -2.0 * static_cast<double>(i) / kHeadDim);
                    const double a = before[at];
                    const double b = before[at + kHeadDim / 2];
                    expected[at] = a * std::cos(angle) - b * std::sin(angle);
                    expected[at + kHeadDim / 2] = b * std::cos(angle) + a * std::sin(angle);
                }
        expectClose(values, expected, 1e-6, 1e-6);
    }
}

TEST(Rotary, BackwardUndoesForward) {
    const Tables tables;
    const auto before = randomFloats(kRows * kStride, 2);
    auto values = before;
    ASSERT_EQ(rotary(tables.operation(values, RotaryDirection::Forward), serially), Status::Ok);
    ASSERT_EQ(rotary(tables.operation(values, RotaryDirection::Backward), serially), Status::Ok);
    expectClose(values, std::vector<double>(before.begin(), before.end()), 1e-6, 1e-6);
}

} // namespace
} // namespace luthier::kernels::tests
