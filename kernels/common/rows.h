#pragma once

#include <cstdint>

namespace luthier::kernels {

// Members are always inlined: levels must not share a copy that one of them compiled.

/// A matrix whose rows lie `stride` floats apart. Null data: left out.
struct ConstRows {
    const float* data = nullptr;
    std::int64_t stride = 0;

    [[gnu::always_inline]] const float* row(std::int64_t index) const { return data + index * stride; }
};
struct Rows {
    float* data = nullptr;
    std::int64_t stride = 0;

    [[gnu::always_inline]] float* row(std::int64_t index) const { return data + index * stride; }
};

/// Calls `body(row, column, count)` for the elements [begin, end) of rows of `columns`, a stretch of a row at
/// a time.
template <class Body>
inline void overStretches(std::int64_t begin, std::int64_t end, std::int64_t columns, Body body) {
    while (begin < end) {
        const std::int64_t column = begin % columns;
        const std::int64_t count = columns - column < end - begin ? columns - column : end - begin;
        body(begin / columns, column, count);
        begin += count;
    }
}

} // namespace luthier::kernels
