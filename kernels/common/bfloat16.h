#pragma once

#include <cstdint>
#include <cstring>

// Only for `<op>_cpu.cpp`, as vector.h.

namespace luthier::kernels::LUTHIER_CPU_LEVEL {

/// To the nearest bf16, ties to even; not for NaN.
inline std::uint16_t toBfloat16(float value) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    return static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16U) & 1U)) >> 16U);
}

} // namespace luthier::kernels::LUTHIER_CPU_LEVEL
