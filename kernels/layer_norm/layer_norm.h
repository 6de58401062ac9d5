#pragma once

#include <kernels/common/cpu_level.h>
#include <kernels/common/norm.h>
#include <kernels/common/parallel.h>

namespace luthier::kernels {

/// LayerNorm with an optional residual (Ba, Kiros and Hinton, arXiv 1607.06450), of each unit of a row:
///   s = x + d,  m = mean(s),  r = 1 / sqrt(mean((s − m)²) + ε),  y = (s − m) · r · w + b
/// Shapes, precision and aliasing as in rms_norm.h; m and r: [units], kept for backward.
struct LayerNormForward {
    ConstRows input;
    ConstRows delta; ///< null: no residual
    Rows sum;        ///< written when there is a delta
    NormWeight weight;
    const float* bias = nullptr; ///< [columns]; null: none
    Rows output;
    float* mean = nullptr;             ///< kept for backward; null without one
    float* inverseDeviation = nullptr; ///< the same
    NormShape shape;
    float epsilon = 0.0F;
};

/// Gradient with g = dy · w and n = (s − m) · r:  dx (+)= r · (g − mean(g) − n · mean(g · n));
/// dw += Σ_units dy · n;  db += Σ_units dy.
struct LayerNormBackward {
    ConstRows outputGradient;
    ConstRows input; ///< s of forward
    NormWeight weight;
    const float* mean = nullptr;
    const float* inverseDeviation = nullptr;
    Rows inputGradient; ///< null: not wanted
    bool accumulateInput = false;
    float* weightGradient = nullptr; ///< [columns], added to; null for a frozen weight
    float* biasGradient = nullptr;   ///< [columns], added to; null for a frozen bias
    float* partials = nullptr;       ///< [2, kNormParts, columns] scratch, needed with the gradients above
    NormShape shape;
};

Status layerNormForward(const LayerNormForward& operation, const Parallel& parallel,
                        CpuLevel level = cpuLevel());
Status layerNormBackward(const LayerNormBackward& operation, const Parallel& parallel,
                         CpuLevel level = cpuLevel());

} // namespace luthier::kernels
