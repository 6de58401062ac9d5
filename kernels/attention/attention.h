#pragma once

#include <kernels/common/cpu_level.h>
#include <kernels/common/parallel.h>
#include <kernels/common/rows.h>

namespace luthier::kernels {

constexpr std::int64_t kLargestHeadDim = 1024;
constexpr std::int64_t kAttentionBlock = 64;

/// The rows of a packed batch: row r is [starts[r], starts[r + 1]) of its matrix.
struct PackedRows {
    const std::int32_t* starts = nullptr; ///< [count + 1], from 0, never falling
    std::int64_t count = 0;

    std::int64_t total() const { return starts[count]; }
    [[gnu::always_inline]] std::int64_t length(std::int64_t row) const {
        return starts[row + 1] - starts[row];
    }
};

/// Which keys of its row a query sees.
struct Sight {
    bool causal = true; ///< none behind its own; else all
    /// 0: no bound. Causal: the last `window` keys. Else: those at most `window` away.
    std::int64_t window = 0;
};

/// A number for each head and distance that is added to the scores (arXiv 1910.10683): that of query i and
/// key j stands at head · width + i − j + reach − 1.
struct DistanceBias {
    const float* values = nullptr; ///< [heads, width]; null: none
    std::int64_t reach = 0;        ///< no row is longer
    std::int64_t width = 0;        ///< at least widthOf(reach): whole blocks are read

    static std::int64_t widthOf(std::int64_t reach) { return 2 * reach + kAttentionBlock; }
};

/// Attention within each row of a packed batch,  c_i = Σ_j softmax_j(s_ij) · v_j  over the keys j that i
/// sees, s_ij = scale · q_i·k_j (arXiv 1706.03762), 64 queries against 64 keys at a time, so that no more
/// scores are held (arXiv 2205.14135) and blocks that nobody sees fall away. With a cap, s becomes cap ·
/// tanh(s / cap). Fp32; sums of products are chains of multiply-adds, fused but for the plain level.
struct PackedHeads {
    ConstRows query; ///< [tokens, heads · headDim]; heads / kvHeads query heads share a key head
    ConstRows key;   ///< [key tokens, kvHeads · headDim]
    ConstRows value; ///< the same
    PackedRows rows;
    PackedRows keyRows; ///< as many; where `sight` has a bound, of the same lengths
    std::int64_t heads = 0;
    std::int64_t kvHeads = 0; ///< divides heads
    std::int64_t headDim = 0; ///< at most kLargestHeadDim: a block's scratch lies on the stack
    float scale = 0.0F;
    Sight sight = {};
    float softcap = 0.0F;   ///< 0: none
    DistanceBias bias = {}; ///< not with a cap
};

/// Blocks of queries in one head of all rows.
std::int64_t queryBlocks(const PackedHeads& input);

struct AttentionForward {
    PackedHeads input;
    Rows context; ///< [tokens, heads · headDim]; zero where a query has no key
    /// [tokens, heads]: log Σ_j exp(s_ij), kept for backward; null without one.
    float* logSumExp = nullptr;
};
Status attentionForward(const AttentionForward& operation, const Parallel& parallel,
                        CpuLevel level = cpuLevel());

struct AttentionBackward {
    PackedHeads input;
    ConstRows context;
    const float* logSumExp = nullptr;
    ConstRows contextGradient;
    Rows queryGradient; ///< overwritten, as the two others
    Rows keyGradient;
    Rows valueGradient;
    /// Scratch, [key tokens, 2 · heads · headDim]: the gradients of shared keys and values before they are
    /// added up. Not needed where heads equals kvHeads.
    float* shared = nullptr;
    float* biasGradient = nullptr; ///< as the bias, overwritten; null: not wanted
};
Status attentionBackward(const AttentionBackward& operation, const Parallel& parallel,
                         CpuLevel level = cpuLevel());

} // namespace luthier::kernels
