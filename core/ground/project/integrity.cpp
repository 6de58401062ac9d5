#include "integrity.h"

#include "manifest.h"

#include <base/files.h>

namespace luthier::project {

namespace {

namespace fs = std::filesystem;

constexpr int kDeepest = 8;
constexpr std::size_t kMostManifests = 100'000;

Result<std::vector<fs::path>> foldersWithManifest(const fs::path& below) {
    std::vector<fs::path> folders;
    std::error_code error;
    if (!fs::is_directory(fs::symlink_status(below, error)))
        return folders;
    // Links are not followed, so a folder made by a stranger cannot lead us out of it or round in circles.
    for (auto entry = fs::recursive_directory_iterator(below, error);
         entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        if (error)
            return fileError(error.value(), below);
        if (entry.depth() >= kDeepest)
            entry.disable_recursion_pending();
        if (entry->path().filename() == kManifestName && folders.size() < kMostManifests)
            folders.push_back(entry->path().parent_path());
    }
    return folders;
}

Status checkDatabase(Project& project, StopToken stop, std::vector<Error>& problems) {
    const storage::StopScope scope(project.database(), stop);
    TRY(const auto complaints, project.database().quickCheck());
    for (const auto& complaint : complaints)
        problems.push_back(
            refused("storage.corrupt").at((project.folder() / "project.db").string()).because(complaint));
    return {};
}

} // namespace

Result<std::vector<Error>> checkProject(Project& project, std::span<const Part> parts, StopToken stop,
                                        ProgressSink& progress) {
    std::vector<Error> problems;
    progress.report({"checking", 0, 0});
    TRY_VOID(checkDatabase(project, stop, problems));
    for (const auto& part : parts) {
        if (!part.check)
            continue;
        TRY(auto found, part.check(project, stop));
        std::move(found.begin(), found.end(), std::back_inserter(problems));
    }
    TRY(const auto folders, foldersWithManifest(project.runsFolder()));
    std::int64_t done = 0;
    for (const auto& folder : folders) {
        if (stop.stop_requested())
            return interrupted();
        auto found = verifyManifest(folder, stop);
        if (found)
            std::move(found->begin(), found->end(), std::back_inserter(problems));
        else if (found.error().kind() == ErrorKind::Interrupted)
            return found.error();
        else
            problems.push_back(found.error());
        progress.report({"checking", ++done, static_cast<std::int64_t>(folders.size())});
    }
    return problems;
}

} // namespace luthier::project
