#pragma once

#include <kernels/common/cpu_level.h>
#include <kernels/common/parallel.h>

namespace luthier::kernels {

enum class RotaryDirection { Forward, Backward };
/// Which columns of a head turn together: i and i + dim/2 ("rotate_half"), or 2i and 2i + 1.
enum class RotaryPairs { Halves, Neighbours };

/// Rotary position embedding (Su et al., arXiv 2104.09864) of the first `dim` columns of each head, in place:
///   a' = a·cos − b·sin,  b' = b·cos + a·sin   for each pair (a, b), at the row's position
/// values: [rows, heads, headDim] with `rowStride` floats from row to row; cosines, sines: [positions,
/// dim/2]; positions: [rows], each below the table's height. Backward turns the other way, which is the
/// gradient.
struct Rotary {
    float* values = nullptr;
    const float* cosines = nullptr;
    const float* sines = nullptr;
    const std::int32_t* positions = nullptr;
    std::int64_t rows = 0;
    std::int64_t heads = 0;
    std::int64_t headDim = 0;
    std::int64_t dim = 0; ///< even, at most headDim
    std::int64_t rowStride = 0;
    RotaryDirection direction = RotaryDirection::Forward;
    RotaryPairs pairs = RotaryPairs::Halves;
};

Status rotary(const Rotary& operation, const Parallel& parallel, CpuLevel level = cpuLevel());

} // namespace luthier::kernels
