#pragma once

#include "loading.h"

#include <base/progress.h>
#include <base/result.h>
#include <engine/compute_device.h>
#include <project/file_lock.h>

namespace luthier::compute_program {

/// The lane of a device for a command that computes by itself. A lane that is held is asked for again for
/// some seconds, since the process of a job that has just ended gives it back a moment later. Fails with
/// device.busy.
Result<project::FileLock> takeLane(const engine::ComputeDevice& device, StopToken stop);

/// The same for the device that a command names.
Result<project::FileLock> takeLaneOf(const ModelArguments& arguments, StopToken stop);

} // namespace luthier::compute_program
