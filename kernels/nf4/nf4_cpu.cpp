#include "nf4.h"

#include <kernels/common/bfloat16.h>
#include <kernels/common/vector.h>

#include <algorithm>

namespace luthier::kernels::LUTHIER_CPU_LEVEL {
namespace {

/// The two values of each byte.
constexpr std::array<std::array<float, 2>, 256> kPairs = [] {
    std::array<std::array<float, 2>, 256> pairs{};
    for (std::size_t byte = 0; byte < 256; ++byte)
        pairs[byte] = {kNf4Values[byte >> 4U], kNf4Values[byte & 15U]};
    return pairs;
}();

[[gnu::always_inline]] inline float scaleOf(const Nf4& matrix, std::int64_t block) {
    if (matrix.absmax)
        return matrix.absmax[block];
    return matrix.map[matrix.absmaxCodes[block]] * matrix.nestedAbsmax[block / kNf4NestedBlock] +
           matrix.offset;
}

/// Calls `put(element, value)` for the values of the blocks [begin, end), in their order.
template <class Put>
[[gnu::always_inline]] inline void forEachValue(const Nf4& matrix, std::int64_t begin, std::int64_t end,
                                                Put put) {
    for (std::int64_t block = begin; block < end; ++block) {
        const float scale = scaleOf(matrix, block);
        const std::int64_t first = block * matrix.block;
        const std::int64_t last =
            first + matrix.block < matrix.elements ? first + matrix.block : matrix.elements;
        const std::uint8_t* codes = matrix.codes + first / 2;
        std::int64_t i = first;
        for (; i + 1 < last; i += 2) {
            const auto& pair = kPairs[*codes++];
            put(i, pair[0] * scale);
            put(i + 1, pair[1] * scale);
        }
        if (i < last)
            put(i, kPairs[*codes][0] * scale);
    }
}

/// The code of each lane's nearest value: the first whose upper bound, the middle of it and the next, is not
/// passed.
inline Ints codesOf(Floats x) {
    Ints codes{};
    for (std::size_t i = 0; i + 1 < kNf4Values.size(); ++i)
        codes -= x > broadcast((kNf4Values[i] + kNf4Values[i + 1]) / 2.0F);
    return codes;
}

float absmaxOf(const float* values, std::int64_t count) {
    Floats largest{};
    overColumns(count, [&](std::int64_t at, std::int64_t lanes) {
        const Floats x = take(values + at, lanes);
        const Floats size = larger(x, -x);
        largest = (size > largest) | (size != size) ? size : largest; // NaN stays
    });
    float result = largest[0];
    for (std::int64_t i = 1; i < kLanes; ++i)
        result = largest[i] > result || largest[i] != largest[i] ? largest[i] : result;
    return result;
}

} // namespace

void expandedBlocks(const Nf4& matrix, float* values, std::int64_t begin, std::int64_t end) {
    forEachValue(matrix, begin, end, [&](std::int64_t i, float value) { values[i] = value; });
}

void roundedBlocks(const Nf4& matrix, std::uint16_t* rounded, std::int64_t begin, std::int64_t end) {
    forEachValue(matrix, begin, end, [&](std::int64_t i, float value) { rounded[i] = toBfloat16(value); });
}

void quantisedBlocks(const QuantiseNf4& operation, std::int64_t begin, std::int64_t end) {
    constexpr float kSmallest = 1e-38F;
    for (std::int64_t block = begin; block < end; ++block) {
        const std::int64_t first = block * kNf4Block;
        const std::int64_t count = std::min(kNf4Block, operation.elements - first);
        const float* values = operation.values + first;
        const float absmax = absmaxOf(values, count);
        const float divisor = absmax < kSmallest ? kSmallest : absmax;
        // A last block that is short is divided by it, and keeps what it was divided by.
        const bool isShort = count < kNf4Block;
        operation.absmax[block] = isShort ? divisor : absmax;
        const float inverse = 1.0F / divisor;
        std::uint8_t* codes = operation.codes + first / 2;
        overColumns(count, [&](std::int64_t at, std::int64_t lanes) {
            const Floats x = take(values + at, lanes);
            Floats scaled = isShort ? x / divisor : x * inverse;
            scaled = scaled > 1.0F ? broadcast(1.0F) : scaled < -1.0F ? broadcast(-1.0F) : scaled;
            const Ints code = codesOf(scaled);
            for (std::int64_t i = 0; i < lanes; i += 2)
                codes[(at + i) / 2] = static_cast<std::uint8_t>(code[i] << 4 | code[i + 1]);
        });
    }
}

} // namespace luthier::kernels::LUTHIER_CPU_LEVEL
