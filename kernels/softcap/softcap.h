#pragma once

#include <kernels/common/cpu_level.h>
#include <kernels/common/parallel.h>
#include <kernels/common/rows.h>

namespace luthier::kernels {

/// y = cap · tanh(x / cap) (Gemma 2, arXiv 2408.00118). Both are [rows, columns]; `output` may be `input`.
struct SoftcapForward {
    float cap = 0.0F;
    ConstRows input;
    Rows output;
    std::int64_t rows = 0;
    std::int64_t columns = 0;
};

/// dx = dy · (1 − (y / cap)²), from y. `inputGradient` may be either operand.
struct SoftcapBackward {
    float cap = 0.0F;
    ConstRows outputGradient;
    ConstRows output;
    Rows inputGradient;
    std::int64_t rows = 0;
    std::int64_t columns = 0;
};

Status softcapForward(const SoftcapForward& operation, const Parallel& parallel, CpuLevel level = cpuLevel());
Status softcapBackward(const SoftcapBackward& operation, const Parallel& parallel,
                       CpuLevel level = cpuLevel());

} // namespace luthier::kernels
