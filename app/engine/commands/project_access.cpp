#include "project_access.h"

#include <cleaning/duplicates.h>
#include <dataset/part.h>
#include <jobs/part.h>
#include <project/user_state.h>
#include <registry/part.h>

namespace luthier::engine_program {

const std::vector<project::Part>& projectParts() {
    static const std::vector<project::Part> parts = {dataset::projectPart(), registry::projectPart(),
                                                     jobs::projectPart(), cleaning::duplicatesPart()};
    return parts;
}

Result<project::Project> openProject(const std::filesystem::path& folder, project::Access access) {
    auto opened = project::openKnownProject(folder, access, projectParts());
    if (!opened && opened.error().code() == "storage.needs_upgrade")
        return project::openKnownProject(folder, project::Access::ReadWrite, projectParts());
    return opened;
}

Result<project::Project> openForReading(const std::filesystem::path& folder) {
    return openProject(folder, project::Access::ReadOnly);
}

Result<OpenDataset> openDataset(const std::filesystem::path& folder, const std::string& dataset,
                                project::Access access) {
    TRY(auto opened, openProject(folder, access));
    TRY(auto facts, dataset::findDataset(opened.database(), dataset));
    return OpenDataset{std::move(opened), std::move(facts)};
}

} // namespace luthier::engine_program
