#include "manifest.h"

#include <base/files.h>
#include <base/hash.h>
#include <base/json.h>

#include <algorithm>

namespace luthier::project {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPiece = std::size_t{1} << 20;
constexpr JsonLimits kLimits = {.bytes = std::size_t{4} << 20, .depth = 4, .nodes = 200'000};

constexpr std::string_view kPartial = ".partial-";
constexpr std::string_view kRemoved = ".removed-";

/// What removals left below a folder, cut off or not yet done.
void removeRest(const fs::path& parent) {
    std::error_code ignored;
    std::vector<fs::path> rest;
    for (auto entry = fs::directory_iterator(parent, ignored); entry != fs::directory_iterator();
         entry.increment(ignored))
        if (entry->path().filename().string().starts_with(kRemoved))
            rest.push_back(entry->path());
    for (const fs::path& path : rest)
        fs::remove_all(path, ignored);
}

/// A plain relative path below the folder; a manifest may come from a stranger.
bool isInside(const fs::path& name) {
    if (name.empty() || name.is_absolute() || name.string().find('\0') != std::string::npos)
        return false;
    return std::none_of(name.begin(), name.end(),
                        [](const fs::path& part) { return part == ".." || part == "."; });
}

bool passesLink(const fs::path& folder, const fs::path& name) {
    fs::path path = folder;
    std::error_code ignored;
    for (const auto& part : name) {
        path /= part;
        if (fs::is_symlink(fs::symlink_status(path, ignored)))
            return true;
    }
    return false;
}

Result<std::optional<Error>> verifyFile(const fs::path& folder, const Json& entry, StopToken stop) {
    TRY(const auto name, stringAt(entry, "name"));
    TRY(const auto bytes, integerAt(entry, "bytes"));
    TRY(const auto expected, stringAt(entry, "sha256"));
    const fs::path path = folder / name;
    if (!isInside(name) || passesLink(folder, name))
        return std::optional(
            refused("manifest.bad_name").at((folder / kManifestName).string()).with("name", name));
    std::error_code error;
    if (!fs::is_regular_file(fs::symlink_status(path, error)))
        return std::optional(refused("manifest.missing_file").at(path.string()));
    if (const auto size = fs::file_size(path, error); error || size != static_cast<std::uintmax_t>(bytes))
        return std::optional(refused("manifest.wrong_size").at(path.string()).with("expected", bytes));
    TRY(const auto found, fileSha256(path, stop));
    if (found != expected)
        return std::optional(refused("manifest.wrong_hash").at(path.string()));
    return std::optional<Error>();
}

} // namespace

Result<std::string> fileSha256(const fs::path& path, StopToken stop) {
    TRY(auto file, InputFile::open(path));
    std::string piece(kPiece, '\0');
    Sha256 hash;
    while (true) {
        if (stop.stop_requested())
            return interrupted();
        TRY(const auto count, file.read(piece));
        if (count == 0)
            return hash.finishHex();
        hash.update(std::string_view(piece).substr(0, count));
    }
}

Status writeManifest(const fs::path& folder) {
    std::vector<fs::path> names;
    std::error_code error;
    for (auto entry = fs::recursive_directory_iterator(folder, error);
         entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        if (error)
            break;
        const fs::path name = entry->path().lexically_relative(folder);
        if (entry->is_regular_file() && !entry->is_symlink() && name != kManifestName)
            names.push_back(name);
    }
    if (error)
        return fileError(error.value(), folder);
    std::sort(names.begin(), names.end());
    Json files = Json::array();
    for (const auto& name : names) {
        TRY(auto sha256, fileSha256(folder / name, {}));
        files.push_back(
            {{"name", name.string()}, {"bytes", fs::file_size(folder / name, error)}, {"sha256", sha256}});
    }
    return writeAtomically(folder / kManifestName, dumpJson(Json{{"files", files}}, 1) + "\n");
}

bool isWorkingName(std::string_view name) {
    return name.find(kPartial) != std::string_view::npos || name.ends_with(".partial") ||
           name.starts_with(kRemoved);
}

void removeFinished(const fs::path& folder) {
    removeRest(folder.parent_path());
    std::error_code ignored;
    fs::rename(folder, folder.parent_path() / (std::string(kRemoved) + folder.filename().string()), ignored);
    removeRest(folder.parent_path());
}

Result<std::vector<Error>> verifyManifest(const fs::path& folder, StopToken stop) {
    TRY(const auto manifest, readJsonFile(folder / kManifestName, kLimits));
    const Json* files = member(manifest, "files");
    if (!files || !files->is_array())
        return refused("json.missing_field").at((folder / kManifestName).string()).field("files");
    std::vector<Error> problems;
    for (const auto& entry : *files) {
        TRY(auto problem, verifyFile(folder, entry, stop));
        if (problem)
            problems.push_back(std::move(*problem));
    }
    return problems;
}

} // namespace luthier::project
