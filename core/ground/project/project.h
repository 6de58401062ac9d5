#pragma once

#include "file_lock.h"

#include <base/progress.h>
#include <base/result.h>
#include <storage/migration.h>
#include <storage/transaction.h>

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace luthier::project {

class Project;

/// What a module keeps in project.db. `recover` runs at each opening for writing (sweep what was cut off);
/// `check` gives what is wrong with the module's data, as errors that are not returned but listed.
struct Part {
    storage::Schema schema;
    Status (*recover)(Project&) = nullptr;
    Result<std::vector<Error>> (*check)(Project&, StopToken) = nullptr;
};

enum class Access { ReadOnly, ReadWrite };

/// Whether the whole database file is read through by quick_check at opening: for folders one does not know.
enum class Check { None, Quick };

struct ProjectFacts {
    std::string id;
    std::string name;
    std::string createdAt;
    int format = 0;
};

/// The number of the project folder's layout; a folder with a higher one is refused with its number.
constexpr int kProjectFormat = 1;

/// An open project folder with its connection. One thread at a time; further threads call connect().
class Project {
public:
    /// Makes the folder with project.db, runs/ and cache/; it appears whole or not at all. The folder must
    /// not exist, or be empty (project.exists). An empty `name` is taken from the folder.
    static Result<Project> create(const std::filesystem::path& folder, std::string name,
                                  std::span<const Part> parts);

    /// Opens a project: links, triggers and views are refused, tables of the parts brought up to date, their
    /// recovery done (for ReadWrite). Fails with project.not_found, project.not_a_project,
    /// storage.newer_format, ….
    static Result<Project> open(const std::filesystem::path& folder, Access access,
                                std::span<const Part> parts, Check check);
    /// The same, where it depends on the project's id whether the file is read through.
    static Result<Project> open(const std::filesystem::path& folder, Access access,
                                std::span<const Part> parts,
                                const std::function<Check(const std::string& id)>& checkFor);

    const std::filesystem::path& folder() const { return m_folder; }
    std::filesystem::path runsFolder() const { return m_folder / "runs"; }
    std::filesystem::path cacheFolder() const { return m_folder / "cache"; }
    Access access() const { return m_access; }
    const ProjectFacts& facts() const { return m_facts; }
    storage::Connection& database() { return m_database; }

    /// One more connection to the same database, for another thread.
    Result<storage::Connection> connect(Access access) const;

    /// The lock for windows: the first window gets it, a second one nothing (it opens read-only and may ask
    /// windowHolder()).
    Result<std::optional<FileLock>> tryTakeWindowLock() const;
    std::optional<LockHolder> windowHolder() const;

    /// Fails with project.read_only when it was opened for reading.
    Status requireWritable() const;

private:
    Project(std::filesystem::path folder, Access access, storage::Connection database, ProjectFacts facts);
    std::filesystem::path m_folder;
    Access m_access;
    storage::Connection m_database;
    ProjectFacts m_facts;
};

/// Settings of the project: any JSON text by name.
Result<std::optional<std::string>> setting(storage::Connection& database, std::string_view name);
Status setSetting(storage::Connection& database, std::string_view name, std::string_view value);

} // namespace luthier::project
