#pragma once

#include <kernels/common/cpu_level.h>
#include <kernels/common/parallel.h>

#include <array>

namespace luthier::kernels {

// NormalFloat in four bits (QLoRA, arXiv 2305.14314, section 3), bit for bit as bitsandbytes 0.50 has it on a
// CPU: a matrix is taken flat, in blocks; value i is kNf4Values[code i] · absmax of its block, in fp32.

/// Quantiles of the normal distribution, between −1 and 1; code 7 is zero.
constexpr std::array<float, 16> kNf4Values = {
    -1.0F,        -0.69619280F, -0.52507305F, -0.39491749F, -0.28444138F, -0.18477343F, -0.091050036F, 0.0F,
    0.079580300F, 0.16093020F,  0.24611230F,  0.33791524F,  0.44070983F,  0.56261700F,  0.72295684F,   1.0F};
/// Elements of a block where we choose, and blocks that share the statistics of double quantisation.
constexpr std::int64_t kNf4Block = 64;
constexpr std::int64_t kNf4NestedBlock = 256;

constexpr std::int64_t nf4Blocks(std::int64_t elements, std::int64_t block = kNf4Block) {
    return (elements + block - 1) / block;
}

/// A matrix in NF4. Two codes a byte, the first in its upper half; after an odd last one stands a 7.
struct Nf4 {
    std::int64_t elements = 0;
    std::int64_t block = kNf4Block; ///< even
    const std::uint8_t* codes = nullptr;
    const float* absmax = nullptr; ///< one a block; null where they are quantised as well (below)
    /// absmax of block b = map[absmaxCodes[b]] · nestedAbsmax[b / 256] + offset.
    const std::uint8_t* absmaxCodes = nullptr;
    const float* nestedAbsmax = nullptr;
    const float* map = nullptr; ///< 256 values
    float offset = 0.0F;
};

/// The matrix in fp32, or in bf16 (that value rounded to the nearest, ties to even); flat.
Status expandNf4(const Nf4& matrix, float* values, const Parallel& parallel, CpuLevel level = cpuLevel());
Status expandNf4(const Nf4& matrix, std::uint16_t* rounded, const Parallel& parallel,
                 CpuLevel level = cpuLevel());

/// Values to codes in blocks of kNf4Block: absmax is the largest magnitude of the block, a code the nearest
/// value of x · (1 / absmax). A block that holds NaN or infinity has an absmax that is not finite, which is
/// the caller's to refuse.
struct QuantiseNf4 {
    const float* values = nullptr;
    std::int64_t elements = 0;
    std::uint8_t* codes = nullptr; ///< (elements + 1) / 2
    float* absmax = nullptr;       ///< nf4Blocks
};
Status quantiseNf4(const QuantiseNf4& operation, const Parallel& parallel, CpuLevel level = cpuLevel());

/// Double quantisation of the blocks' absmax: less their mean, in blocks of kNf4NestedBlock, to the codes of
/// signedBytes(). Gives the mean. Serial; its sum is in the order of LibTorch on one thread.
float quantiseAbsmax(const float* absmax, std::int64_t count, std::uint8_t* codes, float* nestedAbsmax);

} // namespace luthier::kernels
