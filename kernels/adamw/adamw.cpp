#include "adamw.h"

#include <kernels/common/dispatch.h>

#include <algorithm>
#include <vector>

namespace luthier::kernels {

LUTHIER_DECLARE_LEVELS(void adamWPiece(const AdamW&, std::int64_t, std::int64_t), adamWPiece)
LUTHIER_DECLARE_LEVELS(double squaresOfBlock(const float*, std::int64_t), squaresOfBlock)

constexpr std::int64_t kPiece = 16384;

Status adamW(const AdamW& operation, const Parallel& parallel, CpuLevel level) {
    if (!operation.weights || !operation.gradients || !operation.firstMoments || !operation.secondMoments ||
        operation.count < 0 || operation.step < 1)
        return Status::BadArgument;
    const auto piece = chosen_adamWPiece(level);
    parallel(operation.count, kPiece,
             [&](std::int64_t begin, std::int64_t end) { piece(operation, begin, end); });
    return Status::Ok;
}

double sumOfSquares(const float* values, std::int64_t count, const Parallel& parallel, CpuLevel level) {
    const std::int64_t blocks = (count + kPiece - 1) / kPiece;
    std::vector<double> sums(static_cast<std::size_t>(blocks));
    const auto block = chosen_squaresOfBlock(level);
    parallel(blocks, 1, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i)
            sums[static_cast<std::size_t>(i)] =
                block(values + i * kPiece, std::min(kPiece, count - i * kPiece));
    });
    double total = 0;
    for (const double sum : sums)
        total += sum;
    return total;
}

} // namespace luthier::kernels
