#include "int8_rows.h"

#include <kernels/common/bfloat16.h>

#include <cmath>

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
        float absmax = 0.0F;
        for (std::int64_t i = 0; i < operation.columns; ++i) {
            const float size = std::fabs(values[i]);
            absmax = size > absmax || size != size ? size : absmax; // NaN stays
        }
        operation.absmax[row] = absmax;
        const float scale = absmax > 0.0F && std::isfinite(absmax) ? 1.0F / absmax * 127.0F : 0.0F;
        for (std::int64_t i = 0; i < operation.columns; ++i) {
            const float code = std::isfinite(absmax) ? std::nearbyint(values[i] * scale) : 0.0F;
            codes[i] = static_cast<std::int8_t>(code);
        }
    }
}

} // namespace luthier::kernels::LUTHIER_CPU_LEVEL
