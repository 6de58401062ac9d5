#include "nf4.h"

#include <kernels/common/bfloat16.h>

#include <cstring>
#if defined(__AVX2__)
#include <immintrin.h>
#endif

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

// Sixteen codes, eight bytes, at a time: their values times `scale`, in the registers of the level.
#if defined(__AVX512F__)
inline void sixteenValues(const std::uint8_t* codes, float scale, float* values) {
    const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(codes));
    const __m128i low = _mm_set1_epi8(15);
    const __m128i nibbles =
        _mm_unpacklo_epi8(_mm_and_si128(_mm_srli_epi16(bytes, 4), low), _mm_and_si128(bytes, low));
    // Without a mask GCC 12 warns of its own header.
    constexpr __mmask16 kAll = 0xFFFF;
    const __m512i indices = _mm512_maskz_cvtepu8_epi32(kAll, nibbles);
    const __m512 found = _mm512_maskz_permutexvar_ps(kAll, indices, _mm512_loadu_ps(kNf4Values.data()));
    _mm512_storeu_ps(values, _mm512_mul_ps(found, _mm512_set1_ps(scale)));
}
#elif defined(__AVX2__)
inline __m256 eightValues(__m128i nibbles) {
    const __m256i indices = _mm256_cvtepu8_epi32(nibbles);
    const __m256 below = _mm256_permutevar8x32_ps(_mm256_loadu_ps(kNf4Values.data()), indices);
    const __m256 above = _mm256_permutevar8x32_ps(_mm256_loadu_ps(kNf4Values.data() + 8), indices);
    // The sign bit chooses.
    return _mm256_blendv_ps(below, above, _mm256_castsi256_ps(_mm256_slli_epi32(indices, 28)));
}
inline void sixteenValues(const std::uint8_t* codes, float scale, float* values) {
    const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(codes));
    const __m128i low = _mm_set1_epi8(15);
    const __m128i nibbles =
        _mm_unpacklo_epi8(_mm_and_si128(_mm_srli_epi16(bytes, 4), low), _mm_and_si128(bytes, low));
    const __m256 scales = _mm256_set1_ps(scale);
    _mm256_storeu_ps(values, _mm256_mul_ps(eightValues(nibbles), scales));
    _mm256_storeu_ps(values + 8, _mm256_mul_ps(eightValues(_mm_srli_si128(nibbles, 8)), scales));
}
#else
inline void sixteenValues(const std::uint8_t* codes, float scale, float* values) {
    for (std::size_t i = 0; i < 8; ++i) {
        values[2 * i] = kPairs[codes[i]][0] * scale;
        values[2 * i + 1] = kPairs[codes[i]][1] * scale;
    }
}
#endif

/// Calls `put(element, values, count)` for the values of the blocks [begin, end) in their order, at most
/// sixteen at a time.
template <class Put>
[[gnu::always_inline]] inline void forSixteens(const Nf4& matrix, std::int64_t begin, std::int64_t end,
                                               Put put) {
    alignas(64) std::array<float, 16> values;
    for (std::int64_t block = begin; block < end; ++block) {
        const float scale = scaleOf(matrix, block);
        const std::int64_t first = block * matrix.block;
        const std::int64_t last =
            first + matrix.block < matrix.elements ? first + matrix.block : matrix.elements;
        std::int64_t i = first;
        for (; i + 16 <= last; i += 16) {
            sixteenValues(matrix.codes + i / 2, scale, values.data());
            put(i, values.data(), std::int64_t{16});
        }
        for (; i < last; ++i) {
            values[0] = kPairs[matrix.codes[i / 2]][static_cast<std::size_t>(i % 2)] * scale;
            put(i, values.data(), std::int64_t{1});
        }
    }
}

using Block = std::array<float, kNf4Block>;

/// The code of each value's nearest: how many upper bounds, the middles of two neighbours, it has passed.
inline void putCodes(const Block& scaled, std::uint8_t* bytes, std::int64_t count) {
    std::array<std::int32_t, kNf4Block> codes{};
    for (std::size_t code = 0; code + 1 < kNf4Values.size(); ++code) {
        const float bound = (kNf4Values[code] + kNf4Values[code + 1]) / 2.0F;
        for (std::size_t i = 0; i < scaled.size(); ++i)
            codes[i] += scaled[i] > bound ? 1 : 0;
    }
    std::array<std::uint8_t, kNf4Block / 2> packed{};
    for (std::size_t i = 0; i < packed.size(); ++i)
        packed[i] = static_cast<std::uint8_t>(codes[2 * i] << 4 | codes[2 * i + 1]);
    std::memcpy(bytes, packed.data(), static_cast<std::size_t>((count + 1) / 2));
}

/// NaN and infinity stay.
inline float absmaxOf(const Block& block) {
    std::uint32_t largest = 0; // magnitudes are ordered as their bits are, NaN above all
    for (const float value : block) {
        std::uint32_t bits = 0;
        std::memcpy(&bits, &value, sizeof bits);
        bits &= 0x7FFF'FFFFU;
        largest = bits > largest ? bits : largest;
    }
    float absmax = 0.0F;
    std::memcpy(&absmax, &largest, sizeof absmax);
    return absmax;
}

} // namespace

void expandedBlocks(const Nf4& matrix, float* values, std::int64_t begin, std::int64_t end) {
    forSixteens(matrix, begin, end, [&](std::int64_t i, const float* from, std::int64_t count) {
        std::memcpy(values + i, from, static_cast<std::size_t>(count) * sizeof(float));
    });
}

void roundedBlocks(const Nf4& matrix, std::uint16_t* rounded, std::int64_t begin, std::int64_t end) {
    forSixteens(matrix, begin, end, [&](std::int64_t i, const float* from, std::int64_t count) {
        if (count == 1) {
            rounded[i] = toBfloat16(*from);
            return;
        }
        std::array<std::uint16_t, 16> narrow{};
        for (std::size_t k = 0; k < narrow.size(); ++k)
            narrow[k] = toBfloat16(from[k]);
        std::memcpy(rounded + i, narrow.data(), sizeof narrow);
    });
}

void quantisedBlocks(const QuantiseNf4& operation, std::int64_t begin, std::int64_t end) {
    constexpr float kSmallest = 1e-38F;
    for (std::int64_t block = begin; block < end; ++block) {
        const std::int64_t first = block * kNf4Block;
        const std::int64_t count =
            operation.elements - first < kNf4Block ? operation.elements - first : kNf4Block;
        Block values{};
        std::memcpy(values.data(), operation.values + first, static_cast<std::size_t>(count) * sizeof(float));
        const float absmax = absmaxOf(values);
        const float divisor = absmax < kSmallest ? kSmallest : absmax;
        // A last block that is short is divided by it, and keeps what it was divided by.
        const bool isShort = count < kNf4Block;
        operation.absmax[block] = isShort ? divisor : absmax;
        const float inverse = 1.0F / divisor;
        for (float& value : values) {
            value = isShort ? value / divisor : value * inverse;
            value = value > 1.0F ? 1.0F : value < -1.0F ? -1.0F : value;
        }
        putCodes(values, operation.codes + first / 2, count);
    }
}

} // namespace luthier::kernels::LUTHIER_CPU_LEVEL
