#include "attention.h"

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

/// Query, key or value of one row of the batch as [1, heads, tokens, headDim], a view.
at::Tensor headsOf(const at::Tensor& values, std::int64_t start, std::int64_t tokens, std::int64_t column,
                   std::int64_t heads, std::int64_t headDim) {
    return values.narrow(0, start, tokens)
        .narrow(1, column, heads * headDim)
        .unflatten(1, {heads, headDim})
        .transpose(0, 1)
        .unsqueeze(0);
}

struct Heads {
    at::Tensor query;
    at::Tensor key;
    at::Tensor value;
};

/// Keys and values are repeated for grouped heads.
at::Tensor repeated(const at::Tensor& values, const families::ModelShape& shape) {
    const std::int64_t group = shape.heads / shape.kvHeads;
    if (group == 1)
        return values;
    return values.unsqueeze(2)
        .expand({1, shape.kvHeads, group, values.size(2), shape.headDim})
        .reshape({1, shape.heads, values.size(2), shape.headDim});
}

Heads headsOfRow(const at::Tensor& qkv, std::int64_t start, std::int64_t tokens,
                 const families::ModelShape& shape) {
    const std::int64_t key = shape.queryWidth();
    const std::int64_t value = key + shape.keyValueWidth();
    return {headsOf(qkv, start, tokens, 0, shape.heads, shape.headDim),
            repeated(headsOf(qkv, start, tokens, key, shape.kvHeads, shape.headDim), shape),
            repeated(headsOf(qkv, start, tokens, value, shape.kvHeads, shape.headDim), shape)};
}

/// Adds the gradients of repeated heads up and puts them where the head came from.
void putBack(at::Tensor gradient, const at::Tensor& heads, std::int64_t start, std::int64_t column,
             std::int64_t count, const families::ModelShape& shape) {
    const std::int64_t tokens = heads.size(2);
    at::Tensor summed = heads;
    if (count != heads.size(1))
        summed = heads.view({1, count, heads.size(1) / count, tokens, shape.headDim}).sum(2);
    headsOf(gradient, start, tokens, column, count, shape.headDim).copy_(summed);
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

kernels::PackedHeads packedHeads(const at::Tensor& qkv, std::span<const std::int32_t> rowStarts,
                                 const families::ModelShape& shape) {
    return {qkv.const_data_ptr<float>(),
            rowStarts.data(),
            static_cast<std::int64_t>(rowStarts.size()) - 1,
            shape.heads,
            shape.kvHeads,
            shape.headDim,
            static_cast<float>(shape.attentionScale)};
}

} // namespace

void attentionForward(at::Tensor context, at::Tensor logSumExp, const at::Tensor& qkv,
                      std::span<const std::int32_t> rowStarts, const families::ModelShape& shape) {
    if (usesKernels(qkv)) {
        check(kernels::attentionForward({packedHeads(qkv, rowStarts, shape), context.data_ptr<float>(),
                                         logSumExp.defined() ? logSumExp.data_ptr<float>() : nullptr},
                                        onTorchThreads));
        return;
    }
    for (std::size_t row = 0; row + 1 < rowStarts.size(); ++row) {
        const std::int64_t start = rowStarts[row];
        const std::int64_t tokens = rowStarts[row + 1] - start;
        const Heads heads = headsOfRow(qkv, start, tokens, shape);
        headsOf(context, start, tokens, 0, shape.heads, shape.headDim)
            .copy_(at::matmul(probabilities(heads.query, heads.key, shape.attentionScale), heads.value));
    }
}

void attentionBackward(at::Tensor qkvGradient, const at::Tensor& contextGradient, const at::Tensor& qkv,
                       const at::Tensor& context, const at::Tensor& logSumExp, const at::Tensor& shared,
                       std::span<const std::int32_t> rowStarts, const families::ModelShape& shape) {
    if (usesKernels(qkv)) {
        check(kernels::attentionBackward(
            {packedHeads(qkv, rowStarts, shape), context.const_data_ptr<float>(),
             logSumExp.const_data_ptr<float>(), contextGradient.const_data_ptr<float>(),
             qkvGradient.data_ptr<float>(), shared.defined() ? shared.data_ptr<float>() : nullptr},
            onTorchThreads));
        return;
    }
    const std::int64_t key = shape.queryWidth();
    const std::int64_t value = key + shape.keyValueWidth();
    for (std::size_t row = 0; row + 1 < rowStarts.size(); ++row) {
        const std::int64_t start = rowStarts[row];
        const std::int64_t tokens = rowStarts[row + 1] - start;
        const at::Tensor gradient = headsOf(contextGradient, start, tokens, 0, shape.heads, shape.headDim);
        const HeadGradients gradients =
            plainBackward(gradient, headsOfRow(qkv, start, tokens, shape), shape.attentionScale);
        putBack(qkvGradient, gradients.query, start, 0, shape.heads, shape);
        putBack(qkvGradient, gradients.key, start, key, shape.kvHeads, shape);
        putBack(qkvGradient, gradients.value, start, value, shape.kvHeads, shape);
    }
}

void attentionCached(at::Tensor context, const at::Tensor& query, const at::Tensor& cache,
                     std::int64_t before, const families::ModelShape& shape) {
    const std::int64_t tokens = query.size(0);
    const std::int64_t seen = before + tokens;
    const std::int64_t group = shape.heads / shape.kvHeads;
    // [kvHeads, group · tokens, headDim] against [kvHeads, seen, headDim]: a group shares its key head.
    const at::Tensor queries = query.unflatten(1, {shape.kvHeads, group, shape.headDim})
                                   .permute({1, 2, 0, 3})
                                   .reshape({shape.kvHeads, group * tokens, shape.headDim});
    const at::Tensor filled = cache.narrow(0, 0, seen);
    const at::Tensor keys = filled.narrow(1, 0, shape.keyValueWidth())
                                .unflatten(1, {shape.kvHeads, shape.headDim})
                                .transpose(0, 1);
    const at::Tensor values = filled.narrow(1, shape.keyValueWidth(), shape.keyValueWidth())
                                  .unflatten(1, {shape.kvHeads, shape.headDim})
                                  .transpose(0, 1);
    at::Tensor scores = at::matmul(queries, keys.transpose(-1, -2)).mul_(shape.attentionScale);
    if (tokens > 1)
        scores.view({shape.kvHeads, group, tokens, seen})
            .masked_fill_(causalMask(tokens, seen, query), -std::numeric_limits<float>::infinity());
    const at::Tensor output = at::matmul(at::softmax(scores, -1), values);
    context.unflatten(1, {shape.kvHeads, group, shape.headDim})
        .copy_(output.view({shape.kvHeads, group, tokens, shape.headDim}).permute({2, 0, 1, 3}));
}

} // namespace luthier::engine
