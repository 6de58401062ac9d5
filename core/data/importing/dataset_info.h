#pragma once

#include "options.h"

#include <base/progress.h>

#include <filesystem>
#include <vector>

namespace luthier::importing {

/// A dataset that LLaMA-Factory's dataset_info.json tells of.
struct NamedFile {
    std::string name;
    std::filesystem::path file; ///< beside the list
    dataset::Roles roles;       ///< what `columns` say; the others are recognised
};

/// An entry that is no file here, and why: import.info_not_here (it is on a hub, or a script), .info_no_file
/// (it is not beside the list), .info_outside (it is beyond the list's folder), .info_images.
struct LeftOutEntry {
    std::string name;
    Error reason;
};

struct DatasetInfo {
    std::vector<NamedFile> files;
    std::vector<LeftOutEntry> leftOut;
};

/// Whether a file is such a list, by its name.
bool isDatasetInfo(const std::filesystem::path& file);

/// Reads the list. Fails with import.info_bad where it is no object of entries with a file each.
Result<DatasetInfo> readDatasetInfo(const std::filesystem::path& file);

} // namespace luthier::importing
