#include "activation.h"

#include <kernels/common/activations.h>

namespace luthier::kernels::LUTHIER_CPU_LEVEL {

void activationPiece(const ActivationForward& operation, std::int64_t begin, std::int64_t end) {
    withActivation(operation.kind, [&](auto kind) {
        overStretches(
            begin, end, operation.columns, [&](std::int64_t row, std::int64_t first, std::int64_t length) {
                const float* input = operation.input.row(row) + first;
                float* output = operation.output.row(row) + first;
                overColumns(length, [&](std::int64_t at, std::int64_t count) {
                    put(output + at, activate<decltype(kind)::value>(take(input + at, count)), count);
                });
            });
    });
}

void activationGradientPiece(const ActivationBackward& operation, std::int64_t begin, std::int64_t end) {
    withActivation(operation.kind, [&](auto kind) {
        overStretches(begin, end, operation.columns,
                      [&](std::int64_t row, std::int64_t first, std::int64_t length) {
                          const float* gradient = operation.outputGradient.row(row) + first;
                          float* input = operation.input.row(row) + first;
                          overColumns(length, [&](std::int64_t at, std::int64_t count) {
                              const Floats slope = slopeOf<decltype(kind)::value>(take(input + at, count));
                              put(input + at, take(gradient + at, count) * slope, count);
                          });
                      });
    });
}

} // namespace luthier::kernels::LUTHIER_CPU_LEVEL
