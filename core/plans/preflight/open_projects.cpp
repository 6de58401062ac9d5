#include "open_projects.h"

#include <sys/stat.h>

namespace luthier::preflight {
namespace {

/// Open connections kept for a project that nobody asks about at the moment.
constexpr std::size_t kMostFree = 2;

/// The folder's path with the identity of its database, so that another project put in its place is another
/// key.
std::string keyOf(const std::filesystem::path& folder) {
    struct stat facts {};
    if (::stat((folder / "project.db").c_str(), &facts) != 0)
        return {};
    return folder.string() + "|" + std::to_string(facts.st_dev) + ":" + std::to_string(facts.st_ino);
}

} // namespace

OpenProjects::Lease::Lease(OpenProjects& owner, std::string key, std::unique_ptr<project::Project> project)
    : m_owner(&owner)
    , m_key(std::move(key))
    , m_project(std::move(project)) {}

OpenProjects::Lease::~Lease() {
    if (m_project)
        m_owner->giveBack(m_key, std::move(m_project));
}

Result<OpenProjects::Lease> OpenProjects::take(const std::filesystem::path& folder) {
    std::string key = keyOf(folder);
    {
        const std::lock_guard lock(m_mutex);
        // Those of another project that stood here, and of other places, are closed.
        std::erase_if(m_free, [&](const auto& entry) { return entry.first != key; });
        auto& free = m_free[key];
        if (!key.empty() && !free.empty()) {
            auto project = std::move(free.back());
            free.pop_back();
            return Lease(*this, std::move(key), std::move(project));
        }
    }
    TRY(auto opened, m_open(folder));
    return Lease(*this, std::move(key), std::make_unique<project::Project>(std::move(opened)));
}

void OpenProjects::giveBack(const std::string& key, std::unique_ptr<project::Project> project) {
    const std::lock_guard lock(m_mutex);
    auto& free = m_free[key];
    if (!key.empty() && free.size() < kMostFree)
        free.push_back(std::move(project));
}

} // namespace luthier::preflight
