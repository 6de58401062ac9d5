#include "dropout.h"

#include <kernels/common/vector.h>

#include <algorithm>
#include <array>

namespace luthier::kernels::LUTHIER_CPU_LEVEL {
namespace {

std::array<std::uint32_t, 4> philox(std::uint64_t counter, std::uint64_t stream, std::uint64_t seed) {
    std::array<std::uint32_t, 4> state = {
        static_cast<std::uint32_t>(counter), static_cast<std::uint32_t>(counter >> 32U),
        static_cast<std::uint32_t>(stream), static_cast<std::uint32_t>(stream >> 32U)};
    auto key0 = static_cast<std::uint32_t>(seed);
    auto key1 = static_cast<std::uint32_t>(seed >> 32U);
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t product0 = std::uint64_t{0xD2511F53} * state[0];
        const std::uint64_t product1 = std::uint64_t{0xCD9E8D57} * state[2];
        state = {static_cast<std::uint32_t>(product1 >> 32U) ^ state[1] ^ key0,
                 static_cast<std::uint32_t>(product1),
                 static_cast<std::uint32_t>(product0 >> 32U) ^ state[3] ^ key1,
                 static_cast<std::uint32_t>(product0)};
        key0 += 0x9E3779B9U;
        key1 += 0xBB67AE85U;
    }
    return state;
}

/// Element `at` of a matrix whose rows lie one behind the other, or apart.
template <bool Apart, class Matrix>
auto* elementOf(const Matrix& matrix, std::int64_t at, std::int64_t columns) {
    if constexpr (Apart)
        return matrix.row(at / columns) + at % columns;
    else
        return matrix.data + at;
}

template <bool Apart>
void drop(const Dropout& operation, std::int64_t begin, std::int64_t end) {
    // Kept when the draw is at or above p · 2^32.
    const auto threshold =
        static_cast<std::uint64_t>(static_cast<double>(operation.probability) * 4294967296.0);
    const float scale = 1.0F / (1.0F - operation.probability);
    const std::int64_t elements = operation.rows * operation.columns;
    for (std::int64_t group = begin; group < end; ++group) {
        const auto draws = philox(static_cast<std::uint64_t>(group), operation.stream, operation.seed);
        const std::int64_t last = std::min<std::int64_t>(elements - group * 4, 4);
        for (std::int64_t i = 0; i < last; ++i) {
            const std::int64_t at = group * 4 + i;
            const float input = *elementOf<Apart>(operation.input, at, operation.columns);
            float* output = elementOf<Apart>(operation.output, at, operation.columns);
            const float kept = draws[static_cast<std::size_t>(i)] >= threshold ? input * scale : 0.0F;
            *output = operation.accumulate ? *output + kept : kept;
        }
    }
}

} // namespace

void dropoutGroups(const Dropout& operation, std::int64_t begin, std::int64_t end) {
    if (operation.input.stride == operation.columns && operation.output.stride == operation.columns)
        drop<false>(operation, begin, end);
    else
        drop<true>(operation, begin, end);
}

} // namespace luthier::kernels::LUTHIER_CPU_LEVEL
