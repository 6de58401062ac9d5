#include "int8_rows.h"

#include <kernels/common/bfloat16.h>

#include <cmath>
#include <cstring>

namespace luthier::kernels::LUTHIER_CPU_LEVEL {
namespace {

/// bitsandbytes multiplies by this in place of dividing by 127.
constexpr float kShare = 7.874015718698502e-3F;

/// Calls `put(element, value)` for the values of the rows [begin, end), in their order.
template <class Put>
[[gnu::always_inline]] inline void forEachValue(const Int8Rows& matrix, std::int64_t begin, std::int64_t end,
                                                Put put) {
    for (std::int64_t row = begin; row < end; ++row) {
        const float absmax = matrix.absmax[row];
        const std::int64_t first = row * matrix.columns;
        for (std::int64_t i = first; i < first + matrix.columns; ++i)
            put(i, static_cast<float>(matrix.codes[i]) * absmax * kShare);
    }
}

} // namespace

void expandedRows(const Int8Rows& matrix, float* values, std::int64_t begin, std::int64_t end) {
    forEachValue(matrix, begin, end, [&](std::int64_t i, float value) { values[i] = value; });
}

void roundedRows(const Int8Rows& matrix, std::uint16_t* rounded, std::int64_t begin, std::int64_t end) {
    forEachValue(matrix, begin, end, [&](std::int64_t i, float value) { rounded[i] = toBfloat16(value); });
}

void quantisedRows(const QuantiseInt8Rows& operation, std::int64_t begin, std::int64_t end) {
    for (std::int64_t row = begin; row < end; ++row) {
        const float* values = operation.values + row * operation.columns;
        std::int8_t* codes = operation.codes + row * operation.columns;
        std::uint32_t largest = 0; // magnitudes are ordered as their bits are, NaN above all
        for (std::int64_t i = 0; i < operation.columns; ++i) {
            std::uint32_t bits = 0;
            std::memcpy(&bits, values + i, sizeof bits);
            bits &= 0x7FFF'FFFFU;
            largest = bits > largest ? bits : largest;
        }
        float absmax = 0.0F;
        std::memcpy(&absmax, &largest, sizeof absmax);
        operation.absmax[row] = absmax;
        const float scale = 1.0F / absmax * 127.0F;
        const bool isScaled = absmax > 0.0F && std::isfinite(absmax) && std::isfinite(scale);
        for (std::int64_t i = 0; i < operation.columns; ++i) {
            // Adding 1.5·2^23 rounds to an integer, ties to even.
            const float code = (values[i] * scale + 12582912.0F) - 12582912.0F;
            codes[i] = isScaled ? static_cast<std::int8_t>(code) : std::int8_t{0};
        }
    }
}

} // namespace luthier::kernels::LUTHIER_CPU_LEVEL
