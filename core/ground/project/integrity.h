#pragma once

#include "project.h"

namespace luthier::project {

/// Checks the database file, what each part says of its own data, and the files of every MANIFEST.json below
/// runs/, but for folders that are being made or taken away (isWorkingName). Runs may be at work. The result
/// lists what is wrong; it is empty for a sound project. Fails only when it cannot look, or is stopped.
Result<std::vector<Error>> checkProject(Project& project, std::span<const Part> parts, StopToken stop,
                                        ProgressSink& progress);

} // namespace luthier::project
