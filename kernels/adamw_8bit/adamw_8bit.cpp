#include "adamw_8bit.h"

#include <kernels/common/dispatch.h>

namespace luthier::kernels {

LUTHIER_DECLARE_LEVELS(void adamW8bitBlocks(const AdamW8bit&, std::int64_t, std::int64_t), adamW8bitBlocks)

Status adamW8bit(const AdamW8bit& operation, const Parallel& parallel, CpuLevel level) {
    if (!operation.weights || !operation.gradients || !operation.firstCodes || !operation.firstAbsmax ||
        !operation.secondCodes || !operation.secondAbsmax || operation.count < 0 || operation.step < 1)
        return Status::BadArgument;
    const auto blocks = chosen_adamW8bitBlocks(level);
    parallel(momentBlocks(operation.count), kElementGrain / kMomentBlock,
             [&](std::int64_t begin, std::int64_t end) { blocks(operation, begin, end); });
    return Status::Ok;
}

} // namespace luthier::kernels
