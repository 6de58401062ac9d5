#include "processor.h"

#include "memory.h"

#include <base/files.h>

#include <algorithm>
#include <cstdint>
#include <sched.h>
#include <thread>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace luthier::devices {

#if defined(__x86_64__)
namespace {

bool bit(unsigned word, int index) {
    return ((word >> index) & 1U) != 0;
}

/// Registers that the operating system saves when it switches processes.
std::uint64_t savedRegisters() {
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (std::uint64_t{high} << 32) | low;
}

} // namespace

ProcessorFeatures processorFeatures() {
    ProcessorFeatures features;
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !bit(c, 27))
        return features;
    const bool fma = bit(c, 12);
    constexpr std::uint64_t kVector = 0x6, kWide = 0xE6, kTiles = 0x60000;
    const std::uint64_t saved = savedRegisters();
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || (saved & kVector) != kVector)
        return features;
    const unsigned leaves = a;
    features.avx2 = bit(b, 5) && fma;
    const bool wide = (saved & kWide) == kWide;
    features.avx512 = wide && bit(b, 16) && bit(b, 17) && bit(b, 30) && bit(b, 31);
    features.vnni = features.avx512 && bit(c, 11);
    const bool tiles = (saved & kTiles) == kTiles && bit(d, 24);
    features.amxBf16 = tiles && bit(d, 22);
    features.amxInt8 = tiles && bit(d, 25);
    if (leaves >= 1 && __get_cpuid_count(7, 1, &a, &b, &c, &d)) {
        features.avx512Bf16 = features.avx512 && bit(a, 5);
        features.vnni = features.vnni || (features.avx2 && bit(a, 4));
    }
    return features;
}
#else
ProcessorFeatures processorFeatures() {
    return {};
}
#endif

std::vector<std::string> featureNames(const ProcessorFeatures& features) {
    std::vector<std::string> names;
    for (const auto& [has, name] : {std::pair{features.avx2, "avx2"},
                                    {features.avx512, "avx512"},
                                    {features.avx512Bf16, "avx512_bf16"},
                                    {features.vnni, "vnni"},
                                    {features.amxBf16, "amx_bf16"},
                                    {features.amxInt8, "amx_int8"}})
        if (has)
            names.emplace_back(name);
    return names;
}

std::string processorName(const std::filesystem::path& cpuinfo) {
    const std::string text = readPseudoFile(cpuinfo);
    const auto key = text.find("model name");
    const auto colon = text.find(':', key);
    if (key == std::string::npos || colon == std::string::npos)
        return "CPU";
    const auto begin = text.find_first_not_of(" \t", colon + 1);
    const auto end = text.find('\n', colon);
    return begin < end ? text.substr(begin, end - begin) : "CPU";
}

int usableProcessors(const std::filesystem::path& root) {
    cpu_set_t mask;
    CPU_ZERO(&mask);
    int count = sched_getaffinity(0, sizeof mask, &mask) == 0
                    ? CPU_COUNT(&mask)
                    : static_cast<int>(std::thread::hardware_concurrency());
    if (const auto quota = processorQuota(root))
        count = std::min(count, static_cast<int>(*quota + 0.999));
    return std::max(count, 1);
}

} // namespace luthier::devices
