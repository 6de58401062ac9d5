#pragma once

#include <base/progress.h>
#include <base/result.h>
#include <jobs/control.h>
#include <project/project.h>

namespace luthier::merging {

/// The work of a job of kind "merge": the job's run into its base, checked on the job's lane. Parameters:
/// {out: a folder, relative to the project or absolute, dtype}. What came of it is kept as an evaluation
/// (kind "merge") of the run, without a folder. Leaves the job done or, after a pause or stop, paused or
/// stopped with nothing written; an error is the caller's to record: run.is_full, run.no_base and those of
/// merge().
Status workOnMerge(project::Project& project, jobs::Worker& worker, StopToken stop);

} // namespace luthier::merging
