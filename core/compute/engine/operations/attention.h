#pragma once

#include <families/model_shape.h>

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>

namespace luthier::engine {

/// Causal attention within each row of a packed batch (softmax(q·kᵀ·scale)·v, arXiv 1706.03762).
/// qkv: [tokens, queryWidth + 2 · keyValueWidth], query then key then value; context: [tokens, queryWidth];
/// logSumExp: [tokens, heads], kept for backward, or undefined. Grouped heads read their key and value head.
/// All are row-contiguous.
void attentionForward(at::Tensor context, at::Tensor logSumExp, const at::Tensor& qkv,
                      std::span<const std::int32_t> rowStarts, const families::ModelShape& shape);

/// qkvGradient is overwritten. shared: scratch, [tokens, 2 · queryWidth], for grouped heads; else undefined.
void attentionBackward(at::Tensor qkvGradient, const at::Tensor& contextGradient, const at::Tensor& qkv,
                       const at::Tensor& context, const at::Tensor& logSumExp, const at::Tensor& shared,
                       std::span<const std::int32_t> rowStarts, const families::ModelShape& shape);

/// New tokens against a cache: query [tokens, queryWidth]; cache [capacity, 2 · keyValueWidth] (key, value),
/// whose first `before + tokens` rows are filled; token i sees the first before + i + 1 of them.
void attentionCached(at::Tensor context, const at::Tensor& query, const at::Tensor& cache,
                     std::int64_t before, const families::ModelShape& shape);

} // namespace luthier::engine
