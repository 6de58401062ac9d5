#pragma once

#include <base/progress.h>
#include <base/result.h>
#include <jobs/control.h>
#include <project/project.h>

namespace luthier::evaluating {

/// The work of a job of kind "compare": compares the job's run on the job's lane, with
/// comparisonOptionsFromJson of its parameters. A stop keeps the rows that are done; a pause keeps nothing
/// and the comparison starts over when it is resumed. Leaves the job done, stopped or paused; an error is the
/// caller's to record.
Status workOnComparison(project::Project& project, jobs::Worker& worker, StopToken stop);

} // namespace luthier::evaluating
