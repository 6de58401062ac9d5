#pragma once

#include <kernels/common/activation_kind.h>
#include <kernels/common/cpu_level.h>
#include <kernels/common/parallel.h>
#include <kernels/common/rows.h>

namespace luthier::kernels {

/// y = act(x). All matrices are [rows, columns]; `output` may be `input`.
struct ActivationForward {
    ActivationKind kind = ActivationKind::Gelu;
    ConstRows input;
    Rows output;
    std::int64_t rows = 0;
    std::int64_t columns = 0;
};

/// In place: input becomes dy · act'(x).
struct ActivationBackward {
    ActivationKind kind = ActivationKind::Gelu;
    ConstRows outputGradient;
    Rows input;
    std::int64_t rows = 0;
    std::int64_t columns = 0;
};

Status activationForward(const ActivationForward& operation, const Parallel& parallel,
                         CpuLevel level = cpuLevel());
Status activationBackward(const ActivationBackward& operation, const Parallel& parallel,
                          CpuLevel level = cpuLevel());

} // namespace luthier::kernels
