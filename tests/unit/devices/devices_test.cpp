#include <devices/devices.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <fstream>

using namespace luthier;
using namespace luthier::devices;
using tests::TemporaryFolder;
using tests::writeFile;

namespace {

constexpr std::int64_t kGiB = std::int64_t{1} << 30;

struct Machine {
    TemporaryFolder root;
    Machine() {
        writeFile(root / "proc/meminfo",
                  "MemTotal:       16777216 kB\nMemFree:         1000 kB\nMemAvailable:    8388608 kB\n");
    }
    void put(const std::string& path, const std::string& text) const { writeFile(root / path, text); }
    MemoryFacts memory() const { return readMemory(root.path()); }
};

} // namespace

TEST(Memory, IsTheMachinesWithoutLimits) {
    const Machine machine;
    EXPECT_EQ(machine.memory().totalBytes, 16 * kGiB);
    EXPECT_EQ(machine.memory().freeBytes, 8 * kGiB);
}

TEST(Memory, ObeysTheTightestLevelOfVersion2) {
    const Machine machine;
    machine.put("proc/self/cgroup", "0::/user.slice/app.scope\n");
    machine.put("sys/fs/cgroup/user.slice/app.scope/memory.max", "max\n");
    machine.put("sys/fs/cgroup/user.slice/memory.max", std::to_string(4 * kGiB));
    machine.put("sys/fs/cgroup/user.slice/memory.current", std::to_string(3 * kGiB));
    machine.put("sys/fs/cgroup/user.slice/memory.stat",
                "anon 5\ninactive_file " + std::to_string(kGiB) + "\n");
    EXPECT_EQ(machine.memory().totalBytes, 4 * kGiB);
    EXPECT_EQ(machine.memory().freeBytes, 2 * kGiB);
}

TEST(Memory, ObeysVersion1AndIgnoresItsNoLimit) {
    const Machine machine;
    machine.put("proc/self/cgroup", "7:cpu,cpuacct:/job\n4:memory:/job\n");
    machine.put("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
    machine.put("sys/fs/cgroup/memory/job/memory.limit_in_bytes", std::to_string(2 * kGiB));
    machine.put("sys/fs/cgroup/memory/job/memory.usage_in_bytes", std::to_string(kGiB));
    EXPECT_EQ(machine.memory().totalBytes, 2 * kGiB);
    EXPECT_EQ(machine.memory().freeBytes, kGiB);
    machine.put("sys/fs/cgroup/cpu/job/cpu.cfs_quota_us", "150000");
    machine.put("sys/fs/cgroup/cpu/job/cpu.cfs_period_us", "100000");
    EXPECT_DOUBLE_EQ(*processorQuota(machine.root.path()), 1.5);
}

TEST(Memory, UsesTheMountOfAContainerWhereTheHostsPathIsAbsent) {
    const Machine machine;
    machine.put("proc/self/cgroup", "0::/../../pod/abc\n");
    machine.put("sys/fs/cgroup/memory.max", std::to_string(kGiB));
    machine.put("sys/fs/cgroup/memory.current", "0");
    EXPECT_EQ(machine.memory().totalBytes, kGiB);
}

TEST(Devices, NameTheProcessorFirst) {
    const auto devices = findDevices(nullptr);
    ASSERT_FALSE(devices.empty());
    EXPECT_EQ(devices[0].id, "cpu");
    EXPECT_GT(devices[0].totalBytes, devices[0].freeBytes);
    EXPECT_GE(devices[0].threads, 1);
    EXPECT_FALSE(devices[0].name.empty());
    EXPECT_EQ(deviceById(devices, "cpu")->name, devices[0].name);
    EXPECT_EQ(deviceById(devices, "cuda:77").error().code(), "device.unknown");
}

TEST(Devices, AreChosenTheSameWayOnAMachineWithAGpu) {
    DeviceFacts gpu;
    gpu.id = "cuda:0";
    const std::vector<DeviceFacts> machine = {findDevices(nullptr)[0], gpu};
    // Home, Start, plans and commands all ask here.
    EXPECT_EQ(resolvedDevice("auto"), "cpu");
    EXPECT_EQ(resolvedDevice("cuda:0"), "cuda:0");
    EXPECT_EQ(deviceById(machine, "auto")->id, "cpu");
    EXPECT_EQ(deviceById(machine, "cuda:0")->id, "cuda:0");
}

TEST(Devices, AgreeWithTheKernelAboutInstructions) {
    std::ifstream cpuinfo("/proc/cpuinfo");
    const std::string text((std::istreambuf_iterator<char>(cpuinfo)), {});
    const auto features = processorFeatures();
    const auto has = [&](const std::string& flag) {
        return text.find(" " + flag + " ") != std::string::npos;
    };
    EXPECT_EQ(features.avx2, has("avx2") && has("fma"));
    EXPECT_EQ(features.avx512, has("avx512f") && has("avx512bw") && has("avx512dq") && has("avx512vl"));
    EXPECT_EQ(features.avx512Bf16, has("avx512_bf16"));
    EXPECT_EQ(features.amxBf16, has("amx_bf16"));
}

TEST(Devices, CarryWhatWasMeasuredOnThem) {
    const TemporaryFolder folder;
    auto user = project::UserState::open(folder.path());
    ASSERT_TRUE(user);
    const auto before = findDevices(&*user);
    EXPECT_TRUE(toJson(before[0])["measured"]["fp32_gflops"].is_null());
    ASSERT_TRUE(user->putMeasurement(measurementKey(before[0]), "fp32_gflops", 102.5));
    EXPECT_EQ(toJson(findDevices(&*user)[0])["measured"]["fp32_gflops"], 102.5);
}
