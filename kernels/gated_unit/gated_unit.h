#pragma once

#include <kernels/common/cpu_level.h>
#include <kernels/common/parallel.h>

namespace luthier::kernels {

/// SwiGLU (Shazeer, arXiv 2002.05202):  y = silu(g) · u,  silu(g) = g · σ(g).
/// All arrays hold `count` floats. Made again in backward rather than kept.
struct GatedUnitForward {
    const float* gate = nullptr;
    const float* up = nullptr;
    float* output = nullptr;
    std::int64_t count = 0;
};

/// In place: gate becomes dy · u · σ(g) · (1 + g · (1 − σ(g))), up becomes dy · silu(g).
struct GatedUnitBackward {
    const float* outputGradient = nullptr;
    float* gate = nullptr;
    float* up = nullptr;
    std::int64_t count = 0;
};

Status gatedUnitForward(const GatedUnitForward& operation, const Parallel& parallel,
                        CpuLevel level = cpuLevel());
Status gatedUnitBackward(const GatedUnitBackward& operation, const Parallel& parallel,
                         CpuLevel level = cpuLevel());

} // namespace luthier::kernels
