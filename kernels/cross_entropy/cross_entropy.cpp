#include "cross_entropy.h"

#include <kernels/common/dispatch.h>

namespace luthier::kernels {

LUTHIER_DECLARE_LEVELS(void crossEntropyRows(const CrossEntropy&, std::int64_t, std::int64_t),
                       crossEntropyRows)

Status crossEntropy(const CrossEntropy& operation, const Parallel& parallel, CpuLevel level) {
    if (!operation.logits || !operation.targets || !operation.losses || operation.columns <= 0 ||
        operation.rows < 0)
        return Status::BadArgument;
    for (std::int64_t row = 0; row < operation.rows; ++row)
        if (operation.targets[row] != kIgnoredTarget &&
            (operation.targets[row] < 0 || operation.targets[row] >= operation.columns))
            return Status::BadArgument;
    const auto rows = chosen_crossEntropyRows(level);
    parallel(operation.rows, rowGrain(operation.columns),
             [&](std::int64_t begin, std::int64_t end) { rows(operation, begin, end); });
    return Status::Ok;
}

} // namespace luthier::kernels
