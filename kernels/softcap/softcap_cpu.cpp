#include "softcap.h"

#include <kernels/common/registers.h>
#include <kernels/common/vector.h>

namespace luthier::kernels::LUTHIER_CPU_LEVEL {

void softcapPiece(const SoftcapForward& operation, std::int64_t begin, std::int64_t end) {
    const float inverse = 1.0F / operation.cap;
    overStretches(
        begin, end, operation.columns, [&](std::int64_t row, std::int64_t first, std::int64_t length) {
            const float* input = operation.input.row(row) + first;
            float* output = operation.output.row(row) + first;
            overRegisters(length, [&](std::int64_t at, std::int64_t count) {
                putRegister(output + at,
                            operation.cap * hyperbolicTangent(takeRegister(input + at, count) * inverse),
                            count);
            });
        });
}

void softcapGradientPiece(const SoftcapBackward& operation, std::int64_t begin, std::int64_t end) {
    const float inverse = 1.0F / operation.cap;
    overStretches(
        begin, end, operation.columns, [&](std::int64_t row, std::int64_t first, std::int64_t length) {
            const float* gradient = operation.outputGradient.row(row) + first;
            const float* output = operation.output.row(row) + first;
            float* result = operation.inputGradient.row(row) + first;
            overRegisters(length, [&](std::int64_t at, std::int64_t count) {
                const Register share = takeRegister(output + at, count) * inverse;
                putRegister(result + at, takeRegister(gradient + at, count) * (1.0F - share * share), count);
            });
        });
}

} // namespace luthier::kernels::LUTHIER_CPU_LEVEL
