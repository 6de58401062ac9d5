#pragma once

#include <string_view>

namespace luthier::kernels {

/// Instruction sets that kernels are compiled for. All give the same bits.
enum class CpuLevel { Plain, Avx2, Avx512 };

/// The highest level that this processor and its operating system support, found once.
CpuLevel supportedCpuLevel();

/// The level in use: the supported one, lowered by `LUTHIER_CPU_KERNELS=plain|avx2` (for tests and reports).
CpuLevel cpuLevel();

std::string_view cpuLevelName(CpuLevel level);

} // namespace luthier::kernels
