#pragma once

#include "plan.h"

namespace luthier::planning {

/// Multiplications and additions, each counted.
struct Flops {
    double rounded = 0; ///< of products in bf16
    double fp32 = 0;    ///< of all others, attention among them
};

enum class Pass { Forward, Whole };
/// What the steps of a program do with rows that add up to `work`: all of them, or those of forward alone,
/// as a validation runs them.
Flops flopsOf(const program::Program& program, const Work& work, Pass pass);

/// How long a run takes on a device that was measured.
struct RunTime {
    double secondsPerStep = 0;
    double validationSeconds = 0; ///< all validations of the run with their samples
    double seconds = 0;           ///< of the whole run
};
/// Nothing where the device was not measured.
std::optional<RunTime> runTime(const PlanInputs& inputs, const footprint::CompiledStep& step);

} // namespace luthier::planning
