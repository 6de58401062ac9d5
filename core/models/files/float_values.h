#pragma once

#include "dtype.h"

#include <cstddef>
#include <span>
#include <vector>

namespace luthier::files {

/// Little-endian F32, F16 or BF16 values as fp32, exactly; `values` has one place an element.
void widenToFloats(std::span<const std::byte> bytes, Dtype dtype, std::span<float> values);

enum class Fit { Fits, Overflows };

/// fp32 values as F32, F16 or BF16, rounded to nearest with ties to even (IEEE 754); NaN stays NaN. `bytes`
/// has the place they need. Overflows when a finite value has become infinite.
Fit narrowFloats(std::span<const float> values, Dtype dtype, std::span<std::byte> bytes);

/// A matrix of so many rows, row-major, turned.
std::vector<float> transposed(std::span<const float> matrix, std::size_t rows);

} // namespace luthier::files
