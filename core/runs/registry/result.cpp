#include "result.h"

#include <project/manifest.h>

namespace luthier::registry {

Result<RunResult> findResult(const project::Project& project, const RunFacts& run, StopToken stop) {
    for (const auto& [name, kind] :
         {std::pair{"adapter", RunResult::Kind::Adapter}, {"model", RunResult::Kind::Model}}) {
        const std::filesystem::path folder = folderOf(project, run) / name;
        // The manifest is written last: a folder without it is not complete.
        if (!std::filesystem::exists(folder / project::kManifestName))
            continue;
        TRY(const auto damaged, project::verifyManifest(folder, std::move(stop)));
        if (!damaged.empty())
            return damaged.front();
        return RunResult{kind, folder, "runs/" + run.number + "/" + name};
    }
    return refused("run.not_finished").with("run", run.number);
}

} // namespace luthier::registry
