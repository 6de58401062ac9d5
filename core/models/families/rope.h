#pragma once

#include "model_shape.h"

#include <vector>

namespace luthier::families {

/// headDim/2 inverse frequencies θ^(-2i/d), stretched as `rope.scaling` says: linear divides all of them by
/// the factor; llama3 divides long wavelengths, keeps short ones and blends between (transformers,
/// modeling_rope_utils). Position p turns the pair (i, i + d/2) by p · result[i] radians. `headDim` is even
/// and positive.
std::vector<float> inverseFrequencies(const Rope& rope, std::int64_t headDim);

} // namespace luthier::families
