#include "gated_unit.h"

#include <kernels/common/dispatch.h>

namespace luthier::kernels {

LUTHIER_DECLARE_LEVELS(void gatedUnitPiece(const GatedUnitForward&, std::int64_t, std::int64_t),
                       gatedUnitPiece)
LUTHIER_DECLARE_LEVELS(void gatedUnitGradientPiece(const GatedUnitBackward&, std::int64_t, std::int64_t),
                       gatedUnitGradientPiece)

Status gatedUnitForward(const GatedUnitForward& operation, const Parallel& parallel, CpuLevel level) {
    if (!operation.gate.data || !operation.up.data || !operation.output.data || operation.rows < 0 ||
        operation.columns <= 0)
        return Status::BadArgument;
    const auto piece = chosen_gatedUnitPiece(level);
    parallel(operation.rows * operation.columns, kElementGrain,
             [&](std::int64_t begin, std::int64_t end) { piece(operation, begin, end); });
    return Status::Ok;
}

Status gatedUnitBackward(const GatedUnitBackward& operation, const Parallel& parallel, CpuLevel level) {
    if (!operation.outputGradient.data || !operation.gate.data || !operation.up.data || operation.rows < 0 ||
        operation.columns <= 0)
        return Status::BadArgument;
    const auto piece = chosen_gatedUnitGradientPiece(level);
    parallel(operation.rows * operation.columns, kElementGrain,
             [&](std::int64_t begin, std::int64_t end) { piece(operation, begin, end); });
    return Status::Ok;
}

} // namespace luthier::kernels
