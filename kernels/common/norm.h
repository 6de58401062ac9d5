#pragma once

#include "rows.h"

#include <type_traits>

namespace luthier::kernels {

/// What normed values are multiplied by: offset + values, or 1 without values.
struct NormWeight {
    const float* values = nullptr; ///< [columns]
    float offset = 0.0F;           ///< 1 where weights are kept as their distance from 1
};

/// A norm takes each row of a matrix in `groups` of `columns`, each normed by itself with the same weight
/// (1: the whole row). Unit u is group u mod groups of row u / groups.
struct NormShape {
    std::int64_t rows = 0;
    std::int64_t columns = 0; ///< of a group
    std::int64_t groups = 1;

    [[gnu::always_inline]] std::int64_t units() const { return rows * groups; }
    [[gnu::always_inline]] bool isSound() const { return rows >= 0 && columns > 0 && groups > 0; }
    [[gnu::always_inline]] std::int64_t at(std::int64_t unit, std::int64_t stride) const {
        return groups == 1 ? unit * stride : unit / groups * stride + unit % groups * columns;
    }
};

/// Units are summed into this many partial sums whatever the number of threads.
constexpr std::int64_t kNormParts = 16;

enum class NormFactor { One, Values, ShiftedValues };

/// Calls `body(factor)` with the kind of factor as a constant.
template <class Body>
inline void withFactor(const NormWeight& weight, Body body) {
    if (!weight.values)
        body(std::integral_constant<NormFactor, NormFactor::One>{});
    else if (weight.offset == 0.0F)
        body(std::integral_constant<NormFactor, NormFactor::Values>{});
    else
        body(std::integral_constant<NormFactor, NormFactor::ShiftedValues>{});
}

} // namespace luthier::kernels
