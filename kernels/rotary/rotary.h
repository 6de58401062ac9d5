#pragma once

#include <kernels/common/cpu_level.h>
#include <kernels/common/parallel.h>

namespace luthier::kernels {

enum class RotaryDirection { Forward, Backward };

/// Rotary position embedding in the half-split layout (Su et al., arXiv 2104.09864; "rotate_half"), in place:
///   x'[i] = x[i]·cos − x[i+d/2]·sin,  x'[i+d/2] = x[i+d/2]·cos + x[i]·sin   at the row's position
/// values: [rows, heads, headDim] with `rowStride` floats from row to row; cosines, sines: [positions,
/// headDim/2]; positions: [rows], each below the table's height. Backward turns the other way, which is the
/// gradient.
struct Rotary {
    float* values = nullptr;
    const float* cosines = nullptr;
    const float* sines = nullptr;
    const std::int32_t* positions = nullptr;
    std::int64_t rows = 0;
    std::int64_t heads = 0;
    std::int64_t headDim = 0;
    std::int64_t rowStride = 0;
    RotaryDirection direction = RotaryDirection::Forward;
};

Status rotary(const Rotary& operation, const Parallel& parallel, CpuLevel level = cpuLevel());

} // namespace luthier::kernels
