#pragma once

#include <cstdint>
#include <cstring>
#if defined(__AVX2__)
#include <immintrin.h>
#endif

// One register of the instruction set: where no sum runs over lanes, its width
// does not show in the bits, and the compiler keeps it where it belongs. Only
// for `<op>_cpu.cpp`, as vector.h.

namespace luthier::kernels::LUTHIER_CPU_LEVEL {

#if defined(__AVX512F__)
using Register = __m512;
#elif defined(__AVX2__)
using Register = __m256;
#else
using Register = float __attribute__((vector_size(16)));
#endif
constexpr std::int64_t kRegisterLanes = sizeof(Register) / sizeof(float);

inline Register loadRegister(const float* from) {
    Register value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

inline void storeRegister(float* to, Register value) {
    std::memcpy(to, &value, sizeof value);
}

/// Calls `body(column, count)` for `columns` elements, a register at a time;
/// the last call may have fewer.
template <class Body>
inline void overRegisters(std::int64_t columns, Body body) {
    std::int64_t column = 0;
    for (; column + kRegisterLanes <= columns; column += kRegisterLanes)
        body(column, kRegisterLanes);
    if (column < columns)
        body(column, columns - column);
}

inline Register takeRegister(const float* from, std::int64_t count) {
    if (count == kRegisterLanes)
        return loadRegister(from);
    Register value{};
    std::memcpy(&value, from, static_cast<std::size_t>(count) * sizeof(float));
    return value;
}

inline void putRegister(float* to, Register value, std::int64_t count) {
    if (count == kRegisterLanes)
        storeRegister(to, value);
    else
        std::memcpy(to, &value, static_cast<std::size_t>(count) * sizeof(float));
}

} // namespace luthier::kernels::LUTHIER_CPU_LEVEL
