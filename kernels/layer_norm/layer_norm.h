#pragma once

#include <kernels/common/cpu_level.h>
#include <kernels/common/parallel.h>

namespace luthier::kernels {

/// LayerNorm with an optional residual (Ba, Kiros and Hinton, arXiv 1607.06450):
///   s = x + d,  m = mean(s),  r = 1 / sqrt(mean((s − m)²) + ε),  y = (s − m) · r · w + b
/// Shapes, precision and aliasing as in rms_norm.h; m and r: [rows], kept for backward.
struct LayerNormForward {
    const float* input = nullptr;
    const float* delta = nullptr; ///< null: no residual
    float* sum = nullptr;         ///< written when there is a delta
    const float* weight = nullptr;
    const float* bias = nullptr;
    float* output = nullptr;
    float* mean = nullptr;             ///< [rows], kept for backward; null without one
    float* inverseDeviation = nullptr; ///< the same
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    float epsilon = 0.0F;
};

/// Gradient with g = dy · w and n = (s − m) · r:  dx (+)= r · (g − mean(g) − n · mean(g · n));
/// dw += Σ_rows dy · n;  db += Σ_rows dy.
struct LayerNormBackward {
    const float* outputGradient = nullptr;
    const float* input = nullptr; ///< s of forward
    const float* weight = nullptr;
    const float* mean = nullptr;
    const float* inverseDeviation = nullptr;
    float* inputGradient = nullptr;
    bool accumulateInput = false;
    float* weightGradient = nullptr; ///< [columns], added to; null for frozen weights
    float* biasGradient = nullptr;   ///< [columns], added to; null for frozen weights
    float* partials = nullptr; ///< [2, kLayerNormParts, columns] scratch, needed with the gradients above
    std::int64_t rows = 0;
    std::int64_t columns = 0;
};

constexpr std::int64_t kLayerNormParts = 16;

Status layerNormForward(const LayerNormForward& operation, const Parallel& parallel,
                        CpuLevel level = cpuLevel());
Status layerNormBackward(const LayerNormBackward& operation, const Parallel& parallel,
                         CpuLevel level = cpuLevel());

} // namespace luthier::kernels
