#include "rotary.h"

#include <kernels/common/vector.h>

namespace luthier::kernels::LUTHIER_CPU_LEVEL {
namespace {

void turnHalves(float* head, const float* cosines, const float* sines, std::int64_t half, float turn) {
    float* first = head;
    float* second = head + half;
    overColumns(half, [&](std::int64_t column, std::int64_t count) {
        const Floats cosine = take(cosines + column, count);
        const Floats sine = take(sines + column, count) * turn;
        const Floats a = take(first + column, count);
        const Floats b = take(second + column, count);
        put(first + column, a * cosine - b * sine, count);
        put(second + column, b * cosine + a * sine, count);
    });
}

void turnNeighbours(float* head, const float* cosines, const float* sines, std::int64_t half, float turn) {
    for (std::int64_t i = 0; i < half; ++i) {
        const float sine = sines[i] * turn;
        const float a = head[2 * i];
        const float b = head[2 * i + 1];
        head[2 * i] = a * cosines[i] - b * sine;
        head[2 * i + 1] = b * cosines[i] + a * sine;
    }
}

} // namespace

void rotaryRows(const Rotary& operation, std::int64_t begin, std::int64_t end) {
    const std::int64_t half = operation.dim / 2;
    const float turn = operation.direction == RotaryDirection::Forward ? 1.0F : -1.0F;
    for (std::int64_t row = begin; row < end; ++row) {
        const float* cosines = operation.cosines + operation.positions[row] * half;
        const float* sines = operation.sines + operation.positions[row] * half;
        for (std::int64_t head = 0; head < operation.heads; ++head) {
            float* columns = operation.values + row * operation.rowStride + head * operation.headDim;
            if (operation.pairs == RotaryPairs::Halves)
                turnHalves(columns, cosines, sines, half, turn);
            else
                turnNeighbours(columns, cosines, sines, half, turn);
        }
    }
}

} // namespace luthier::kernels::LUTHIER_CPU_LEVEL
