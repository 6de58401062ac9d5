#pragma once

#include "devices.h"

namespace luthier::devices {

/// The GPUs that NVML names, "cuda:0" first; none without a driver. NVML is opened and closed in the call.
std::vector<DeviceFacts> findGpus();

} // namespace luthier::devices
