#include "devices.h"

#include "gpus.h"

namespace luthier::devices {

namespace {

DeviceFacts processorDevice() {
    DeviceFacts device;
    const MemoryFacts memory = readMemory("/");
    device.id = "cpu";
    device.name = processorName("/proc/cpuinfo");
    device.totalBytes = memory.totalBytes;
    device.freeBytes = memory.freeBytes;
    device.compute = {"fp32", "bf16", "fp16"};
    device.threads = usableProcessors("/");
    device.features = processorFeatures();
    return device;
}

Measured readMeasured(project::UserState& user, const DeviceFacts& device) {
    Measured measured;
    const auto values = user.measurements(measurementKey(device));
    if (!values)
        return measured;
    for (const auto& [name, value, when] : *values) {
        if (name == "fp32_gflops")
            measured.fp32Gflops = value;
        else if (name == "bf16_gflops")
            measured.bf16Gflops = value;
        else if (name == "read_gbps")
            measured.readGbps = value;
    }
    return measured;
}

Json orNull(const std::optional<double>& value) {
    return value ? Json(*value) : Json();
}

} // namespace

std::vector<DeviceFacts> findDevices(project::UserState* user) {
    std::vector<DeviceFacts> devices = {processorDevice()};
    for (auto& gpu : findGpus())
        devices.push_back(std::move(gpu));
    if (user)
        for (auto& device : devices)
            device.measured = readMeasured(*user, device);
    return devices;
}

std::string resolvedDevice(std::string_view name) {
    return std::string(name == "auto" ? "cpu" : name);
}

Result<DeviceFacts> deviceById(const std::vector<DeviceFacts>& devices, std::string_view id) {
    std::string known;
    for (const auto& device : devices) {
        if (device.id == resolvedDevice(id))
            return device;
        known += (known.empty() ? "" : ", ") + device.id;
    }
    return usageError("device.unknown").with("name", id).with("available", known);
}

std::string measurementKey(const DeviceFacts& device) {
    return device.id == "cpu" ? "cpu|" + device.name + "|" + std::to_string(device.threads)
                              : "gpu|" + device.name;
}

Json toJson(const DeviceFacts& device) {
    Json json = {{"id", device.id},
                 {"name", device.name},
                 {"total_bytes", device.totalBytes},
                 {"free_bytes", device.freeBytes},
                 {"compute", device.compute},
                 {"measured",
                  {{"fp32_gflops", orNull(device.measured.fp32Gflops)},
                   {"bf16_gflops", orNull(device.measured.bf16Gflops)},
                   {"read_gbps", orNull(device.measured.readGbps)}}}};
    if (device.id == "cpu") {
        json["threads"] = device.threads;
        json["features"] = featureNames(device.features);
    } else {
        json["capability"] = device.capability;
        json["driver"] = device.driver;
    }
    return json;
}

} // namespace luthier::devices
