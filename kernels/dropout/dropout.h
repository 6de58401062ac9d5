#pragma once

#include <kernels/common/cpu_level.h>
#include <kernels/common/parallel.h>
#include <kernels/common/rows.h>

namespace luthier::kernels {

/// Dropout whose mask is a function of (seed, index), so that backward and a resumed run make the same mask
/// again:
///   y[i] = keep(i) ? x[i] / (1 − p) : 0   with keep(i) from Philox 4x32-10 (Salmon et al., SC 2011) at
///   counter i/4.
/// i counts the elements row by row, wherever the rows lie. `stream` tells the places of a step apart (layer,
/// module, step). `output` may be `input`.
struct Dropout {
    ConstRows input;
    Rows output;
    std::int64_t rows = 0;
    std::int64_t columns = 0;
    float probability = 0.0F; ///< of dropping, in [0, 1)
    std::uint64_t seed = 0;
    std::uint64_t stream = 0;
    bool accumulate = false; ///< add to output instead of overwriting it
};

Status dropout(const Dropout& operation, const Parallel& parallel, CpuLevel level = cpuLevel());

} // namespace luthier::kernels
