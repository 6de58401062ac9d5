#pragma once

#include <kernels/common/cpu_level.h>
#include <kernels/common/dynamic_bytes.h>
#include <kernels/common/parallel.h>

namespace luthier::kernels {

/// Numbers of a tensor that share the largest magnitude of a moment; the last ones may be fewer.
constexpr std::int64_t kMomentBlock = 256;
constexpr std::int64_t momentBlocks(std::int64_t count) {
    return (count + kMomentBlock - 1) / kMomentBlock;
}

/// One step of AdamW whose moments are kept in eight bits (arXiv 2110.02861), bit for bit as bitsandbytes
/// 0.50 takes it on a CPU with AVX2. Of each block a moment is code · absmax (signedBytes the first,
/// unsignedBytes the second); with g = gradient · gradientScale
///   m ← β₁ m + (1 − β₁) g;  v ← β₂ v + (1 − β₂) g²;
///   w ← w (1 − η λ);  w ← w − η / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)
/// in fp32, the sums of m and v fused; then absmax is the largest magnitude, and codes are those of
/// m · (1 / absmax). A block of zeros has codes 0. `count` weights and gradients, and as many codes;
/// momentBlocks(count) absmax; `step` t counts from 1. All zero, codes and absmax are moments of zero.
struct AdamW8bit {
    float* weights = nullptr;
    const float* gradients = nullptr;
    std::uint8_t* firstCodes = nullptr;
    float* firstAbsmax = nullptr;
    std::uint8_t* secondCodes = nullptr;
    float* secondAbsmax = nullptr;
    std::int64_t count = 0;
    std::int64_t step = 1;
    double learningRate = 0;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double weightDecay = 0;
    float gradientScale = 1.0F;
};

Status adamW8bit(const AdamW8bit& operation, const Parallel& parallel, CpuLevel level = cpuLevel());

} // namespace luthier::kernels
