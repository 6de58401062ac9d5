#pragma once

#include <base/progress.h>
#include <base/result.h>
#include <project/project.h>

#include <filesystem>

namespace luthier::engine_program {

/// Where the program's own data lie: $LUTHIER_RESOURCES, else share/luthier beside the installed programs,
/// else the source tree it was built from. Fails with program.no_resources.
Result<std::filesystem::path> resourceFolder();

/// Copies the starter model into the project's folder `models`, whole or not at all, and tells where it is; a
/// folder `starter` that is there already stays as it is. Fails with program.no_resources, storage.read_only,
/// file.*.
Result<std::filesystem::path> addStarterModel(project::Project& project);

/// Makes a project with the starter model, the two sample datasets and the sample recipe; it appears whole or
/// not at all. Fails like Project::create, importing and copying do.
Result<project::Project> createSampleProject(const std::filesystem::path& path, const std::string& name,
                                             StopToken stop, ProgressSink& progress);

} // namespace luthier::engine_program
