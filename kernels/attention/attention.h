#pragma once

#include <kernels/common/cpu_level.h>
#include <kernels/common/parallel.h>
#include <kernels/common/rows.h>

namespace luthier::kernels {

constexpr std::int64_t kLargestHeadDim = 1024;
constexpr std::int64_t kAttentionBlock = 64;

/// Causal attention within each row of a packed batch,  c_i = Σ_{j≤i} softmax_j(scale · q_i·k_j) · v_j (arXiv
/// 1706.03762), 64 queries against 64 keys at a time, so that no more scores are held (arXiv 2205.14135) and
/// half of the blocks fall away. Fp32; sums of products are chains of multiply-adds, fused but for the plain
/// level.
struct PackedHeads {
    ConstRows query; ///< [tokens, heads · headDim]; heads / kvHeads query heads share a key head
    ConstRows key;   ///< [tokens, kvHeads · headDim]
    ConstRows value; ///< the same
    const std::int32_t* rowStarts = nullptr; ///< [rows + 1], from 0 up to the number of tokens, never falling
    std::int64_t rows = 0;
    std::int64_t heads = 0;
    std::int64_t kvHeads = 0; ///< divides heads
    std::int64_t headDim = 0; ///< at most kLargestHeadDim: a block's scratch lies on the stack
    float scale = 0.0F;

    std::int64_t tokens() const { return rowStarts[rows]; }
};

/// Blocks of queries in one head of all rows.
std::int64_t queryBlocks(const PackedHeads& input);

struct AttentionForward {
    PackedHeads input;
    float* context = nullptr; ///< [tokens, heads · headDim]
    /// [tokens, heads]: log Σ_j exp(scale · q_i·k_j), kept for backward; null without one.
    float* logSumExp = nullptr;
};
Status attentionForward(const AttentionForward& operation, const Parallel& parallel,
                        CpuLevel level = cpuLevel());

struct AttentionBackward {
    PackedHeads input;
    const float* context = nullptr;
    const float* logSumExp = nullptr;
    const float* contextGradient = nullptr;
    Rows queryGradient; ///< overwritten, as the two others
    Rows keyGradient;
    Rows valueGradient;
    /// Scratch, [tokens, 2 · heads · headDim]: the gradients of shared keys and values before they are added
    /// up. Not needed where heads equals kvHeads.
    float* shared = nullptr;
};
Status attentionBackward(const AttentionBackward& operation, const Parallel& parallel,
                         CpuLevel level = cpuLevel());

} // namespace luthier::kernels
