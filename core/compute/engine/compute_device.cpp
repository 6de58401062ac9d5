#include "compute_device.h"

#include "memory/arena.h"

#include <ATen/Parallel.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/ones.h>
#include <torch/headeronly/version.h>

#include <algorithm>
#include <chrono>
#include <dlfcn.h>

namespace luthier::engine {
namespace {

/// The best of several runs, in seconds: other programs only ever make a run slower.
double bestSeconds(const std::function<void()>& body) {
    double best = 1e9;
    for (int run = 0; run < 5; ++run) {
        const auto begin = std::chrono::steady_clock::now();
        body();
        best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
    return best;
}

double productGflops(at::ScalarType type, const at::Device& device) {
    constexpr std::int64_t kSize = 768;
    const auto options = at::TensorOptions().dtype(type).device(device);
    const at::Tensor a = at::ones({kSize, kSize}, options);
    const at::Tensor b = at::ones({kSize, kSize}, options);
    // The input gradient's order, the one that decides a tuning step.
    const double seconds = bestSeconds([&] { at::mm(a, b).sum().item(); });
    return 2.0 * kSize * kSize * kSize / seconds * 1e-9;
}

} // namespace

Result<ComputeDevice> parseDevice(std::string_view name, int threads) {
    ComputeDevice device;
    device.threads = threads;
    if (name == "cpu" || name == "auto")
        return device;
    if (!name.starts_with("cuda"))
        return usageError("device.unknown").with("device", name);
    device.kind = ComputeDevice::Kind::Cuda;
    if (name.size() > 5)
        device.index = std::atoi(std::string(name.substr(5)).c_str());
    return device;
}

std::string deviceName(const ComputeDevice& device) {
    return device.kind == ComputeDevice::Kind::Cpu ? "cpu" : "cuda:" + std::to_string(device.index);
}

Status prepareDevice(const ComputeDevice& device) {
    if (device.threads > 0)
        at::set_num_threads(device.threads);
    if (device.kind == ComputeDevice::Kind::Cpu)
        return {};
    // LibTorch asks once whether CUDA is there: its part must be loaded before the first question.
    if (!dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL))
        return failed("device.no_gpu").with("device", deviceName(device)).because(dlerror());
    return {};
}

int threadCount() { return at::get_num_threads(); }

std::string libtorchVersion() { return TORCH_VERSION; }

Result<DeviceRates> measureDevice(const ComputeDevice& device) {
    DeviceRates rates;
    TRY_VOID(guarded([&]() -> Status {
        const at::Device where = device.kind == ComputeDevice::Kind::Cpu ? at::Device(at::kCPU)
                                                                         : at::Device(at::kCUDA, static_cast<at::DeviceIndex>(device.index));
        rates.fp32Gflops = productGflops(at::kFloat, where);
        rates.bf16Gflops = productGflops(at::kBFloat16, where);
        const at::Tensor values = at::ones({std::int64_t{64} << 20}, at::TensorOptions().dtype(at::kFloat).device(where));
        rates.readGigabytesPerSecond = static_cast<double>(values.numel()) * 4e-9 / bestSeconds([&] { values.sum().item(); });
        return {};
    }));
    return rates;
}

} // namespace luthier::engine
