#pragma once

#include "contained_folder.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace luthier {

/// A file of a subfolder: its name without the ending, and its resolved path.
struct SubfolderFile {
    std::string stem;
    std::filesystem::path path;
};

/// The files of a folder's own subfolder whose names end in `ending`, in the order of their names; empty
/// where there is no such subfolder. At most 10,000 entries are looked at. Fails with model.unsafe_name (a
/// link that leads out of the folder), file.link_loop, file.not_regular.
Result<std::vector<SubfolderFile>> filesInSubfolder(const ContainedFolder& folder, std::string_view subfolder,
                                                    std::string_view ending);

} // namespace luthier
