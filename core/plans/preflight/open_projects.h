#pragma once

#include <base/result.h>
#include <project/project.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace luthier::preflight {

using ProjectOpener = std::function<Result<project::Project>(const std::filesystem::path&)>;

/// Projects that stay open for reading; a question has one for itself and gives it back. Thread-safe.
class OpenProjects {
public:
    explicit OpenProjects(ProjectOpener open)
        : m_open(std::move(open)) {}

    /// A project lent to one thread.
    class Lease {
    public:
        Lease(OpenProjects& owner, std::string key, std::unique_ptr<project::Project> project);
        ~Lease();
        Lease(Lease&&) noexcept = default;
        Lease& operator=(Lease&&) = delete;
        project::Project& operator*() const { return *m_project; }
        project::Project* operator->() const { return m_project.get(); }

    private:
        OpenProjects* m_owner;
        std::string m_key;
        std::unique_ptr<project::Project> m_project;
    };
    /// Opens it, or takes one that is open and whose database is still the file at that place.
    Result<Lease> take(const std::filesystem::path& folder);

private:
    void giveBack(const std::string& key, std::unique_ptr<project::Project> project);

    ProjectOpener m_open;
    std::mutex m_mutex;
    std::map<std::string, std::vector<std::unique_ptr<project::Project>>> m_free;
};

} // namespace luthier::preflight
