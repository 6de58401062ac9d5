#include "compute_device.h"

#include "memory/arena.h"
#include "operations/product.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <torch/headeronly/version.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <dlfcn.h>

namespace luthier::engine {
namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr std::int64_t kSize = 768;
constexpr Seconds kEnough{0.5};

/// A layer's three products as a tuning step computes them, between matrices of `size` rows and columns.
class LayerProducts {
public:
    LayerProducts(footprint::Products products, std::int64_t size, const at::Device& device)
        : m_rounds(products == footprint::Products::Bf16) {
        const auto exact = at::TensorOptions().dtype(at::kFloat).device(device);
        const auto rounded = exact.dtype(at::kBFloat16);
        m_input = at::ones({size, size}, exact);
        m_gradient = at::ones({size, size}, exact);
        m_target = at::zeros({size, size}, exact);
        m_weight = at::ones({size, size}, m_rounds ? rounded : exact);
        m_scratch = {at::empty({size * size}, rounded), at::empty({size * size}, rounded),
                     at::empty({size * size}, rounded)};
    }

    /// One more run; keeps the best, since other programs only ever make a run slower.
    void run() {
        const auto begin = Clock::now();
        product(m_input, m_weight.t());
        product(m_gradient, m_weight);
        product(m_gradient.t(), m_input);
        m_target.select(0, 0).sum().item();
        m_best = std::min(m_best, Seconds(Clock::now() - begin));
    }
    double gflops() const {
        return 3 * 2.0 * static_cast<double>(m_input.size(0) * m_input.numel()) / m_best.count() * 1e-9;
    }

private:
    void product(const at::Tensor& left, const at::Tensor& right) {
        m_rounds ? multiplyRounded(m_target, left, right, 0.0, m_scratch) : multiply(m_target, left, right);
    }

    bool m_rounds;
    at::Tensor m_input, m_gradient, m_target, m_weight;
    RoundedScratch m_scratch;
    Seconds m_best{1e9};
};

/// fp32 and bf16 by turns, so that what else runs slows both alike.
void measureProducts(std::int64_t size, const at::Device& device, DeviceRates& rates) {
    LayerProducts exact(footprint::Products::Fp32, size, device);
    LayerProducts rounded(footprint::Products::Bf16, size, device);
    const auto begin = Clock::now();
    for (int round = 0; round < 3 || Clock::now() - begin < kEnough; ++round) {
        exact.run();
        rounded.run();
    }
    rates.fp32Gflops = exact.gflops();
    rates.bf16Gflops = rounded.gflops();
}

double readBandwidth(const at::Device& device) {
    const at::Tensor values =
        at::ones({std::int64_t{64} << 20}, at::TensorOptions().dtype(at::kFloat).device(device));
    Seconds best{1e9};
    for (int run = 0; run < 5; ++run) {
        const auto begin = Clock::now();
        values.sum().item();
        best = std::min(best, Seconds(Clock::now() - begin));
    }
    return static_cast<double>(values.numel()) * 4e-9 / best.count();
}

} // namespace

Result<ComputeDevice> parseDevice(std::string_view name, int threads) {
    ComputeDevice device;
    device.threads = threads;
    if (name == "cpu")
        return device;
    constexpr std::string_view kGpu = "cuda:";
    const std::string_view number = name.starts_with(kGpu) ? name.substr(kGpu.size()) : std::string_view();
    const char* const end = number.data() + number.size();
    const auto [stopped, error] = std::from_chars(number.data(), end, device.index);
    if (name != "cuda" && (number.empty() || error != std::errc() || stopped != end || device.index < 0))
        return usageError("device.unknown").with("name", name).with("available", "cpu, cuda:N");
    device.kind = ComputeDevice::Kind::Cuda;
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

int threadCount() {
    return at::get_num_threads();
}

std::string libtorchVersion() {
    return TORCH_VERSION;
}

Result<DeviceRates> measureDevice(const ComputeDevice& device) {
    DeviceRates rates;
    TRY_VOID(guarded([&]() -> Status {
        const at::Device where = device.kind == ComputeDevice::Kind::Cpu
                                     ? at::Device(at::kCPU)
                                     : at::Device(at::kCUDA, static_cast<at::DeviceIndex>(device.index));
        // Without instructions for it bf16 is hundreds of times slower: a small product tells, and is enough
        // then.
        measureProducts(kSize / 2, where, rates);
        if (rates.bf16Gflops > rates.fp32Gflops / 2)
            measureProducts(kSize, where, rates);
        rates.readGigabytesPerSecond = readBandwidth(where);
        return {};
    }));
    return rates;
}

} // namespace luthier::engine
