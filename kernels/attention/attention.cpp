#include "attention.h"

#include <kernels/common/dispatch.h>

namespace luthier::kernels {

LUTHIER_DECLARE_LEVELS(void attentionForwardBlocks(const AttentionForward&, std::int64_t, std::int64_t),
                       attentionForwardBlocks)
LUTHIER_DECLARE_LEVELS(void attentionBackwardRows(const AttentionBackward&, std::int64_t, std::int64_t),
                       attentionBackwardRows)
LUTHIER_DECLARE_LEVELS(void addSharedGradients(const AttentionBackward&, std::int64_t, std::int64_t),
                       addSharedGradients)

namespace {

bool isSound(const PackedHeads& input) {
    if (!input.query.data || !input.key.data || !input.value.data || !input.rowStarts || input.rows < 0 ||
        input.headDim <= 0 || input.headDim > kLargestHeadDim || input.kvHeads <= 0 || input.heads <= 0 ||
        input.heads % input.kvHeads != 0 || input.rowStarts[0] != 0)
        return false;
    for (std::int64_t row = 0; row < input.rows; ++row)
        if (input.rowStarts[row + 1] < input.rowStarts[row])
            return false;
    return true;
}

} // namespace

std::int64_t queryBlocks(const PackedHeads& input) {
    std::int64_t blocks = 0;
    for (std::int64_t row = 0; row < input.rows; ++row)
        blocks += (input.rowStarts[row + 1] - input.rowStarts[row] + kAttentionBlock - 1) / kAttentionBlock;
    return blocks;
}

Status attentionForward(const AttentionForward& operation, const Parallel& parallel, CpuLevel level) {
    if (!isSound(operation.input) || !operation.context)
        return Status::BadArgument;
    const auto blocks = chosen_attentionForwardBlocks(level);
    parallel(operation.input.heads * queryBlocks(operation.input), 1,
             [&](std::int64_t begin, std::int64_t end) { blocks(operation, begin, end); });
    return Status::Ok;
}

Status attentionBackward(const AttentionBackward& operation, const Parallel& parallel, CpuLevel level) {
    const PackedHeads& input = operation.input;
    const bool shares = input.heads != input.kvHeads;
    if (!isSound(input) || !operation.context || !operation.logSumExp || !operation.contextGradient ||
        !operation.queryGradient.data || !operation.keyGradient.data || !operation.valueGradient.data ||
        (shares && !operation.shared))
        return Status::BadArgument;
    const auto rows = chosen_attentionBackwardRows(level);
    parallel(input.heads * input.rows, 1,
             [&](std::int64_t begin, std::int64_t end) { rows(operation, begin, end); });
    if (!shares)
        return Status::Ok;
    const auto add = chosen_addSharedGradients(level);
    parallel(input.tokens(), rowGrain(2 * input.heads * input.headDim),
             [&](std::int64_t begin, std::int64_t end) { add(operation, begin, end); });
    return Status::Ok;
}

} // namespace luthier::kernels
