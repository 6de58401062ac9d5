#include "gated_unit.h"

#include <kernels/common/activations.h>
#include <kernels/common/registers.h>

namespace luthier::kernels::LUTHIER_CPU_LEVEL {

void gatedUnitPiece(const GatedUnitForward& operation, std::int64_t begin, std::int64_t end) {
    withActivation(operation.kind, [&](auto kind) {
        overStretches(begin, end, operation.columns,
                      [&](std::int64_t row, std::int64_t first, std::int64_t length) {
                          const float* gate = operation.gate.row(row) + first;
                          const float* up = operation.up.row(row) + first;
                          float* output = operation.output.row(row) + first;
                          overRegisters(length, [&](std::int64_t at, std::int64_t count) {
                              putRegister(output + at,
                                          activate<decltype(kind)::value>(takeRegister(gate + at, count)) *
                                              takeRegister(up + at, count),
                                          count);
                          });
                      });
    });
}

void gatedUnitGradientPiece(const GatedUnitBackward& operation, std::int64_t begin, std::int64_t end) {
    withActivation(operation.kind, [&](auto kind) {
        overStretches(
            begin, end, operation.columns, [&](std::int64_t row, std::int64_t first, std::int64_t length) {
                const float* gradient = operation.outputGradient.row(row) + first;
                float* gate = operation.gate.row(row) + first;
                float* up = operation.up.row(row) + first;
                overRegisters(length, [&](std::int64_t at, std::int64_t count) {
                    Register toUp;
                    Register toGate;
                    throughGate<decltype(kind)::value>(takeRegister(gate + at, count),
                                                       takeRegister(up + at, count),
                                                       takeRegister(gradient + at, count), toUp, toGate);
                    putRegister(up + at, toUp, count);
                    putRegister(gate + at, toGate, count);
                });
            });
    });
}

} // namespace luthier::kernels::LUTHIER_CPU_LEVEL
