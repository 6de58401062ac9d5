#include "activation.h"

#include <kernels/common/activations.h>
#include <kernels/common/registers.h>

namespace luthier::kernels::LUTHIER_CPU_LEVEL {

void activationPiece(const ActivationForward& operation, std::int64_t begin, std::int64_t end) {
    withActivation(operation.kind, [&](auto kind) {
        overStretches(
            begin, end, operation.columns, [&](std::int64_t row, std::int64_t first, std::int64_t length) {
                const float* input = operation.input.row(row) + first;
                float* output = operation.output.row(row) + first;
                overRegisters(length, [&](std::int64_t at, std::int64_t count) {
                    putRegister(output + at, activate<decltype(kind)::value>(takeRegister(input + at, count)),
                                count);
                });
            });
    });
}

void activationGradientPiece(const ActivationBackward& operation, std::int64_t begin, std::int64_t end) {
    withActivation(operation.kind, [&](auto kind) {
        overStretches(
            begin, end, operation.columns, [&](std::int64_t row, std::int64_t first, std::int64_t length) {
                const float* gradient = operation.outputGradient.row(row) + first;
                float* input = operation.input.row(row) + first;
                overRegisters(length, [&](std::int64_t at, std::int64_t count) {
                    const Register slope = slopeOf<decltype(kind)::value>(takeRegister(input + at, count));
                    putRegister(input + at, takeRegister(gradient + at, count) * slope, count);
                });
            });
    });
}

} // namespace luthier::kernels::LUTHIER_CPU_LEVEL
