#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>

namespace luthier::engine {

/// How query, key and value are cut into heads.
struct AttentionHeads {
    std::int64_t heads = 0;
    std::int64_t kvHeads = 0;
    std::int64_t headDim = 0;
    double scale = 1.0;
};

/// Causal attention within each row of a packed batch (softmax(q·kᵀ·scale)·v, arXiv 1706.03762).
/// query, context: [tokens, heads · headDim]; key, value: [tokens, kvHeads · headDim]; logSumExp: [tokens,
/// heads], kept for backward, or undefined. Grouped heads read their key and value head. Rows may lie apart,
/// but for the context's.
void attentionForward(at::Tensor context, at::Tensor logSumExp, const at::Tensor& query,
                      const at::Tensor& key, const at::Tensor& value, std::span<const std::int32_t> rowStarts,
                      const AttentionHeads& heads);

struct AttentionGradients {
    at::Tensor query;
    at::Tensor key;
    at::Tensor value;
};

/// The gradients are overwritten. shared: scratch, [tokens, 2 · heads · headDim], for grouped heads; else
/// undefined.
void attentionBackward(const AttentionGradients& gradients, const at::Tensor& contextGradient,
                       const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                       const at::Tensor& context, const at::Tensor& logSumExp, const at::Tensor& shared,
                       std::span<const std::int32_t> rowStarts, const AttentionHeads& heads);

/// New tokens against a cache: query [tokens, heads · headDim]; keys and values [capacity, kvHeads ·
/// headDim], whose first `before + tokens` rows are filled; token i sees the first before + i + 1 of them.
void attentionCached(at::Tensor context, const at::Tensor& query, const at::Tensor& keys,
                     const at::Tensor& values, std::int64_t before, const AttentionHeads& heads);

} // namespace luthier::engine
