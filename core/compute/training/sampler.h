#pragma once

#include "run_setup.h"

#include <registry/series.h>

#include <vector>

namespace luthier::training {

/// Answers the first `sample_prompts` validation rows with the present weights, greedily: each prompt is the
/// row up to its last trained stretch, the reference that stretch.
Result<std::vector<registry::Sample>> writeSamples(const RunSetup& setup, const StepEngine& engine,
                                                   StopToken stop);

} // namespace luthier::training
