#include "device_lane.h"

#include <devices/devices.h>
#include <jobs/lanes.h>

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace luthier::compute_program {
namespace {

constexpr auto kPatience = std::chrono::seconds(5);
constexpr auto kPause = std::chrono::milliseconds(50);

} // namespace

Result<project::FileLock> takeLane(const engine::ComputeDevice& device, StopToken stop) {
    TRY(const auto user, project::UserState::open());
    const std::string lane = engine::deviceName(device);
    const auto end = std::chrono::steady_clock::now() + kPatience;
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any asked;
    for (;;) {
        TRY(auto taken, jobs::tryLane(user, lane));
        if (taken)
            return std::move(*taken);
        if (std::chrono::steady_clock::now() >= end)
            return failed("device.busy").with("device", lane);
        asked.wait_for(lock, stop, kPause, [] { return false; });
        if (stop.stop_requested())
            return interrupted();
    }
}

Result<project::FileLock> takeLaneOf(const ModelArguments& arguments, StopToken stop) {
    TRY(const auto device, engine::parseDevice(devices::resolvedDevice(arguments.device), arguments.threads));
    return takeLane(device, std::move(stop));
}

} // namespace luthier::compute_program
