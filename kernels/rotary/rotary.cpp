#include "rotary.h"

#include <kernels/common/dispatch.h>

namespace luthier::kernels {

LUTHIER_DECLARE_LEVELS(void rotaryRows(const Rotary&, std::int64_t, std::int64_t), rotaryRows)

Status rotary(const Rotary& operation, const Parallel& parallel, CpuLevel level) {
    if (!operation.values || !operation.cosines || !operation.sines || !operation.positions ||
        operation.dim <= 0 || operation.dim % 2 != 0 || operation.dim > operation.headDim ||
        operation.heads <= 0 || operation.rowStride < operation.heads * operation.headDim)
        return Status::BadArgument;
    const auto rows = chosen_rotaryRows(level);
    parallel(operation.rows, rowGrain(operation.heads * operation.headDim),
             [&](std::int64_t begin, std::int64_t end) { rows(operation, begin, end); });
    return Status::Ok;
}

} // namespace luthier::kernels
