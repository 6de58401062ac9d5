#pragma once

#include "run_setup.h"

#include <jobs/control.h>

#include <chrono>

namespace luthier::training {

/// How long a quick look may take after training of that length: a tenth of it, and ten seconds at least.
std::chrono::duration<double> quickLookBudget(std::chrono::duration<double> trained);

/// Base and result of a finished run answer its first `evaluation.quick_look` held-out rows, over the weights
/// that are loaded already; the rows that were answered within `budget`, or until somebody stops the job,
/// become an evaluation of kind "quick_look". Gives its summary with `folder` (below the run's) and `asked`
/// (the rows it would have answered); null where the run has no held-out rows or no row was answered. Fails
/// with compareRun's errors; the run itself is whole whatever happens here.
Result<Json> takeQuickLook(project::Project& project, jobs::Worker& worker, const RunSetup& setup,
                           std::chrono::duration<double> budget, const StopToken& stop);

} // namespace luthier::training
