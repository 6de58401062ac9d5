#pragma once

#include <kernels/common/activation_kind.h>
#include <kernels/common/cpu_level.h>
#include <kernels/common/parallel.h>
#include <kernels/common/rows.h>

namespace luthier::kernels {

/// Gated linear units (Shazeer, arXiv 2002.05202):  y = act(g) · u. SwiGLU with Silu, GeGLU with a GELU. All
/// matrices are [rows, columns]; `output` may be `gate` or `up`. Made again in backward rather than kept.
struct GatedUnitForward {
    ActivationKind kind = ActivationKind::Silu;
    ConstRows gate;
    ConstRows up;
    Rows output;
    std::int64_t rows = 0;
    std::int64_t columns = 0;
};

/// In place: gate becomes dy · u · act'(g), up becomes dy · act(g).
struct GatedUnitBackward {
    ActivationKind kind = ActivationKind::Silu;
    ConstRows outputGradient;
    Rows gate;
    Rows up;
    std::int64_t rows = 0;
    std::int64_t columns = 0;
};

Status gatedUnitForward(const GatedUnitForward& operation, const Parallel& parallel,
                        CpuLevel level = cpuLevel());
Status gatedUnitBackward(const GatedUnitBackward& operation, const Parallel& parallel,
                         CpuLevel level = cpuLevel());

} // namespace luthier::kernels
