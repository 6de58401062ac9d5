#include "base_model.h"

#include <project/models.h>

namespace luthier::registry {
namespace {

bool isThere(const std::filesystem::path& path) {
    std::error_code ignored;
    return std::filesystem::exists(path, ignored);
}

} // namespace

Result<recipe::ModelChoice> locateModel(project::Project& project, const RunFacts& run,
                                        recipe::ModelChoice choice) {
    const Json* model = member(run.lineage, "model");
    const Json* hash = model ? member(*model, "hash") : nullptr;
    std::optional<project::ModelEntry> known;
    if (hash && hash->is_string()) {
        TRY(known, project::modelByHash(project.database(), hash->get_ref<const std::string&>()));
    }
    if (known && isThere(known->path)) {
        choice.path = known->path;
        return choice;
    }
    // A relative path was looked for when the run was made; what stands in its recipe is absolute.
    if (isThere(project.folder() / choice.path))
        return choice;
    Error gone =
        failed(known ? "run.model_moved" : "run.model_missing").with("run", run.number).at(choice.path);
    return known ? std::move(gone).with("model", known->id) : gone;
}

} // namespace luthier::registry
