#include "contained_folder.h"

#include "files.h"
#include "utf8.h"

#include <algorithm>
#include <system_error>

namespace luthier {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kEntries = 10'000;
constexpr std::size_t kNameBytes = 255;

bool liesIn(const fs::path& path, const fs::path& root) {
    const auto [end, unused] = std::mismatch(root.begin(), root.end(), path.begin(), path.end());
    return end == root.end();
}

} // namespace

bool isPlainName(std::string_view name) {
    if (name.empty() || name == "." || name == ".." || name.size() > kNameBytes || !isValidUtf8(name))
        return false;
    return std::none_of(name.begin(), name.end(), [](char c) {
        return c == '/' || c == '\\' || c == ':' || static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
    });
}

Result<ContainedFolder> openContained(const fs::path& path) {
    std::error_code error;
    const fs::path resolved = fs::canonical(path, error);
    if (error)
        return fileError(error.value(), path);
    if (!fs::is_directory(resolved, error))
        return refused("model.not_a_folder").at(path.string());
    fs::path root = resolved;
    const fs::path snapshots = resolved.parent_path();
    const fs::path model = snapshots.parent_path();
    if (snapshots.filename() == "snapshots" && model.filename().string().starts_with("models--"))
        root = model;
    return ContainedFolder{resolved, root};
}

Result<fs::path> containedFile(const ContainedFolder& folder, std::string_view name) {
    if (!isPlainName(name))
        return refused("model.unsafe_name")
            .with("name", replaceInvalidUtf8(utf8Prefix(name, 120)))
            .at(folder.path.string());
    const fs::path path = folder.path / fs::path(std::string(name));
    std::error_code error;
    const fs::path resolved = fs::canonical(path, error);
    if (error)
        return fileError(error.value(), path);
    if (!liesIn(resolved, folder.root))
        return refused("model.unsafe_name").with("name", name).at(folder.path.string());
    if (!fs::is_regular_file(resolved, error))
        return refused("file.not_regular").at(path.string());
    return resolved;
}

Result<std::optional<fs::path>> fileIfThere(const ContainedFolder& folder, std::string_view name) {
    auto path = containedFile(folder, name);
    if (path)
        return std::optional(*std::move(path));
    if (path.error().code() == "file.not_found")
        return std::optional<fs::path>();
    return std::move(path.error());
}

Status requireInside(const fs::path& path, const fs::path& folder) {
    std::error_code error;
    const fs::path root = fs::weakly_canonical(folder, error);
    const fs::path resolved = error ? fs::path() : fs::weakly_canonical(path, error);
    if (error)
        return fileError(error.value(), path);
    if (root.empty() || !liesIn(resolved, root)) // nothing lies in no folder
        return refused("file.outside").with("folder", folder.string()).at(path.string());
    return {};
}

std::vector<FolderFile> listFiles(const ContainedFolder& folder) {
    std::vector<FolderFile> files;
    std::error_code error;
    std::size_t seen = 0;
    for (fs::directory_iterator entry(folder.path, error), end; !error && entry != end && seen < kEntries;
         entry.increment(error), ++seen) {
        const std::string name = entry->path().filename().string();
        const auto path = containedFile(folder, name);
        if (!path)
            continue;
        std::error_code sizeError;
        const auto bytes = fs::file_size(*path, sizeError);
        if (!sizeError)
            files.push_back({name, bytes});
    }
    std::sort(files.begin(), files.end(),
              [](const FolderFile& a, const FolderFile& b) { return a.name < b.name; });
    return files;
}

} // namespace luthier
