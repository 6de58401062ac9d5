#include "subfolder_files.h"

#include <algorithm>
#include <system_error>

namespace luthier {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kEntries = 10'000;

} // namespace

Result<std::vector<SubfolderFile>> filesInSubfolder(const ContainedFolder& folder, std::string_view subfolder,
                                                    std::string_view ending) {
    // Of the same root: a link out of it, the subfolder's own or a file's, is refused as in the folder.
    const ContainedFolder inside{folder.path / fs::path(std::string(subfolder)), folder.root};
    std::vector<SubfolderFile> files;
    std::error_code error;
    std::size_t seen = 0;
    for (fs::directory_iterator entry(inside.path, error), end; !error && entry != end && seen < kEntries;
         entry.increment(error), ++seen) {
        const std::string name = entry->path().filename().string();
        if (!name.ends_with(ending) || name.size() == ending.size())
            continue;
        TRY(const auto path, fileIfThere(inside, name));
        if (path)
            files.push_back({name.substr(0, name.size() - ending.size()), *path});
    }
    std::sort(files.begin(), files.end(),
              [](const SubfolderFile& a, const SubfolderFile& b) { return a.stem < b.stem; });
    return files;
}

} // namespace luthier
