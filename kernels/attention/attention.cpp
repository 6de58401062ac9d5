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

bool areSound(const PackedRows& rows) {
    if (!rows.starts || rows.count < 0 || rows.starts[0] != 0)
        return false;
    for (std::int64_t row = 0; row < rows.count; ++row)
        if (rows.length(row) < 0)
            return false;
    return true;
}

/// A bound of what is seen, and a bias, are told by the distance of a query and a key.
bool fitTogether(const PackedHeads& input) {
    const bool bounded = input.sight.causal || input.sight.window > 0;
    const bool biased = input.bias.values != nullptr;
    if (input.rows.count != input.keyRows.count || input.sight.window < 0 || !(input.softcap >= 0.0F) ||
        (biased && (input.softcap > 0.0F || input.bias.width < DistanceBias::widthOf(input.bias.reach))))
        return false;
    for (std::int64_t row = 0; row < input.rows.count; ++row) {
        const std::int64_t queries = input.rows.length(row);
        const std::int64_t keys = input.keyRows.length(row);
        if ((bounded && queries != keys) ||
            (biased && (queries > input.bias.reach || keys > input.bias.reach)))
            return false;
    }
    return true;
}

bool isSound(const PackedHeads& input) {
    return input.query.data && input.key.data && input.value.data && input.headDim > 0 &&
           input.headDim <= kLargestHeadDim && input.kvHeads > 0 && input.heads > 0 &&
           input.heads % input.kvHeads == 0 && areSound(input.rows) && areSound(input.keyRows) &&
           fitTogether(input);
}

} // namespace

std::int64_t queryBlocks(const PackedHeads& input) {
    std::int64_t blocks = 0;
    for (std::int64_t row = 0; row < input.rows.count; ++row)
        blocks += (input.rows.length(row) + kAttentionBlock - 1) / kAttentionBlock;
    return blocks;
}

Status attentionForward(const AttentionForward& operation, const Parallel& parallel, CpuLevel level) {
    if (!isSound(operation.input) || !operation.context.data)
        return Status::BadArgument;
    const auto blocks = chosen_attentionForwardBlocks(level);
    parallel(operation.input.heads * queryBlocks(operation.input), 1,
             [&](std::int64_t begin, std::int64_t end) { blocks(operation, begin, end); });
    return Status::Ok;
}

Status attentionBackward(const AttentionBackward& operation, const Parallel& parallel, CpuLevel level) {
    const PackedHeads& input = operation.input;
    const bool shares = input.heads != input.kvHeads;
    if (!isSound(input) || !operation.context.data || !operation.logSumExp ||
        !operation.contextGradient.data || !operation.queryGradient.data || !operation.keyGradient.data ||
        !operation.valueGradient.data || (shares && !operation.shared) ||
        (operation.biasGradient && !input.bias.values))
        return Status::BadArgument;
    const auto rows = chosen_attentionBackwardRows(level);
    const std::int64_t count = input.rows.count;
    if (operation.biasGradient) // a head's rows add to the same numbers: on one thread, in their order
        parallel(input.heads, 1,
                 [&](std::int64_t begin, std::int64_t end) { rows(operation, begin * count, end * count); });
    else
        parallel(input.heads * count, 1,
                 [&](std::int64_t begin, std::int64_t end) { rows(operation, begin, end); });
    if (!shares)
        return Status::Ok;
    const auto add = chosen_addSharedGradients(level);
    parallel(input.keyRows.total(), rowGrain(2 * input.heads * input.headDim),
             [&](std::int64_t begin, std::int64_t end) { add(operation, begin, end); });
    return Status::Ok;
}

} // namespace luthier::kernels
