#include "gated_unit.h"

#include <kernels/common/dispatch.h>

namespace luthier::kernels {

LUTHIER_DECLARE_LEVELS(void gatedUnitPiece(const GatedUnitForward&, std::int64_t, std::int64_t),
                       gatedUnitPiece)
LUTHIER_DECLARE_LEVELS(void gatedUnitGradientPiece(const GatedUnitBackward&, std::int64_t, std::int64_t),
                       gatedUnitGradientPiece)

constexpr std::int64_t kPiece = 16384;

Status gatedUnitForward(const GatedUnitForward& operation, const Parallel& parallel, CpuLevel level) {
    if (!operation.gate || !operation.up || !operation.output || operation.count < 0)
        return Status::BadArgument;
    const auto piece = chosen_gatedUnitPiece(level);
    parallel(operation.count, kPiece,
             [&](std::int64_t begin, std::int64_t end) { piece(operation, begin, end); });
    return Status::Ok;
}

Status gatedUnitBackward(const GatedUnitBackward& operation, const Parallel& parallel, CpuLevel level) {
    if (!operation.outputGradient || !operation.gate || !operation.up || operation.count < 0)
        return Status::BadArgument;
    const auto piece = chosen_gatedUnitGradientPiece(level);
    parallel(operation.count, kPiece,
             [&](std::int64_t begin, std::int64_t end) { piece(operation, begin, end); });
    return Status::Ok;
}

} // namespace luthier::kernels
