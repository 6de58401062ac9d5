#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace luthier::cleaning {

/// How the hashes of a signature are put into bands: two texts whose hashes agree in one band are proposed.
struct Banding {
    unsigned bands = 32;
    unsigned rows = 8;
    bool operator==(const Banding&) const = default;
};

/// Of 256 hashes: 32 × 8 from a threshold of 0.75 on, where a pair is proposed with a probability of 0.966 at
/// 0.75, 0.997 at 0.8 and 1 above; 64 × 4 below, 0.984 at 0.5. 1 - (1 - J^rows)^bands.
Banding bandingFor(double threshold);

/// MinHash (Broder, 1997): the minima of 256 permutations of the shingles' hashes, of which two sets agree in
/// a share that is their Jaccard similarity. The permutations are linear modulo 2^32 over hashes that are
/// random already. 64 of them are a group, so that signatures can be made in parts. Seed 1. Every processor
/// gives the same.
class MinHash {
public:
    static constexpr unsigned kHashes = 256;
    static constexpr unsigned kGroup = 64;
    static constexpr unsigned kGroups = kHashes / kGroup;

    explicit MinHash(Banding banding);
    const Banding& banding() const { return m_banding; }
    unsigned bandsOfGroup() const { return kGroup / m_banding.rows; }

    /// The keys of the bands of a group, one after another; `shingles` must not be empty.
    void bandKeys(std::span<const std::uint64_t> shingles, unsigned group,
                  std::span<std::uint64_t> keys) const;

private:
    Banding m_banding;
    std::array<std::uint32_t, kHashes> m_multipliers{};
    std::array<std::uint32_t, kHashes> m_offsets{};
};

} // namespace luthier::cleaning
