#pragma once

#include "norm.h"
#include "vector.h"

// Only for `<op>_cpu.cpp`, as vector.h.

namespace luthier::kernels::LUTHIER_CPU_LEVEL {

template <NormFactor Kind>
inline Floats weighted(Floats value, const NormWeight& weight, std::int64_t column, std::int64_t count) {
    if constexpr (Kind == NormFactor::Values)
        return value * take(weight.values + column, count);
    else if constexpr (Kind == NormFactor::ShiftedValues)
        return value * (take(weight.values + column, count) + weight.offset);
    else
        return value;
}

inline void addRow(float* to, const float* from, std::int64_t columns) {
    overColumns(columns, [&](std::int64_t column, std::int64_t count) {
        put(to + column, take(to + column, count) + take(from + column, count), count);
    });
}

} // namespace luthier::kernels::LUTHIER_CPU_LEVEL
