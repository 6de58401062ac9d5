#include "gpus.h"

#include <array>
#include <dlfcn.h>

namespace luthier::devices {

namespace {

// The few functions of NVML's C interface that are used (NVIDIA Management Library, version 2 of init and
// count).
using Handle = void*;
struct NvmlMemory {
    unsigned long long total;
    unsigned long long free;
    unsigned long long used;
};
constexpr int kSuccess = 0;

class Nvml {
public:
    Nvml()
        : m_library(::dlopen("libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL)) {
        if (!m_library)
            return;
        const bool all = load(m_init, "nvmlInit_v2") && load(m_shutdown, "nvmlShutdown") &&
                         load(m_count, "nvmlDeviceGetCount_v2") &&
                         load(m_handle, "nvmlDeviceGetHandleByIndex_v2") &&
                         load(m_name, "nvmlDeviceGetName") && load(m_memory, "nvmlDeviceGetMemoryInfo") &&
                         load(m_capability, "nvmlDeviceGetCudaComputeCapability") &&
                         load(m_driver, "nvmlSystemGetDriverVersion");
        m_ready = all && m_init() == kSuccess;
    }
    ~Nvml() {
        if (m_ready)
            m_shutdown();
        if (m_library)
            ::dlclose(m_library);
    }
    Nvml(const Nvml&) = delete;
    Nvml& operator=(const Nvml&) = delete;

    unsigned count() const {
        unsigned number = 0;
        return m_ready && m_count(&number) == kSuccess ? number : 0;
    }

    std::optional<DeviceFacts> device(unsigned index) const {
        Handle handle = nullptr;
        NvmlMemory memory{};
        std::array<char, 128> name{};
        std::array<char, 96> driver{};
        int major = 0;
        int minor = 0;
        if (m_handle(index, &handle) != kSuccess || m_memory(handle, &memory) != kSuccess ||
            m_name(handle, name.data(), name.size()) != kSuccess ||
            m_capability(handle, &major, &minor) != kSuccess)
            return {};
        m_driver(driver.data(), driver.size());
        DeviceFacts facts;
        facts.id = "cuda:" + std::to_string(index);
        facts.name = name.data();
        facts.driver = driver.data();
        facts.totalBytes = static_cast<std::int64_t>(memory.total);
        facts.freeBytes = static_cast<std::int64_t>(memory.free);
        facts.capability = 10 * major + minor;
        facts.compute = major >= 8 ? std::vector<std::string>{"fp32", "bf16", "fp16"}
                                   : std::vector<std::string>{"fp32", "fp16"};
        return facts;
    }

private:
    template <class Function>
    bool load(Function*& function, const char* symbol) {
        function = reinterpret_cast<Function*>(::dlsym(m_library, symbol));
        return function != nullptr;
    }

    void* m_library;
    bool m_ready = false;
    int (*m_init)() = nullptr;
    int (*m_shutdown)() = nullptr;
    int (*m_count)(unsigned*) = nullptr;
    int (*m_handle)(unsigned, Handle*) = nullptr;
    int (*m_name)(Handle, char*, unsigned) = nullptr;
    int (*m_memory)(Handle, NvmlMemory*) = nullptr;
    int (*m_capability)(Handle, int*, int*) = nullptr;
    int (*m_driver)(char*, unsigned) = nullptr;
};

} // namespace

std::vector<DeviceFacts> findGpus() {
    const Nvml nvml;
    std::vector<DeviceFacts> gpus;
    for (unsigned index = 0; index < nvml.count(); ++index)
        if (auto device = nvml.device(index))
            gpus.push_back(std::move(*device));
    return gpus;
}

} // namespace luthier::devices
