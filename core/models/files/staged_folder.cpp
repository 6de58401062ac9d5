#include "staged_folder.h"

#include <base/files.h>
#include <base/staging.h>

#include <system_error>
#include <utility>

namespace luthier::files {

namespace fs = std::filesystem;

namespace {

/// `name/` and `name` are the same folder.
fs::path withoutSlash(const fs::path& path) {
    const fs::path plain = path.lexically_normal();
    return plain.has_filename() ? plain : plain.parent_path();
}

} // namespace

StagedFolder::StagedFolder(fs::path target, fs::path staging)
    : m_target(std::move(target))
    , m_staging(std::move(staging)) {}

StagedFolder::StagedFolder(StagedFolder&& other) noexcept
    : m_target(std::move(other.m_target))
    , m_staging(std::exchange(other.m_staging, {})) {}

StagedFolder::~StagedFolder() {
    std::error_code ignored;
    if (!m_staging.empty())
        fs::remove_all(m_staging, ignored);
}

Result<StagedFolder> StagedFolder::create(const fs::path& target) {
    const fs::path place = withoutSlash(target);
    std::error_code ignored;
    const fs::file_status status = fs::symlink_status(place, ignored);
    if (fs::exists(status) && (!fs::is_directory(status) || !fs::is_empty(place, ignored)))
        return refused("file.exists").at(place.string());
    TRY(const fs::path staging, makeStagingFolder(place));
    return StagedFolder(place, staging);
}

Status StagedFolder::publish() {
    std::error_code ignored;
    fs::remove(m_target, ignored); // an empty folder, if any
    TRY_VOID(renameDurably(m_staging, m_target));
    m_staging.clear();
    return {};
}

} // namespace luthier::files
