#include "float_values.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace luthier::files {

namespace {

constexpr std::uint32_t kInfinity = 0x7F80'0000U;
/// The least value that rounds to infinity in binary16: 65520.
constexpr std::uint32_t kHalfOverflow = 0x477F'F000U;
/// 2⁻¹⁴, the least normal value of binary16.
constexpr std::uint32_t kHalfNormal = 0x3880'0000U;

std::uint16_t toBfloat(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    if (std::isnan(value))
        return static_cast<std::uint16_t>((bits >> 16U) | 0x40U);
    return static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16U) & 1U)) >> 16U);
}

std::uint16_t toHalf(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t sign = (bits >> 16U) & 0x8000U;
    const std::uint32_t magnitude = bits & 0x7FFF'FFFFU;
    if (magnitude > kInfinity)
        return static_cast<std::uint16_t>(sign | 0x7E00U);
    if (magnitude >= kHalfOverflow)
        return static_cast<std::uint16_t>(sign | 0x7C00U);
    if (magnitude >= kHalfNormal) {
        // The exponent's bias goes from 127 to 15; a carry out of the rounding runs into the exponent, as it
        // should.
        const std::uint32_t rounded = magnitude + 0xFFFU + ((magnitude >> 13U) & 1U);
        return static_cast<std::uint16_t>(sign | ((rounded - 0x3800'0000U) >> 13U));
    }
    // Subnormal: the sum with 0.5 rounds at 2⁻²⁴, which is the last bit of binary16 there.
    const float shifted = std::bit_cast<float>(magnitude) + 0.5F;
    return static_cast<std::uint16_t>(sign | (std::bit_cast<std::uint32_t>(shifted) - 0x3F00'0000U));
}

float fromHalf(std::uint16_t half) {
    const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000U) << 16U;
    const std::uint32_t magnitude = half & 0x7FFFU;
    if (magnitude >= 0x7C00U)
        return std::bit_cast<float>(sign | kInfinity | ((magnitude & 0x3FFU) << 13U));
    if (magnitude >= 0x400U)
        return std::bit_cast<float>(sign | ((magnitude << 13U) + 0x3800'0000U));
    const float value = static_cast<float>(magnitude) * 0x1.0p-24F;
    return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(value));
}

bool isInfinite(std::uint16_t narrow, Dtype dtype) {
    return (narrow & 0x7FFFU) == (dtype == Dtype::F16 ? 0x7C00U : 0x7F80U);
}

} // namespace

void widenToFloats(std::span<const std::byte> bytes, Dtype dtype, std::span<float> values) {
    if (dtype == Dtype::F32) {
        std::memcpy(values.data(), bytes.data(), values.size_bytes());
        return;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        std::uint16_t narrow = 0;
        std::memcpy(&narrow, bytes.data() + 2 * i, 2);
        values[i] = dtype == Dtype::F16 ? fromHalf(narrow)
                                        : std::bit_cast<float>(static_cast<std::uint32_t>(narrow) << 16U);
    }
}

Fit narrowFloats(std::span<const float> values, Dtype dtype, std::span<std::byte> bytes) {
    if (dtype == Dtype::F32) {
        std::memcpy(bytes.data(), values.data(), values.size_bytes());
        return Fit::Fits;
    }
    Fit fit = Fit::Fits;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const std::uint16_t narrow = dtype == Dtype::F16 ? toHalf(values[i]) : toBfloat(values[i]);
        if (isInfinite(narrow, dtype) && std::isfinite(values[i]))
            fit = Fit::Overflows;
        std::memcpy(bytes.data() + 2 * i, &narrow, 2);
    }
    return fit;
}

std::vector<float> transposed(std::span<const float> matrix, std::size_t rows) {
    const std::size_t columns = matrix.size() / rows;
    std::vector<float> turned(matrix.size());
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t column = 0; column < columns; ++column)
            turned[column * rows + row] = matrix[row * columns + column];
    return turned;
}

} // namespace luthier::files
