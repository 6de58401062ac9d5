#pragma once

#include <base/result.h>

#include <filesystem>

namespace luthier::files {

/// A folder that is filled beside its place and appears there whole, by publish(), or not at all.
class StagedFolder {
public:
    /// Makes a folder of a fresh name beside the target. A target that exists and holds anything is refused
    /// (file.exists).
    static Result<StagedFolder> create(const std::filesystem::path& target);
    StagedFolder(StagedFolder&& other) noexcept;
    StagedFolder& operator=(StagedFolder&&) = delete;
    /// Takes away what was not published.
    ~StagedFolder();

    /// Where to write.
    const std::filesystem::path& path() const { return m_staging; }
    const std::filesystem::path& target() const { return m_target; }
    /// Renames it into place, with fsync.
    Status publish();

private:
    StagedFolder(std::filesystem::path target, std::filesystem::path staging);
    std::filesystem::path m_target;
    std::filesystem::path m_staging;
};

} // namespace luthier::files
