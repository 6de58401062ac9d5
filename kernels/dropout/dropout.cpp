#include "dropout.h"

#include <kernels/common/dispatch.h>

namespace luthier::kernels {

LUTHIER_DECLARE_LEVELS(void dropoutGroups(const Dropout&, std::int64_t, std::int64_t), dropoutGroups)

Status dropout(const Dropout& operation, const Parallel& parallel, CpuLevel level) {
    if (!operation.input.data || !operation.output.data || operation.rows < 0 || operation.columns <= 0 ||
        !(operation.probability >= 0.0F) || !(operation.probability < 1.0F))
        return Status::BadArgument;
    const auto groups = chosen_dropoutGroups(level);
    parallel((operation.rows * operation.columns + 3) / 4, 4096,
             [&](std::int64_t begin, std::int64_t end) { groups(operation, begin, end); });
    return Status::Ok;
}

} // namespace luthier::kernels
