#include "min_hash.h"

#include <base/hash.h>

#include <algorithm>
#include <cstring>
#include <string_view>

namespace luthier::cleaning {
namespace {

constexpr double kNarrowBands = 0.75;

/// Eight lanes: a register of AVX2, half of AVX-512's, two of SSE.
using Lanes = std::uint32_t __attribute__((vector_size(32)));
constexpr std::size_t kLanes = sizeof(Lanes) / sizeof(std::uint32_t);
constexpr std::size_t kRegisters = MinHash::kGroup / kLanes;

/// minimum[i] = min over shingles of shingle * multiplier[i] + offset[i], for the 64 of a group. Compiled
/// once an instruction level; all of them give the same numbers.
[[gnu::always_inline]] inline void minimaOf(const std::uint32_t* multipliers, const std::uint32_t* offsets,
                                            const std::uint64_t* shingles, std::size_t count,
                                            std::uint32_t* minima) {
    std::array<Lanes, kRegisters> a;
    std::array<Lanes, kRegisters> b;
    std::array<Lanes, kRegisters> least;
    std::memcpy(a.data(), multipliers, sizeof(a));
    std::memcpy(b.data(), offsets, sizeof(b));
    std::memset(least.data(), 0xFF, sizeof(least));
    for (std::size_t at = 0; at < count; ++at) {
        const Lanes shingle = Lanes{} + static_cast<std::uint32_t>(shingles[at]);
#pragma GCC unroll 8
        for (std::size_t i = 0; i < kRegisters; ++i) {
            const Lanes value = shingle * a[i] + b[i];
            least[i] = value < least[i] ? value : least[i];
        }
    }
    std::memcpy(minima, least.data(), sizeof(least));
}

using Minima = void (*)(const std::uint32_t*, const std::uint32_t*, const std::uint64_t*, std::size_t,
                        std::uint32_t*);

void plainMinima(const std::uint32_t* multipliers, const std::uint32_t* offsets,
                 const std::uint64_t* shingles, std::size_t count, std::uint32_t* minima) {
    minimaOf(multipliers, offsets, shingles, count, minima);
}

#if defined(__x86_64__)
[[gnu::target("avx2")]] void avx2Minima(const std::uint32_t* multipliers, const std::uint32_t* offsets,
                                        const std::uint64_t* shingles, std::size_t count,
                                        std::uint32_t* minima) {
    minimaOf(multipliers, offsets, shingles, count, minima);
}
[[gnu::target("avx512f,avx512vl")]] void avx512Minima(const std::uint32_t* multipliers,
                                                      const std::uint32_t* offsets,
                                                      const std::uint64_t* shingles, std::size_t count,
                                                      std::uint32_t* minima) {
    minimaOf(multipliers, offsets, shingles, count, minima);
}
#endif

Minima minimaOfThisProcessor() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512vl"))
        return avx512Minima;
    if (__builtin_cpu_supports("avx2"))
        return avx2Minima;
#endif
    return plainMinima;
}

/// SplitMix64: the next number of a stream.
std::uint64_t nextNumber(std::uint64_t& state) {
    std::uint64_t mixed = state += 0x9E3779B97F4A7C15U;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
    return mixed ^ (mixed >> 31U);
}

} // namespace

Banding bandingFor(double threshold) {
    return threshold >= kNarrowBands ? Banding{32, 8} : Banding{64, 4};
}

MinHash::MinHash(Banding banding)
    : m_banding(banding) {
    std::uint64_t state = 1;
    for (std::size_t i = 0; i < kHashes; ++i) {
        const std::uint64_t number = nextNumber(state);
        m_multipliers[i] = static_cast<std::uint32_t>(number) | 1U; // odd: a permutation modulo 2^32
        m_offsets[i] = static_cast<std::uint32_t>(number >> 32U);
    }
}

void MinHash::bandKeys(std::span<const std::uint64_t> shingles, unsigned group,
                       std::span<std::uint64_t> keys) const {
    static const Minima kMinima = minimaOfThisProcessor();
    std::array<std::uint32_t, kGroup> minima{};
    const std::size_t first = std::size_t{group} * kGroup;
    kMinima(m_multipliers.data() + first, m_offsets.data() + first, shingles.data(), shingles.size(),
            minima.data());
    const std::size_t bytes = m_banding.rows * sizeof(std::uint32_t);
    for (std::size_t band = 0; band < keys.size(); ++band) {
        const auto* begin = reinterpret_cast<const char*>(minima.data()) + band * bytes;
        keys[band] = hash128(std::string_view(begin, bytes), first + band).low;
    }
}

} // namespace luthier::cleaning
