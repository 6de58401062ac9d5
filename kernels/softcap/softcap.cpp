#include "softcap.h"

#include <kernels/common/dispatch.h>

namespace luthier::kernels {

LUTHIER_DECLARE_LEVELS(void softcapPiece(const SoftcapForward&, std::int64_t, std::int64_t), softcapPiece)
LUTHIER_DECLARE_LEVELS(void softcapGradientPiece(const SoftcapBackward&, std::int64_t, std::int64_t),
                       softcapGradientPiece)

Status softcapForward(const SoftcapForward& operation, const Parallel& parallel, CpuLevel level) {
    if (!operation.input.data || !operation.output.data || !(operation.cap > 0.0F) || operation.rows < 0 ||
        operation.columns <= 0)
        return Status::BadArgument;
    const auto piece = chosen_softcapPiece(level);
    parallel(operation.rows * operation.columns, kElementGrain,
             [&](std::int64_t begin, std::int64_t end) { piece(operation, begin, end); });
    return Status::Ok;
}

Status softcapBackward(const SoftcapBackward& operation, const Parallel& parallel, CpuLevel level) {
    if (!operation.outputGradient.data || !operation.output.data || !operation.inputGradient.data ||
        !(operation.cap > 0.0F) || operation.rows < 0 || operation.columns <= 0)
        return Status::BadArgument;
    const auto piece = chosen_softcapGradientPiece(level);
    parallel(operation.rows * operation.columns, kElementGrain,
             [&](std::int64_t begin, std::int64_t end) { piece(operation, begin, end); });
    return Status::Ok;
}

} // namespace luthier::kernels
