#include "project_access.h"

#include <dataset/part.h>
#include <jobs/part.h>
#include <project/user_state.h>
#include <registry/part.h>

#include <vector>

namespace luthier::compute_program {

Result<project::Project> openProject(const std::filesystem::path& folder, Caller caller) {
    const std::vector<project::Part> parts = {dataset::projectPart(), registry::projectPart(),
                                              jobs::projectPart()};
    if (caller == Caller::Person)
        return project::openKnownProject(folder, project::Access::ReadWrite, parts);
    return project::Project::open(folder, project::Access::ReadWrite, parts, project::Check::None);
}

} // namespace luthier::compute_program
