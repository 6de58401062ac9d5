#pragma once

#include <kernels/common/cpu_level.h>
#include <kernels/common/parallel.h>

namespace luthier::kernels {

/// One step of AdamW (Loshchilov and Hutter, arXiv 1711.05101), in torch.optim.AdamW's order of operations:
///   w ← w (1 − η λ);  m ← m + (g − m)(1 − β₁);  v ← β₂ v + (1 − β₂) g²;
///   w ← w − η / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)      with g = gradient · gradientScale
/// Arrays of `count` floats; `step` t counts from 1.
struct AdamW {
    float* weights = nullptr;
    const float* gradients = nullptr;
    float* firstMoments = nullptr;
    float* secondMoments = nullptr;
    std::int64_t count = 0;
    std::int64_t step = 1;
    double learningRate = 0;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double epsilon = 1e-8;
    double weightDecay = 0;
    float gradientScale = 1.0F;
};

Status adamW(const AdamW& operation, const Parallel& parallel, CpuLevel level = cpuLevel());

/// Σ gᵢ² in double, in blocks of fixed size, so that the sum does not depend on threads.
double sumOfSquares(const float* values, std::int64_t count, const Parallel& parallel,
                    CpuLevel level = cpuLevel());

} // namespace luthier::kernels
