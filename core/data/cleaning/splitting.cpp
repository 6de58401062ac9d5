#include "splitting.h"

#include "duplicates.h"

namespace luthier::cleaning {

Result<dataset::EditOutcome> splitTogether(project::Project& project, const dataset::DatasetFacts& facts,
                                           dataset::SplitRequest request, TextKey key, double near,
                                           StopToken stop, ProgressSink& progress) {
    DuplicateOptions options;
    options.key = key;
    options.near = near;
    TRY(const auto report, findDuplicates(project.database(), facts, options, stop, progress));
    request.together.reserve(report.duplicates.size());
    for (const Duplicate& duplicate : report.duplicates)
        request.together.emplace_back(duplicate.removed, duplicate.keeper);
    request.togetherBy = std::string(nameOf(key)) + " " + dumpJson(near);
    return dataset::splitRows(project, facts.id, request, std::move(stop), progress);
}

} // namespace luthier::cleaning
