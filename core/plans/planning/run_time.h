#pragma once

#include "plan.h"

namespace luthier::planning {

/// Multiplications and additions, each counted.
struct Flops {
    double products = 0; ///< with the model's own weights: in the step's number format
    double others = 0;   ///< adapters and attention: in fp32
};

/// Forward and backward of rows that add up to `work`, what is computed again included. In the last block
/// only predicted positions go on behind attention, and only they meet the head.
Flops trainingFlops(const families::ModelShape& shape, const footprint::StepSettings& settings,
                    const Work& work);
/// Forward alone, as a validation does it.
Flops forwardFlops(const families::ModelShape& shape, const footprint::StepSettings& settings,
                   const Work& work);

/// How long a run takes on a device that was measured.
struct RunTime {
    double secondsPerStep = 0;
    double validationSeconds = 0; ///< all validations of the run with their samples
    double seconds = 0;           ///< of the whole run
};
/// Nothing where the device was not measured.
std::optional<RunTime> runTime(const PlanInputs& inputs, const footprint::StepSettings& settings);

} // namespace luthier::planning
