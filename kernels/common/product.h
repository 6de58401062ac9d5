#pragma once

#include "registers.h"

#include <cstdint>

// Products of blocks that lie in the cache, on the calling thread. Each element
// is one chain of multiply-adds in the order of the inner dimension, so the
// size of a tile does not show in the bits. The multiply-add is fused where the
// instruction set has one: AVX2 and AVX-512 give the same bits, plain rounds
// once more. Only for `<op>_cpu.cpp`.

namespace luthier::kernels::LUTHIER_CPU_LEVEL {

#if defined(__AVX512F__)
inline Register multiplyAdd(float a, Register b, Register c) {
    return _mm512_fmadd_ps(_mm512_set1_ps(a), b, c);
}
#elif defined(__AVX2__)
inline Register multiplyAdd(float a, Register b, Register c) {
    return _mm256_fmadd_ps(_mm256_set1_ps(a), b, c);
}
#else
inline Register multiplyAdd(float a, Register b, Register c) {
    return a * b + c;
}
#endif

/// How the left operand lies: element (row, inner) at row · stride + inner, or
/// at inner · stride + row.
enum class LeftOrder { Rows, Columns };
enum class Onto { Nothing, Target };

struct BlockProduct {
    const float* left = nullptr;
    std::int64_t leftStride = 0;
    const float* right = nullptr; ///< [inner, columns]
    std::int64_t rightStride = 0;
    float* target = nullptr; ///< [rows, columns]
    std::int64_t targetStride = 0;
    std::int64_t rows = 0;
    std::int64_t columns = 0; ///< a multiple of 16
    std::int64_t inner = 0;
};

template <LeftOrder Order, Onto Start, std::int64_t Rows, std::int64_t Registers>
inline void productTile(const BlockProduct& product, std::int64_t row, std::int64_t column) {
    constexpr bool byRows = Order == LeftOrder::Rows;
    const float* left = product.left + row * (byRows ? product.leftStride : 1);
    const float* right = product.right + column;
    float* target = product.target + row * product.targetStride + column;
    const std::int64_t leftStride = product.leftStride;
    const std::int64_t rightStride = product.rightStride;
    const std::int64_t targetStride = product.targetStride;
    const std::int64_t inner = product.inner;
    // Every loop over a tile is unrolled, else the sums lie in memory.
    Register sums[Rows][Registers];
#pragma GCC unroll 8
    for (std::int64_t r = 0; r < Rows; ++r)
#pragma GCC unroll 2
        for (std::int64_t v = 0; v < Registers; ++v)
            sums[r][v] = Start == Onto::Target ? loadRegister(target + r * targetStride + v * kRegisterLanes)
                                               : Register{};
    for (std::int64_t i = 0; i < inner; ++i) {
        Register values[Registers];
#pragma GCC unroll 2
        for (std::int64_t v = 0; v < Registers; ++v)
            values[v] = loadRegister(right + i * rightStride + v * kRegisterLanes);
#pragma GCC unroll 8
        for (std::int64_t r = 0; r < Rows; ++r) {
            const float factor = byRows ? left[r * leftStride + i] : left[i * leftStride + r];
#pragma GCC unroll 2
            for (std::int64_t v = 0; v < Registers; ++v)
                sums[r][v] = multiplyAdd(factor, values[v], sums[r][v]);
        }
    }
#pragma GCC unroll 8
    for (std::int64_t r = 0; r < Rows; ++r)
#pragma GCC unroll 2
        for (std::int64_t v = 0; v < Registers; ++v)
            storeRegister(target + r * targetStride + v * kRegisterLanes, sums[r][v]);
}

/// As many tiles of `Rows` rows as there is room for, two registers wide, then
/// one.
template <LeftOrder Order, Onto Start, std::int64_t Rows>
inline void productRows(const BlockProduct& product, std::int64_t& row) {
    for (; row + Rows <= product.rows; row += Rows) {
        std::int64_t column = 0;
        for (; column + 2 * kRegisterLanes <= product.columns; column += 2 * kRegisterLanes)
            productTile<Order, Start, Rows, 2>(product, row, column);
        for (; column < product.columns; column += kRegisterLanes)
            productTile<Order, Start, Rows, 1>(product, row, column);
    }
}

/// target = left · right, or target += left · right.
template <LeftOrder Order, Onto Start>
void multiplyBlocks(const BlockProduct& product) {
    std::int64_t row = 0;
    if constexpr (kRegisterLanes == 16)
        productRows<Order, Start, 8>(product, row);
    productRows<Order, Start, 4>(product, row);
    productRows<Order, Start, 1>(product, row);
}

template <LeftOrder Order>
void multiplyBlocks(const BlockProduct& product, Onto start) {
    if (start == Onto::Target)
        multiplyBlocks<Order, Onto::Target>(product);
    else
        multiplyBlocks<Order, Onto::Nothing>(product);
}

} // namespace luthier::kernels::LUTHIER_CPU_LEVEL
