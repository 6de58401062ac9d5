#include "cpu_level.h"

#include <algorithm>
#include <cstdlib>

namespace luthier::kernels {

CpuLevel supportedCpuLevel() {
    static const CpuLevel level = [] {
        __builtin_cpu_init();
        const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
        const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                            __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
        return avx2 && avx512 ? CpuLevel::Avx512 : avx2 ? CpuLevel::Avx2 : CpuLevel::Plain;
    }();
    return level;
}

CpuLevel cpuLevel() {
    static const CpuLevel level = [] {
        const char* wanted = std::getenv("LUTHIER_CPU_KERNELS");
        const std::string_view name = wanted ? wanted : "";
        const CpuLevel limit = name == "plain"  ? CpuLevel::Plain
                               : name == "avx2" ? CpuLevel::Avx2
                                                : CpuLevel::Avx512;
        return std::min(limit, supportedCpuLevel());
    }();
    return level;
}

std::string_view cpuLevelName(CpuLevel level) {
    return level == CpuLevel::Avx512 ? "avx512" : level == CpuLevel::Avx2 ? "avx2" : "plain";
}

} // namespace luthier::kernels
