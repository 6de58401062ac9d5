#pragma once

#include "result.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace luthier {

/// A regular file of a folder.
struct FolderFile {
    std::string name;
    std::uint64_t bytes = 0;
};

/// True for a name that can only mean a file of the folder itself: no separator of any system, no `.` or
/// `..`, no NUL or control character, at most 255 bytes of UTF-8.
bool isPlainName(std::string_view name);

/// A folder with links resolved, and the folder that its files may not leave: itself, or in a hub cache
/// (`models--ORG--NAME/snapshots/REV`) the `models--…` folder, whose snapshots link to its blobs.
struct ContainedFolder {
    std::filesystem::path path;
    std::filesystem::path root;
};

/// Fails with file.not_found, file.link_loop, model.not_a_folder.
Result<ContainedFolder> openContained(const std::filesystem::path& path);

/// The resolved path of a file by plain name: regular, inside the root. Fails with model.unsafe_name,
/// file.not_found, file.link_loop, file.not_regular.
Result<std::filesystem::path> containedFile(const ContainedFolder& folder, std::string_view name);

/// The same of a file that may be absent. Fails with model.unsafe_name, file.link_loop, file.not_regular.
Result<std::optional<std::filesystem::path>> fileIfThere(const ContainedFolder& folder,
                                                         std::string_view name);

/// Refuses a path that leads out of a folder once links are followed (file.outside). Neither needs to exist;
/// an empty folder holds nothing.
Status requireInside(const std::filesystem::path& path, const std::filesystem::path& folder);

/// The regular files that lie inside the root, by name; at most 10,000 entries are looked at.
std::vector<FolderFile> listFiles(const ContainedFolder& folder);

} // namespace luthier
