#pragma once

#include <kernels/common/cpu_level.h>
#include <kernels/common/parallel.h>

namespace luthier::kernels {

/// GELU in its tanh form (Hendrycks and Gimpel, arXiv 1606.08415; `gelu_new`):
///   y = ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))).  Arrays of `count` floats.
struct GeluForward {
    const float* input = nullptr;
    float* output = nullptr;
    std::int64_t count = 0;
};

/// In place: input becomes dy · y'(x).
struct GeluBackward {
    const float* outputGradient = nullptr;
    float* input = nullptr;
    std::int64_t count = 0;
};

Status geluForward(const GeluForward& operation, const Parallel& parallel, CpuLevel level = cpuLevel());
Status geluBackward(const GeluBackward& operation, const Parallel& parallel, CpuLevel level = cpuLevel());

} // namespace luthier::kernels
