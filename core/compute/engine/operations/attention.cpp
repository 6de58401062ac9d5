#include "attention.h"

#include "matrices.h"
#include "parallel.h"
#include "rowwise.h"

#include <kernels/attention/attention.h>

#include <algorithm>

namespace luthier::engine {
namespace {

kernels::PackedRows packed(std::span<const std::int32_t> starts) {
    return {starts.data(), static_cast<std::int64_t>(starts.size()) - 1};
}

kernels::PackedHeads packedHeads(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                                 const AttentionRows& rows, const AttentionHeads& heads,
                                 const BiasByDistance& bias) {
    return {rowsOf(query),
            rowsOf(key),
            rowsOf(value),
            packed(rows.queries),
            packed(rows.keys),
            heads.heads,
            heads.kvHeads,
            heads.headDim,
            static_cast<float>(heads.scale),
            {heads.causal, heads.window},
            static_cast<float>(heads.softcap),
            {floats(bias.values), bias.reach, bias.values.defined() ? bias.values.size(1) : 0}};
}

} // namespace

std::int64_t AttentionRows::longest() const {
    std::int64_t longest = 0;
    for (const auto& starts : {queries, keys})
        for (std::size_t row = 0; row + 1 < starts.size(); ++row)
            longest = std::max<std::int64_t>(longest, starts[row + 1] - starts[row]);
    return longest;
}

std::int64_t BiasByDistance::widthOf(std::int64_t reach) {
    return kernels::DistanceBias::widthOf(reach);
}

void attentionForward(at::Tensor context, at::Tensor logSumExp, const at::Tensor& query,
                      const at::Tensor& key, const at::Tensor& value, const AttentionRows& rows,
                      const AttentionHeads& heads, const BiasByDistance& bias) {
    if (usesKernels(query))
        check(kernels::attentionForward(
            {packedHeads(query, key, value, rows, heads, bias), writtenRowsOf(context), floats(logSumExp)},
            onTorchThreads));
    else
        plain::attentionForward(context, query, key, value, rows, heads, bias);
}

void attentionBackward(const AttentionGradients& gradients, const at::Tensor& contextGradient,
                       const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                       const at::Tensor& context, const at::Tensor& logSumExp, const at::Tensor& shared,
                       const AttentionRows& rows, const AttentionHeads& heads, const BiasByDistance& bias) {
    if (usesKernels(query))
        check(kernels::attentionBackward(
            {packedHeads(query, key, value, rows, heads, bias), rowsOf(context), floats(logSumExp),
             rowsOf(contextGradient), writtenRowsOf(gradients.query), writtenRowsOf(gradients.key),
             writtenRowsOf(gradients.value), floats(shared), floats(gradients.bias)},
            onTorchThreads));
    else
        plain::attentionBackward(gradients, contextGradient, query, key, value, rows, heads, bias);
}

} // namespace luthier::engine
