#include "rotary.h"

#include <kernels/common/vector.h>

namespace luthier::kernels::LUTHIER_CPU_LEVEL {

void rotaryRows(const Rotary& operation, std::int64_t begin, std::int64_t end) {
    const std::int64_t half = operation.headDim / 2;
    const float turn = operation.direction == RotaryDirection::Forward ? 1.0F : -1.0F;
    for (std::int64_t row = begin; row < end; ++row) {
        const float* cosines = operation.cosines + operation.positions[row] * half;
        const float* sines = operation.sines + operation.positions[row] * half;
        for (std::int64_t head = 0; head < operation.heads; ++head) {
            float* first = operation.values + row * operation.rowStride + head * operation.headDim;
            float* second = first + half;
            overColumns(half, [&](std::int64_t column, std::int64_t count) {
                const Floats cosine = take(cosines + column, count);
                const Floats sine = take(sines + column, count) * turn;
                const Floats a = take(first + column, count);
                const Floats b = take(second + column, count);
                put(first + column, a * cosine - b * sine, count);
                put(second + column, b * cosine + a * sine, count);
            });
        }
    }
}

} // namespace luthier::kernels::LUTHIER_CPU_LEVEL
