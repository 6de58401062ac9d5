#include "integrity.h"

#include "manifest.h"

#include <base/files.h>

namespace luthier::project {

namespace {

namespace fs = std::filesystem;

constexpr int kDeepest = 8;
constexpr std::size_t kMostManifests = 100'000;

/// Links are not followed, so a folder made by a stranger cannot lead us out of it or round in circles.
Status addFoldersWithManifest(const fs::path& below, int depth, std::vector<fs::path>& folders) {
    std::error_code error, ignored;
    for (auto entry = fs::directory_iterator(below, error); !error && entry != fs::directory_iterator();
         entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        if (name == kManifestName && folders.size() < kMostManifests)
            folders.push_back(below);
        else if (depth < kDeepest && !isWorkingName(name) && fs::is_directory(entry->symlink_status(ignored)))
            TRY_VOID(addFoldersWithManifest(entry->path(), depth + 1, folders));
    }
    // A run at work takes old checkpoints away.
    if (error && error != std::errc::no_such_file_or_directory)
        return fileError(error.value(), below);
    return {};
}

Status checkManifest(const fs::path& folder, const StopToken& stop, std::vector<Error>& problems) {
    auto found = verifyManifest(folder, stop);
    if (!found && found.error().kind() == ErrorKind::Interrupted)
        return found.error();
    std::error_code ignored;
    if (!fs::exists(fs::symlink_status(folder / kManifestName, ignored)))
        return {}; // taken away meanwhile
    if (found)
        std::move(found->begin(), found->end(), std::back_inserter(problems));
    else
        problems.push_back(found.error());
    return {};
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
    std::vector<fs::path> folders;
    std::error_code ignored;
    if (fs::is_directory(fs::symlink_status(project.runsFolder(), ignored)))
        TRY_VOID(addFoldersWithManifest(project.runsFolder(), 0, folders));
    std::int64_t done = 0;
    for (const auto& folder : folders) {
        if (stop.stop_requested())
            return interrupted();
        TRY_VOID(checkManifest(folder, stop, problems));
        progress.report({"checking", ++done, static_cast<std::int64_t>(folders.size())});
    }
    return problems;
}

} // namespace luthier::project
