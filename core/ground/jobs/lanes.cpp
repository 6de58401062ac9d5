#include "lanes.h"

namespace luthier::jobs {
namespace {

Result<std::filesystem::path> lanePath(const project::UserState& user, std::string_view lane,
                                       std::string_view ending) {
    TRY(const auto folder, user.lanesFolder());
    std::string name(lane);
    for (char& character : name)
        if (character == ':' || character == '/')
            character = '-';
    return folder / (name + std::string(ending));
}

} // namespace

Result<std::optional<project::FileLock>> tryLane(const project::UserState& user, std::string_view lane) {
    TRY(const auto path, lanePath(user, lane, ".lock"));
    return project::FileLock::tryTake(path);
}

Result<project::FileLock> waitForLane(const project::UserState& user, std::string_view lane, StopToken stop) {
    TRY(const auto wantedPath, lanePath(user, lane, ".wanted"));
    std::optional<project::FileLock> note;
    for (;;) {
        TRY(auto taken, tryLane(user, lane));
        if (taken)
            return std::move(*taken);
        if (stop.stop_requested())
            return interrupted();
        if (!note) {
            TRY(note, project::FileLock::tryTake(wantedPath));
        }
        project::waitBetweenTries(stop);
    }
}

Result<bool> isLaneWanted(const project::UserState& user, std::string_view lane) {
    TRY(const auto path, lanePath(user, lane, ".wanted"));
    return project::FileLock::isHeld(path);
}

} // namespace luthier::jobs
