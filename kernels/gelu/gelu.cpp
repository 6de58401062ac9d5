#include "gelu.h"

#include <kernels/common/dispatch.h>

namespace luthier::kernels {

LUTHIER_DECLARE_LEVELS(void geluPiece(const GeluForward&, std::int64_t, std::int64_t), geluPiece)
LUTHIER_DECLARE_LEVELS(void geluGradientPiece(const GeluBackward&, std::int64_t, std::int64_t),
                       geluGradientPiece)

constexpr std::int64_t kPiece = 16384;

Status geluForward(const GeluForward& operation, const Parallel& parallel, CpuLevel level) {
    if (!operation.input || !operation.output || operation.count < 0)
        return Status::BadArgument;
    const auto piece = chosen_geluPiece(level);
    parallel(operation.count, kPiece,
             [&](std::int64_t begin, std::int64_t end) { piece(operation, begin, end); });
    return Status::Ok;
}

Status geluBackward(const GeluBackward& operation, const Parallel& parallel, CpuLevel level) {
    if (!operation.outputGradient || !operation.input || operation.count < 0)
        return Status::BadArgument;
    const auto piece = chosen_geluGradientPiece(level);
    parallel(operation.count, kPiece,
             [&](std::int64_t begin, std::int64_t end) { piece(operation, begin, end); });
    return Status::Ok;
}

} // namespace luthier::kernels
