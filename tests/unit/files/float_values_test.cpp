#include <files/float_values.h>

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

namespace luthier::files {
namespace {

std::uint16_t narrowed(float value, Dtype dtype) {
    std::uint16_t result = 0;
    (void)narrowFloats(std::span(&value, 1), dtype, std::as_writable_bytes(std::span(&result, 1)));
    return result;
}

float widened(std::uint16_t value, Dtype dtype) {
    float result = 0;
    widenToFloats(std::as_bytes(std::span(&value, 1)), dtype, std::span(&result, 1));
    return result;
}

TEST(FloatValues, EveryNarrowValueComesBackAsItWas) {
    for (const Dtype dtype : {Dtype::F16, Dtype::BF16})
        for (std::uint32_t bits = 0; bits <= 0xFFFFU; ++bits) {
            const float wide = widened(static_cast<std::uint16_t>(bits), dtype);
            if (std::isnan(wide))
                EXPECT_TRUE(std::isnan(widened(narrowed(wide, dtype), dtype)));
            else
                EXPECT_EQ(narrowed(wide, dtype), bits) << dtypeName(dtype) << " " << bits;
        }
}

TEST(FloatValues, RoundsToNearestAndTiesToEven) {
    // numpy.float16 and torch.bfloat16 give these.
    EXPECT_EQ(narrowed(1.0F, Dtype::F16), 0x3C00);
    EXPECT_EQ(narrowed(1.0F + 0x1.0p-11F, Dtype::F16), 0x3C00); // a tie goes down to even
    EXPECT_EQ(narrowed(1.0F + 0x3.0p-11F, Dtype::F16), 0x3C02); // and up to even
    EXPECT_EQ(narrowed(std::nextafter(1.0F + 0x1.0p-11F, 2.0F), Dtype::F16), 0x3C01);
    EXPECT_EQ(narrowed(-0x1.0p-24F, Dtype::F16), 0x8001); // the least subnormal
    EXPECT_EQ(narrowed(0x1.0p-25F, Dtype::F16), 0x0000);  // half of it: a tie to zero
    EXPECT_EQ(narrowed(0x1.8p-25F, Dtype::F16), 0x0001);
    EXPECT_EQ(narrowed(65519.0F, Dtype::F16), 0x7BFF);
    EXPECT_EQ(narrowed(1.0F + 0x1.0p-8F, Dtype::BF16), 0x3F80);
    EXPECT_EQ(narrowed(1.0F + 0x3.0p-8F, Dtype::BF16), 0x3F82);
    EXPECT_EQ(narrowed(-0.0F, Dtype::BF16), 0x8000);
}

/// The nearest of the two neighbours, found by trying both.
TEST(FloatValues, IsNeverFurtherAwayThanANeighbour) {
    for (const Dtype dtype : {Dtype::F16, Dtype::BF16})
        for (std::uint32_t step = 0; step < 20'000; ++step) {
            const float value = std::bit_cast<float>(0x3000'0000U + step * 20'011U);
            // Away from 0 and infinity, whose bit patterns have no neighbour on one side.
            if (dtype == Dtype::F16 && (value < 0x1.0p-23F || value >= 65504.0F))
                continue;
            const std::uint16_t best = narrowed(value, dtype);
            const auto distance = [&](std::uint16_t other) {
                return std::abs(static_cast<double>(widened(other, dtype)) - static_cast<double>(value));
            };
            EXPECT_LE(distance(best), distance(static_cast<std::uint16_t>(best + 1))) << value;
            EXPECT_LE(distance(best), distance(static_cast<std::uint16_t>(best - 1))) << value;
        }
}

TEST(FloatValues, SayWhenAFiniteValueDoesNotFit) {
    std::vector<std::byte> place(4);
    const auto fit = [&](float value, Dtype dtype) {
        return narrowFloats(std::span(&value, 1), dtype, place);
    };
    EXPECT_EQ(fit(65520.0F, Dtype::F16), Fit::Overflows);
    EXPECT_EQ(fit(65519.0F, Dtype::F16), Fit::Fits);
    EXPECT_EQ(fit(std::numeric_limits<float>::max(), Dtype::BF16), Fit::Overflows);
    EXPECT_EQ(fit(std::numeric_limits<float>::max(), Dtype::F32), Fit::Fits);
    EXPECT_EQ(fit(std::numeric_limits<float>::infinity(), Dtype::F16), Fit::Fits);
    EXPECT_EQ(fit(std::numeric_limits<float>::quiet_NaN(), Dtype::F16), Fit::Fits);
}

} // namespace
} // namespace luthier::files
