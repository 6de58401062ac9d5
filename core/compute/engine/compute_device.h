#pragma once

#include <base/result.h>
#include <footprint/step_layout.h>

#include <string>
#include <string_view>

namespace luthier::engine {

/// Where a model is run, and what its products are computed in. `threads` counts CPU threads; 0 takes all
/// that the process may use.
struct ComputeDevice {
    enum class Kind { Cpu, Cuda };
    Kind kind = Kind::Cpu;
    int index = 0;
    int threads = 0;
    footprint::Products products = footprint::Products::Fp32;
};

/// Reads `cpu`, `cuda` or `cuda:N`; `auto` is devices::resolvedDevice's before. Fails with device.unknown.
Result<ComputeDevice> parseDevice(std::string_view name, int threads);

/// `cpu` or `cuda:0`.
std::string deviceName(const ComputeDevice& device);

/// Sets the process's thread count and, for a GPU, loads LibTorch's CUDA part. Call before a model is loaded.
Status prepareDevice(const ComputeDevice& device);

/// Threads in use; frozen with a run, since sums of products depend on it.
int threadCount();

/// Version of LibTorch, for `version` and run records.
std::string libtorchVersion();

/// Rates of a layer's three products (forward, gradients of input and weight) in fp32 and in bf16, each as
/// the engine computes them, conversions included, and read bandwidth; measured here in about a second.
struct DeviceRates {
    double fp32Gflops = 0;
    double bf16Gflops = 0;
    double readGigabytesPerSecond = 0;
};
Result<DeviceRates> measureDevice(const ComputeDevice& device);

} // namespace luthier::engine
