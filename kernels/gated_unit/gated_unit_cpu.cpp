#include "gated_unit.h"

#include <kernels/common/activations.h>

namespace luthier::kernels::LUTHIER_CPU_LEVEL {

void gatedUnitPiece(const GatedUnitForward& operation, std::int64_t begin, std::int64_t end) {
    withActivation(operation.kind, [&](auto kind) {
        overStretches(
            begin, end, operation.columns, [&](std::int64_t row, std::int64_t first, std::int64_t length) {
                const float* gate = operation.gate.row(row) + first;
                const float* up = operation.up.row(row) + first;
                float* output = operation.output.row(row) + first;
                overColumns(length, [&](std::int64_t at, std::int64_t count) {
                    put(output + at,
                        activate<decltype(kind)::value>(take(gate + at, count)) * take(up + at, count),
                        count);
                });
            });
    });
}

void gatedUnitGradientPiece(const GatedUnitBackward& operation, std::int64_t begin, std::int64_t end) {
    withActivation(operation.kind, [&](auto kind) {
        overStretches(begin, end, operation.columns,
                      [&](std::int64_t row, std::int64_t first, std::int64_t length) {
                          const float* gradient = operation.outputGradient.row(row) + first;
                          float* gate = operation.gate.row(row) + first;
                          float* up = operation.up.row(row) + first;
                          overColumns(length, [&](std::int64_t at, std::int64_t count) {
                              const Returned back = throughGate<decltype(kind)::value>(
                                  take(gate + at, count), take(up + at, count), take(gradient + at, count));
                              put(up + at, back.toFactor, count);
                              put(gate + at, back.toArgument, count);
                          });
                      });
    });
}

} // namespace luthier::kernels::LUTHIER_CPU_LEVEL
