#pragma once

#include <base/progress.h>
#include <jobs/control.h>
#include <project/project.h>

#include <string>

namespace luthier::preparing {

/// The program that prepares, as a run's lineage names it.
struct Build {
    std::string version;
    std::string commit;
};

/// The `io` half of a training job: renders the rows and freezes them in the run's folder, notes the lineage,
/// and tells as a notice which rows are left out and why. Leaves the job queued; paused or stopped when
/// people asked for that, to be prepared again. Fails with run.rows_refused, run.nothing_to_train, dataset.*,
/// model.*, interrupted() when `stop` is asked; an error is the caller's to record.
Status prepareRun(project::Project& project, jobs::Worker& worker, const Build& build, const StopToken& stop);

} // namespace luthier::preparing
