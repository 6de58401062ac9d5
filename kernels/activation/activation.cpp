#include "activation.h"

#include <kernels/common/dispatch.h>

namespace luthier::kernels {

LUTHIER_DECLARE_LEVELS(void activationPiece(const ActivationForward&, std::int64_t, std::int64_t),
                       activationPiece)
LUTHIER_DECLARE_LEVELS(void activationGradientPiece(const ActivationBackward&, std::int64_t, std::int64_t),
                       activationGradientPiece)

Status activationForward(const ActivationForward& operation, const Parallel& parallel, CpuLevel level) {
    if (!operation.input.data || !operation.output.data || operation.rows < 0 || operation.columns <= 0)
        return Status::BadArgument;
    const auto piece = chosen_activationPiece(level);
    parallel(operation.rows * operation.columns, kElementGrain,
             [&](std::int64_t begin, std::int64_t end) { piece(operation, begin, end); });
    return Status::Ok;
}

Status activationBackward(const ActivationBackward& operation, const Parallel& parallel, CpuLevel level) {
    if (!operation.outputGradient.data || !operation.input.data || operation.rows < 0 ||
        operation.columns <= 0)
        return Status::BadArgument;
    const auto piece = chosen_activationGradientPiece(level);
    parallel(operation.rows * operation.columns, kElementGrain,
             [&](std::int64_t begin, std::int64_t end) { piece(operation, begin, end); });
    return Status::Ok;
}

} // namespace luthier::kernels
