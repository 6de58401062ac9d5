#pragma once

#include "project.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace luthier::project {

struct RegisteredProject {
    std::string id;
    std::string path;
    std::string name;
    std::string openedAt;
};

struct Measurement {
    std::string name;
    double value = 0;
    std::string measuredAt;
};

/// `${XDG_STATE_HOME:-~/.local/state}/luthier`.
std::filesystem::path userStateFolder();

/// The user's own database: projects this user has opened, folders with models, measurements of devices.
/// Projects can be strangers'; this cannot, so it decides what is trusted. One thread at a time.
class UserState {
public:
    /// Opens or makes user.db in `folder`. Modules that keep tables of the user's give their schemas.
    static Result<UserState> open(const std::filesystem::path& folder = userStateFolder(),
                                  std::span<const storage::Schema> schemas = {});

    const std::filesystem::path& folder() const { return m_folder; }
    /// Where the lane locks lie; made if need be.
    Result<std::filesystem::path> lanesFolder() const;
    storage::Connection& database() { return m_database; }

    /// Notes that this user opened the project; the newest first in projects().
    Status registerProject(const Project& project);
    /// Whether this user has opened this very project at this very place before.
    Result<bool> knows(std::string_view id, const std::filesystem::path& folder);
    Result<std::vector<RegisteredProject>> projects();
    Status forgetProject(const std::filesystem::path& folder);

    Status addModelFolder(const std::filesystem::path& folder);
    Status removeModelFolder(const std::filesystem::path& folder);
    Result<std::vector<std::filesystem::path>> modelFolders();

    /// What was measured on a device, by its key (name and kind of the hardware) and the measurement's name.
    Status putMeasurement(std::string_view device, std::string_view name, double value);
    Result<std::vector<Measurement>> measurements(std::string_view device);

    /// The hash of a model's weights, which takes long to compute, kept by what its files are (paths, sizes,
    /// times).
    Status keepModelHash(std::string_view files, std::string_view hash);
    Result<std::optional<std::string>> modelHash(std::string_view files);

private:
    UserState(std::filesystem::path folder, storage::Connection database);
    std::filesystem::path m_folder;
    storage::Connection m_database;
};

/// Opens a project as programs do: one that this user has not opened before is read through by quick_check
/// first. The project is registered; when the user's own database cannot be had, the check is made each time.
Result<Project> openKnownProject(const std::filesystem::path& folder, Access access,
                                 std::span<const Part> parts);

} // namespace luthier::project
