#pragma once

#include <program/attributes.h>

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>

namespace luthier::engine {

/// How query, key and value are cut into heads, and which keys a query sees (program::AttentionAttributes).
struct AttentionHeads {
    std::int64_t heads = 0;
    std::int64_t kvHeads = 0;
    std::int64_t headDim = 0;
    double scale = 1.0;
    bool causal = true;
    std::int64_t window = 0;
    double softcap = 0.0;
};

/// Where the rows of a packed batch start, one number more than there are rows; those of the keys may be
/// others.
struct AttentionRows {
    std::span<const std::int32_t> queries;
    std::span<const std::int32_t> keys;

    std::size_t count() const { return queries.size() - 1; }
    std::int64_t longest() const;
};

/// A bias table laid out by distance, which is what kernels read: [heads, width], that of query i and key j
/// in column i − j + reach − 1.
struct BiasByDistance {
    at::Tensor values;  ///< undefined: none
    at::Tensor buckets; ///< [width]: the row of the table that each column is
    std::int64_t reach = 0;

    static std::int64_t widthOf(std::int64_t reach);
};
/// `table`: [buckets, heads], or undefined. Written to `room`, where it is given.
BiasByDistance biasByDistance(const at::Tensor& table, const program::RelativeBias& relative,
                              std::int64_t reach, const at::Tensor& room);

/// Attention within each row of a packed batch (softmax(q·kᵀ·scale)·v, arXiv 1706.03762).
/// query, context: [tokens, heads · headDim]; key, value: [key tokens, kvHeads · headDim]; logSumExp:
/// [tokens, heads], kept for backward, or undefined. Grouped heads read their key and value head. Rows may
/// lie apart.
void attentionForward(at::Tensor context, at::Tensor logSumExp, const at::Tensor& query,
                      const at::Tensor& key, const at::Tensor& value, const AttentionRows& rows,
                      const AttentionHeads& heads, const BiasByDistance& bias = {});

struct AttentionGradients {
    at::Tensor query;
    at::Tensor key;
    at::Tensor value;
    at::Tensor bias; ///< by distance, as the bias; undefined: not wanted
};

/// The gradients are overwritten. shared: scratch, [key tokens, 2 · heads · headDim], for grouped heads; else
/// undefined.
void attentionBackward(const AttentionGradients& gradients, const at::Tensor& contextGradient,
                       const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                       const at::Tensor& context, const at::Tensor& logSumExp, const at::Tensor& shared,
                       const AttentionRows& rows, const AttentionHeads& heads,
                       const BiasByDistance& bias = {});

/// New tokens against a cache: query [tokens, heads · headDim]; keys and values [capacity, kvHeads ·
/// headDim], whose first `before + tokens` rows are filled; token i is at place before + i of its text.
void attentionCached(at::Tensor context, const at::Tensor& query, const at::Tensor& keys,
                     const at::Tensor& values, std::int64_t before, const AttentionHeads& heads,
                     const BiasByDistance& bias = {});

// By ATen's operations, for devices that our kernels do not know yet. They allocate.
namespace plain {
void attentionForward(at::Tensor context, const at::Tensor& query, const at::Tensor& key,
                      const at::Tensor& value, const AttentionRows& rows, const AttentionHeads& heads,
                      const BiasByDistance& bias);
void attentionBackward(const AttentionGradients& gradients, const at::Tensor& contextGradient,
                       const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                       const AttentionRows& rows, const AttentionHeads& heads, const BiasByDistance& bias);
} // namespace plain

} // namespace luthier::engine
