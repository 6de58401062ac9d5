#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

namespace luthier::kernels {

/// The dynamic data type of eight bits (arXiv 1511.04561), bit for bit as bitsandbytes 0.50 has it on a CPU.
/// Code c is the value values[c] of a block's largest magnitude. Codes are looked up: −1 to 1 is cut into
/// equal steps, and each has the code nearest to it, so that a value near the middle of two may get either,
/// and what is smaller than half a step is no longer told from it.
struct DynamicBytes {
    static constexpr std::size_t kSteps = 65536;
    std::array<float, 256> values{}; ///< rising
    std::array<std::uint8_t, kSteps> codes{};

    /// Which step a share of the largest magnitude is in; what lies beyond ±1 counts as that. NaN is in the
    /// first, whose code is 0.
    [[gnu::always_inline]] static std::int32_t stepOf(float share) {
        const float bounded = share > 1.0F ? 1.0F : share < -1.0F ? -1.0F : share;
        const float place = std::fma((bounded + 1.0F) * 0.5F, static_cast<float>(kSteps - 1), 0.5F);
        return static_cast<std::int32_t>(place >= 0.0F ? place : 0.0F);
    }
    std::uint8_t codeOf(float share) const { return codes[static_cast<std::size_t>(stepOf(share))]; }
};

const DynamicBytes& signedBytes();   ///< from −0.993 to 1
const DynamicBytes& unsignedBytes(); ///< from 0 to 1

} // namespace luthier::kernels
