#include "attention.h"

#include "matrices.h"
#include "parallel.h"
#include "rowwise.h"

#include <kernels/attention/attention.h>

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/softmax.h>

#include <limits>

namespace luthier::engine {
namespace {

/// The heads of one row of the batch as [1, heads, tokens, headDim], a view.
at::Tensor headsOf(const at::Tensor& values, std::int64_t start, std::int64_t tokens, std::int64_t headDim) {
    return values.narrow(0, start, tokens)
        .unflatten(1, {values.size(1) / headDim, headDim})
        .transpose(0, 1)
        .unsqueeze(0);
}

struct Heads {
    at::Tensor query;
    at::Tensor key;
    at::Tensor value;
};

/// Keys and values are repeated for grouped heads.
at::Tensor repeated(const at::Tensor& values, const AttentionHeads& heads) {
    const std::int64_t group = heads.heads / heads.kvHeads;
    if (group == 1)
        return values;
    return values.unsqueeze(2)
        .expand({1, heads.kvHeads, group, values.size(2), heads.headDim})
        .reshape({1, heads.heads, values.size(2), heads.headDim});
}

Heads headsOfRow(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value, std::int64_t start,
                 std::int64_t tokens, const AttentionHeads& heads) {
    return {headsOf(query, start, tokens, heads.headDim),
            repeated(headsOf(key, start, tokens, heads.headDim), heads),
            repeated(headsOf(value, start, tokens, heads.headDim), heads)};
}

/// Adds the gradients of repeated heads up and puts them where the head came from.
void putBack(const at::Tensor& gradient, const at::Tensor& values, std::int64_t start, std::int64_t headDim) {
    const std::int64_t tokens = values.size(2);
    const std::int64_t count = gradient.size(1) / headDim;
    at::Tensor summed = values;
    if (count != values.size(1))
        summed = values.view({1, count, values.size(1) / count, tokens, headDim}).sum(2);
    headsOf(gradient, start, tokens, headDim).copy_(summed);
}

at::Tensor causalMask(std::int64_t tokens, std::int64_t seen, const at::Tensor& like) {
    // Row i may see the first seen − tokens + i + 1 columns.
    const auto options = at::TensorOptions().device(like.device()).dtype(at::kLong);
    return at::arange(seen, options).unsqueeze(0) >
           (at::arange(tokens, options).unsqueeze(1) + (seen - tokens));
}

/// softmax(q·kᵀ·scale) with the mask, [1, heads, tokens, seen].
at::Tensor probabilities(const at::Tensor& query, const at::Tensor& key, double scale) {
    const at::Tensor scores = at::matmul(query, key.transpose(-1, -2)) * scale;
    return at::softmax(scores.masked_fill(causalMask(query.size(2), key.size(2), query),
                                          -std::numeric_limits<float>::infinity()),
                       -1);
}

struct HeadGradients {
    at::Tensor query;
    at::Tensor key;
    at::Tensor value;
};

HeadGradients plainBackward(const at::Tensor& gradient, const Heads& heads, double scale) {
    const at::Tensor weights = probabilities(heads.query, heads.key, scale);
    const at::Tensor weightGradient = at::matmul(gradient, heads.value.transpose(-1, -2));
    const at::Tensor scores = weights * (weightGradient - (weightGradient * weights).sum(-1, true)) * scale;
    return {at::matmul(scores, heads.key), at::matmul(scores.transpose(-1, -2), heads.query),
            at::matmul(weights.transpose(-1, -2), gradient)};
}

kernels::PackedHeads packedHeads(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                                 std::span<const std::int32_t> rowStarts, const AttentionHeads& heads) {
    return {rowsOf(query),
            rowsOf(key),
            rowsOf(value),
            rowStarts.data(),
            static_cast<std::int64_t>(rowStarts.size()) - 1,
            heads.heads,
            heads.kvHeads,
            heads.headDim,
            static_cast<float>(heads.scale)};
}

} // namespace

void attentionForward(at::Tensor context, at::Tensor logSumExp, const at::Tensor& query,
                      const at::Tensor& key, const at::Tensor& value, std::span<const std::int32_t> rowStarts,
                      const AttentionHeads& heads) {
    if (usesKernels(query)) {
        check(kernels::attentionForward({packedHeads(query, key, value, rowStarts, heads),
                                         context.data_ptr<float>(),
                                         logSumExp.defined() ? logSumExp.data_ptr<float>() : nullptr},
                                        onTorchThreads));
        return;
    }
    for (std::size_t row = 0; row + 1 < rowStarts.size(); ++row) {
        const std::int64_t start = rowStarts[row];
        const std::int64_t tokens = rowStarts[row + 1] - start;
        const Heads all = headsOfRow(query, key, value, start, tokens, heads);
        headsOf(context, start, tokens, heads.headDim)
            .copy_(at::matmul(probabilities(all.query, all.key, heads.scale), all.value));
    }
}

void attentionBackward(const AttentionGradients& gradients, const at::Tensor& contextGradient,
                       const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                       const at::Tensor& context, const at::Tensor& logSumExp, const at::Tensor& shared,
                       std::span<const std::int32_t> rowStarts, const AttentionHeads& heads) {
    if (usesKernels(query)) {
        check(kernels::attentionBackward(
            {packedHeads(query, key, value, rowStarts, heads), context.const_data_ptr<float>(),
             logSumExp.const_data_ptr<float>(), contextGradient.const_data_ptr<float>(),
             writtenRowsOf(gradients.query), writtenRowsOf(gradients.key), writtenRowsOf(gradients.value),
             shared.defined() ? shared.data_ptr<float>() : nullptr},
            onTorchThreads));
        return;
    }
    for (std::size_t row = 0; row + 1 < rowStarts.size(); ++row) {
        const std::int64_t start = rowStarts[row];
        const std::int64_t tokens = rowStarts[row + 1] - start;
        const HeadGradients ofRow =
            plainBackward(headsOf(contextGradient, start, tokens, heads.headDim),
                          headsOfRow(query, key, value, start, tokens, heads), heads.scale);
        putBack(gradients.query, ofRow.query, start, heads.headDim);
        putBack(gradients.key, ofRow.key, start, heads.headDim);
        putBack(gradients.value, ofRow.value, start, heads.headDim);
    }
}

void attentionCached(at::Tensor context, const at::Tensor& query, const at::Tensor& keys,
                     const at::Tensor& values, std::int64_t before, const AttentionHeads& heads) {
    const std::int64_t tokens = query.size(0);
    const std::int64_t seen = before + tokens;
    const std::int64_t group = heads.heads / heads.kvHeads;
    // [kvHeads, group · tokens, headDim] against [kvHeads, seen, headDim]: a group shares its key head.
    const at::Tensor queries = query.unflatten(1, {heads.kvHeads, group, heads.headDim})
                                   .permute({1, 2, 0, 3})
                                   .reshape({heads.kvHeads, group * tokens, heads.headDim});
    const at::Tensor key =
        keys.narrow(0, 0, seen).unflatten(1, {heads.kvHeads, heads.headDim}).transpose(0, 1);
    const at::Tensor value =
        values.narrow(0, 0, seen).unflatten(1, {heads.kvHeads, heads.headDim}).transpose(0, 1);
    at::Tensor scores = at::matmul(queries, key.transpose(-1, -2)).mul_(heads.scale);
    if (tokens > 1)
        scores.view({heads.kvHeads, group, tokens, seen})
            .masked_fill_(causalMask(tokens, seen, query), -std::numeric_limits<float>::infinity());
    const at::Tensor output = at::matmul(at::softmax(scores, -1), value);
    context.unflatten(1, {heads.kvHeads, group, heads.headDim})
        .copy_(output.view({heads.kvHeads, group, tokens, heads.headDim}).permute({2, 0, 1, 3}));
}

} // namespace luthier::engine
