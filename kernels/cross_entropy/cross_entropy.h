#pragma once

#include <kernels/common/cpu_level.h>
#include <kernels/common/parallel.h>

namespace luthier::kernels {

/// As torch ignores it.
constexpr std::int64_t kIgnoredTarget = -100;

/// Cross-entropy of a chunk of rows:  l = log Σ_j exp(z_j) − z_t,  and its gradient dz_j = (softmax_j − [j =
/// t]) · scale. logits: [rows, columns] fp32, overwritten by the gradient unless `scale` is 0 (then left as
/// they are); targets: [rows] in [0, columns) or kIgnoredTarget, a row
/// without loss and gradient; losses: [rows]. The maximum is taken out first; sums in fp32
/// over 16 lanes in blocks of 1,024 columns, block sums in double.
struct CrossEntropy {
    float* logits = nullptr;
    const std::int64_t* targets = nullptr;
    float* losses = nullptr;
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    float scale = 0.0F;
};

Status crossEntropy(const CrossEntropy& operation, const Parallel& parallel, CpuLevel level = cpuLevel());

} // namespace luthier::kernels
