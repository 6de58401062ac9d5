#pragma once

#include "memory.h"
#include "processor.h"

#include <base/json.h>
#include <project/user_state.h>

#include <optional>
#include <string>
#include <vector>

namespace luthier::devices {

/// Rates measured once on a device and kept in the user's database.
struct Measured {
    std::optional<double> fp32Gflops;
    std::optional<double> bf16Gflops;
    std::optional<double> readGbps;
};

/// A place to compute on.
struct DeviceFacts {
    std::string id;   // "cpu", "cuda:0", …
    std::string name; // of the hardware
    std::int64_t totalBytes = 0;
    std::int64_t freeBytes = 0;
    std::vector<std::string> compute; // number formats it can compute in
    int threads = 0;                  // processors we may use; 0 for a GPU
    ProcessorFeatures features;       // of the processor; empty for a GPU
    int capability = 0;               // of a GPU: 10 * major + minor
    std::string driver;               // of a GPU
    Measured measured;
};

/// The processor first, then the GPUs in NVML's order. Reads /proc, cgroups and NVML: some milliseconds.
/// `user` gives the stored measurements; without it there are none.
std::vector<DeviceFacts> findDevices(project::UserState* user);

/// What `auto` means, wherever a device is named (recipes, Home, commands): the processor. A GPU computes
/// where it is named; that runs are right there too is not tested yet.
std::string resolvedDevice(std::string_view name);

/// The device called `id`, or `auto`. Fails with device.unknown.
Result<DeviceFacts> deviceById(const std::vector<DeviceFacts>& devices, std::string_view id);

/// The key under which a device's measurements are stored: they belong to the hardware, not to its number.
std::string measurementKey(const DeviceFacts& device);

/// The device as `luthier-engine devices` prints it (cli.md).
Json toJson(const DeviceFacts& device);

} // namespace luthier::devices
