#pragma once

#include <base/progress.h>
#include <base/result.h>
#include <project/file_lock.h>
#include <project/user_state.h>

#include <string>
#include <string_view>

namespace luthier::jobs {

/// The lane of a device is a lock that one process of this user holds at a time.
Result<std::optional<project::FileLock>> tryLane(const project::UserState& user, std::string_view lane);

/// Waits for the lane, leaving a note beside it meanwhile, so that a chat model gives its device back.
Result<project::FileLock> waitForLane(const project::UserState& user, std::string_view lane, StopToken stop);

/// True when somebody waits for the lane.
Result<bool> isLaneWanted(const project::UserState& user, std::string_view lane);

} // namespace luthier::jobs
