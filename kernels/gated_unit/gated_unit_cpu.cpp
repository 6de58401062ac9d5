#include "gated_unit.h"

#include <kernels/common/vector.h>

namespace luthier::kernels::LUTHIER_CPU_LEVEL {

void gatedUnitPiece(const GatedUnitForward& operation, std::int64_t begin, std::int64_t end) {
    overColumns(end - begin, [&](std::int64_t offset, std::int64_t count) {
        const std::int64_t at = begin + offset;
        const Floats gate = take(operation.gate + at, count);
        put(operation.output + at, gate * sigmoid(gate) * take(operation.up + at, count), count);
    });
}

void gatedUnitGradientPiece(const GatedUnitBackward& operation, std::int64_t begin, std::int64_t end) {
    overColumns(end - begin, [&](std::int64_t offset, std::int64_t count) {
        const std::int64_t at = begin + offset;
        const Floats gradient = take(operation.outputGradient + at, count);
        const Floats gate = take(operation.gate + at, count);
        const Floats up = take(operation.up + at, count);
        const Floats open = sigmoid(gate);
        put(operation.up + at, gradient * gate * open, count);
        put(operation.gate + at, gradient * up * open * (1.0F + gate * (1.0F - open)), count);
    });
}

} // namespace luthier::kernels::LUTHIER_CPU_LEVEL
