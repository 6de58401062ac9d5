#pragma once

#include <kernels/common/cpu_level.h>
#include <kernels/common/norm.h>
#include <kernels/common/parallel.h>

namespace luthier::kernels {

/// RMSNorm with an optional residual (Zhang and Sennrich, arXiv 1910.07467), of each unit of a row:
///   s = x + d,  r = 1 / sqrt(mean(s²) + ε),  y = s · r · w
/// x, d, s, y: rows of `groups` · `columns` fp32, wherever they lie; w: [columns]; r: [units], kept for
/// backward. Sums in fp32 over 16 lanes, pairwise at the end (relative error below 1e-6 at 8,192 columns).
/// `sum` may be `input`; `output` may be `delta` or, without one, `input`.
struct RmsNormForward {
    ConstRows input;
    ConstRows delta; ///< null: no residual
    Rows sum;        ///< written when there is a delta
    NormWeight weight;
    Rows output;
    float* inverseRms = nullptr; ///< null: not kept
    NormShape shape;
    float epsilon = 0.0F;
};

/// Gradient with g = dy · w:  dx (+)= r · (g − s · r² · mean(g · s));  dw += Σ_units dy · s · r.
struct RmsNormBackward {
    ConstRows outputGradient;
    ConstRows input; ///< s of forward
    NormWeight weight;
    const float* inverseRms = nullptr;
    Rows inputGradient;              ///< may be `outputGradient` or `input`; null: not wanted
    bool accumulateInput = false;    ///< add to inputGradient instead of overwriting it
    float* weightGradient = nullptr; ///< [columns], added to; null for a frozen weight
    float* weightPartials = nullptr; ///< [kNormParts, columns] scratch, needed with weightGradient
    NormShape shape;
};

Status rmsNormForward(const RmsNormForward& operation, const Parallel& parallel, CpuLevel level = cpuLevel());
Status rmsNormBackward(const RmsNormBackward& operation, const Parallel& parallel,
                       CpuLevel level = cpuLevel());

} // namespace luthier::kernels
