#pragma once

#include <kernels/common/cpu_level.h>
#include <kernels/common/parallel.h>

namespace luthier::kernels {

/// RMSNorm with an optional residual (Zhang and Sennrich, arXiv 1910.07467):
///   s = x + d,  r = 1 / sqrt(mean(s²) + ε),  y = s · r · w
/// x, d, s, y: [rows, columns] fp32; w: [columns]; r: [rows], kept for backward. Sums in fp32 over 16 lanes,
/// pairwise at the end (relative error below 1e-6 at 8,192 columns). `sum` may be `input`; `output` may be
/// `delta`.
struct RmsNormForward {
    const float* input = nullptr;
    const float* delta = nullptr; ///< null: no residual
    float* sum = nullptr;         ///< written when there is a delta
    const float* weight = nullptr;
    float* output = nullptr;
    float* inverseRms = nullptr; ///< [rows], null: not kept
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    float epsilon = 0.0F;
};

/// Gradient with g = dy · w:  dx (+)= r · (g − s · r² · mean(g · s));  dw += Σ_rows dy · s · r.
struct RmsNormBackward {
    const float* outputGradient = nullptr;
    const float* input = nullptr; ///< s of forward
    const float* weight = nullptr;
    const float* inverseRms = nullptr;
    float* inputGradient = nullptr;  ///< may be `outputGradient`
    bool accumulateInput = false;    ///< add to inputGradient instead of overwriting it
    float* weightGradient = nullptr; ///< [columns], added to; null for a frozen weight
    float* weightPartials = nullptr; ///< [kRmsNormParts, columns] scratch, needed with weightGradient
    std::int64_t rows = 0;
    std::int64_t columns = 0;
};

/// Rows are summed into this many partial sums whatever the number of threads.
constexpr std::int64_t kRmsNormParts = 16;

Status rmsNormForward(const RmsNormForward& operation, const Parallel& parallel, CpuLevel level = cpuLevel());
Status rmsNormBackward(const RmsNormBackward& operation, const Parallel& parallel,
                       CpuLevel level = cpuLevel());

} // namespace luthier::kernels
