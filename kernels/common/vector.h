#pragma once

#include <cstdint>
#include <cstring>
#include <type_traits>

// Sixteen floats at a time, whatever the instruction set: the compiler lowers
// them to one, two or four registers, so the order of every sum is the same at
// all levels. With AVX2 GCC keeps a `Floats` that lives long in memory: where
// no sum runs over lanes, `Register` (product.h) is faster. Only for
// `<op>_cpu.cpp`, which is compiled once a level; the inline namespace keeps
// the levels apart for the linker.

namespace luthier::kernels::LUTHIER_CPU_LEVEL {

constexpr std::int64_t kLanes = 16;
using Floats = float __attribute__((vector_size(64)));
using Ints = std::int32_t __attribute__((vector_size(64)));

inline Floats load(const float* from) {
    Floats value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

inline void store(float* to, Floats value) {
    std::memcpy(to, &value, sizeof value);
}

inline Floats loadPart(const float* from, std::int64_t count, float rest = 0.0F) {
    Floats value = rest - Floats{};
    std::memcpy(&value, from, static_cast<std::size_t>(count) * sizeof(float));
    return value;
}

inline void storePart(float* to, Floats value, std::int64_t count) {
    std::memcpy(to, &value, static_cast<std::size_t>(count) * sizeof(float));
}

inline Floats broadcast(float value) {
    return value - Floats{};
}

template <class Vector>
inline Vector larger(Vector a, Vector b) {
    return a > b ? a : b;
}

/// The sum of the lanes, pairwise, always in the same order.
inline float sumOf(Floats value) {
    for (std::int64_t half = kLanes / 2; half > 0; half /= 2)
        for (std::int64_t i = 0; i < half; ++i)
            value[i] += value[i + half];
    return value[0];
}

inline float largestOf(Floats value) {
    float result = value[0];
    for (std::int64_t i = 1; i < kLanes; ++i)
        result = value[i] > result ? value[i] : result;
    return result;
}

/// e^x within 2 units in the last place for |x| < 87; 0 below, clamped above.
/// Cody-Waite reduction and a polynomial of degree 6 on [-ln2/2, ln2/2] (Cephes
/// expf). For vectors of any width.
template <class Vector>
inline Vector exponential(Vector x) {
    const auto all = [](float value) {
        return value - Vector{};
    };
    const Vector low = all(-87.33654F);
    const auto tiny = x < low;
    x = tiny ? low : x;
    x = x > 88.37626F ? all(88.37626F) : x;
    const Vector scaled = x * 1.44269504F;
    // Adding 1.5·2^23 rounds to an integer in the low bits.
    const Vector shifted = scaled + 12582912.0F;
    const Vector whole = shifted - 12582912.0F;
    const Vector rest = (x - whole * 0.693359375F) - whole * -2.12194440e-4F;
    Vector y = all(1.9875691500e-4F);
    y = y * rest + 1.3981999507e-3F;
    y = y * rest + 8.3334519073e-3F;
    y = y * rest + 4.1665795894e-2F;
    y = y * rest + 1.6666665459e-1F;
    y = y * rest + 5.0000001201e-1F;
    y = y * rest * rest + rest + 1.0F;
    std::remove_const_t<decltype(tiny)> bits;
    std::memcpy(&bits, &shifted, sizeof bits);
    bits = (bits - 0x4B400000 + 127) << 23;
    Vector power;
    std::memcpy(&power, &bits, sizeof power);
    y = y * power;
    return tiny ? Vector{} : y;
}

template <class Vector>
inline Vector sigmoid(Vector x) {
    return 1.0F / (1.0F + exponential(-x));
}

/// Within 3 units in the last place (Cephes tanhf): a polynomial where |x| <
/// 0.625, else by the exponential. For vectors of any width.
template <class Vector>
inline Vector hyperbolicTangent(Vector x) {
    const Vector size = larger(x, -x);
    const Vector square = x * x;
    Vector series = square * -5.70498872745e-3F + 2.06390887954e-2F;
    series = series * square - 5.37397155531e-2F;
    series = series * square + 1.33314422036e-1F;
    series = series * square - 3.33332819422e-1F;
    const Vector near = series * square * x + x;
    const Vector far = 1.0F - 2.0F / (exponential(size + size) + 1.0F);
    return size < 0.625F ? near : x < 0.0F ? -far : far;
}

/// Calls `body(column, count)` for the columns of a row, 16 at a time; the last
/// call may have fewer.
template <class Body>
inline void overColumns(std::int64_t columns, Body body) {
    std::int64_t column = 0;
    for (; column + kLanes <= columns; column += kLanes)
        body(column, kLanes);
    if (column < columns)
        body(column, columns - column);
}

inline Floats take(const float* from, std::int64_t count) {
    return count == kLanes ? load(from) : loadPart(from, count);
}

inline void put(float* to, Floats value, std::int64_t count) {
    if (count == kLanes)
        store(to, value);
    else
        storePart(to, value, count);
}

} // namespace luthier::kernels::LUTHIER_CPU_LEVEL
