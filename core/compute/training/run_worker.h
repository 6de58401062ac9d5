#pragma once

#include <base/progress.h>
#include <base/result.h>
#include <jobs/control.h>
#include <project/project.h>

namespace luthier::training {

/// The work of a training job, from its frozen recipe and data to the adapter or model in the run's folder:
/// loads the model, goes on from the newest good checkpoint, writes metrics, samples and checkpoints, answers
/// pause and stop. Leaves the job done, paused or stopped; an error is the caller's to record.
Status workOnRun(project::Project& project, jobs::Worker& worker, StopToken stop);

} // namespace luthier::training
