#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace luthier::devices {

/// Instruction sets that kernels choose by, each only if the operating system supports it too.
struct ProcessorFeatures {
    bool avx2 = false;   // with FMA
    bool avx512 = false; // F, BW, DQ, VL
    bool avx512Bf16 = false;
    bool vnni = false; // AVX-512 or AVX form
    bool amxBf16 = false;
    bool amxInt8 = false;
};

/// By cpuid; all false on another architecture than x86-64.
ProcessorFeatures processorFeatures();
std::vector<std::string> featureNames(const ProcessorFeatures& features);

/// The model name from a file like /proc/cpuinfo; "CPU" when it has none.
std::string processorName(const std::filesystem::path& cpuinfo);

/// Processors this process may use: its affinity mask, bounded by the CPU quota of its cgroups below `root`.
int usableProcessors(const std::filesystem::path& root);

} // namespace luthier::devices
