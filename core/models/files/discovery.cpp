#include "discovery.h"

#include "describe.h"
#include "model_folder.h"

#include <base/files.h>

#include <algorithm>
#include <cstdlib>
#include <system_error>

namespace luthier::files {

namespace fs = std::filesystem;

namespace {

constexpr int kDepth = 4;
constexpr std::size_t kEntries = 100'000;

struct Search {
    std::vector<FoundModel>& found;
    const StopToken& stop;
    std::size_t entries = 0;

    bool over() const { return stop.stop_requested() || entries >= kEntries; }
};

/// `models--ORG--NAME` to `ORG/NAME`.
std::string hubName(const std::string& folder) {
    std::string name = folder.substr(std::string_view("models--").size());
    if (const auto at = name.find("--"); at != std::string::npos)
        name.replace(at, 2, "/");
    return name;
}

/// The snapshot that `refs/main` names, else the one changed last.
std::optional<fs::path> newestSnapshot(const fs::path& model) {
    std::error_code error;
    if (auto main = readFile(model / "refs" / "main", 256)) {
        const std::string revision = main->substr(0, main->find_last_not_of(" \r\n") + 1);
        if (isPlainName(revision) && fs::is_directory(model / "snapshots" / revision, error))
            return model / "snapshots" / revision;
    }
    std::optional<fs::path> newest;
    fs::file_time_type newestTime{};
    for (fs::directory_iterator entry(model / "snapshots", error), end; !error && entry != end;
         entry.increment(error)) {
        std::error_code timeError;
        const auto time = fs::last_write_time(entry->path(), timeError);
        if (!timeError && entry->is_directory(timeError) && (!newest || time > newestTime)) {
            newest = entry->path();
            newestTime = time;
        }
    }
    return newest;
}

void take(Search& search, const fs::path& path, std::string name) {
    const auto folder = ModelFolder::open(path);
    FoundModel model;
    model.path = path;
    model.name = std::move(name);
    if (!folder) {
        model.reason = folder.error();
        search.found.push_back(std::move(model));
        return;
    }
    if (folder->modelType().empty() && !folder->gguf())
        return;
    model.modelType = folder->modelType();
    if (folder->shape()) {
        model.shape = *folder->shape();
        model.parameters = families::parameterCount(*model.shape);
    }
    model.dtype = folder->storedName();
    model.license = folder->license();
    const auto chatTemplates = folder->chatTemplates();
    model.hasChatTemplate = chatTemplates && chatTemplates->any();
    const Status runnable = checkRunnable(*folder);
    if (!runnable)
        model.reason = runnable.error();
    else if (folder->weightFiles().empty())
        model.reason = refused("model.no_weights").at(path.string());
    model.supported = !model.reason;
    search.found.push_back(std::move(model));
}

/// A link is followed, as those of a hub cache are.
bool isGgufFile(const fs::path& path) {
    std::error_code error;
    return gguf::isGgufPath(path) && fs::is_regular_file(path, error);
}

void takeGgufFiles(Search& search, const fs::path& folder) {
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end && !search.over();
         entry.increment(error)) {
        ++search.entries;
        if (isGgufFile(entry->path()))
            take(search, entry->path(), entry->path().filename().string());
    }
}

void look(Search& search, const fs::path& folder, int depth) {
    if (search.over())
        return;
    std::error_code error;
    const std::string name = folder.filename().string();
    if (isGgufFile(folder)) {
        take(search, folder, name);
        return;
    }
    if (name.starts_with("models--")) {
        const auto snapshot = newestSnapshot(folder);
        if (snapshot && fs::exists(*snapshot / "config.json", error))
            take(search, *snapshot, hubName(name));
        if (snapshot)
            takeGgufFiles(search, *snapshot);
        return;
    }
    if (fs::is_regular_file(folder / "config.json", error)) {
        take(search, folder, name);
        takeGgufFiles(search, folder);
        return;
    }
    if (depth == 0)
        return;
    std::error_code walkError;
    for (fs::directory_iterator entry(folder, walkError), end; !walkError && entry != end && !search.over();
         entry.increment(walkError)) {
        ++search.entries;
        std::error_code kindError;
        if (entry->is_directory(kindError) && !entry->is_symlink(kindError))
            look(search, entry->path(), depth - 1);
        else if (isGgufFile(entry->path()))
            take(search, entry->path(), entry->path().filename().string());
    }
}

} // namespace

std::vector<FoundModel> findModels(std::span<const fs::path> roots, StopToken stop) {
    std::vector<FoundModel> found;
    Search search{found, stop};
    for (const fs::path& root : roots) {
        std::error_code error;
        const fs::path resolved = fs::canonical(root, error);
        if (!error)
            look(search, resolved, kDepth);
    }
    std::sort(found.begin(), found.end(),
              [](const FoundModel& a, const FoundModel& b) { return a.path < b.path; });
    const auto same = [](const FoundModel& a, const FoundModel& b) {
        return a.path == b.path;
    };
    found.erase(std::unique(found.begin(), found.end(), same), found.end());
    return found;
}

std::optional<fs::path> hubCache() {
    fs::path path;
    if (const char* cache = std::getenv("HF_HUB_CACHE"); cache && *cache)
        path = cache;
    else if (const char* home = std::getenv("HF_HOME"); home && *home)
        path = fs::path(home) / "hub";
    else if (const char* user = std::getenv("HOME"); user && *user)
        path = fs::path(user) / ".cache" / "huggingface" / "hub";
    std::error_code error;
    if (path.empty() || !fs::is_directory(path, error))
        return std::nullopt;
    return path;
}

} // namespace luthier::files
