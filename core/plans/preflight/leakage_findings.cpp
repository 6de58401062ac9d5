#include "leakage_findings.h"

#include <cleaning/leakage.h>
#include <dataset/catalog.h>

#include <set>

namespace luthier::preflight {

Status tellLeakage(project::Project& project, const std::vector<recipe::DataSource>& sources,
                   std::vector<recipe::Finding>& findings) {
    std::set<std::string> told;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const auto facts = dataset::findDataset(project.database(), sources[i].dataset);
        if (!facts || !told.insert(sources[i].dataset).second)
            continue; // checkSources tells what is not there
        TRY(const auto kept, cleaning::keptLeakage(project.database(), facts->id));
        if (!kept || kept->clean)
            continue;
        const bool current = kept->version == facts->version;
        Parameters parameters = {{"dataset", sources[i].dataset}};
        for (const char* kind : {"exact", "near", "group", "contained"}) {
            TRY(const std::int64_t rows, integerAt(kept->counts, kind, 0));
            parameters[kind] = std::to_string(rows);
        }
        findings.push_back({current ? recipe::Severity::Warning : recipe::Severity::Note,
                            current ? "recipe.leakage" : "recipe.leakage_outdated",
                            "data." + std::to_string(i),
                            std::move(parameters),
                            {}});
    }
    return {};
}

} // namespace luthier::preflight
