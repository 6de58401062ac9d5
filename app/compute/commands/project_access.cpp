#include "project_access.h"

#include <dataset/part.h>
#include <jobs/part.h>
#include <project/user_state.h>
#include <runs/part.h>

#include <vector>

namespace luthier::compute_program {

Result<project::Project> openProject(const std::filesystem::path& folder, Caller caller) {
    const std::vector<project::Part> parts = {dataset::projectPart(), runs::projectPart(), jobs::projectPart()};
    if (caller == Caller::Person)
        return project::openKnownProject(folder, project::Access::ReadWrite, parts);
    return project::Project::open(folder, project::Access::ReadWrite, parts, project::Check::None);
}

} // namespace luthier::compute_program
