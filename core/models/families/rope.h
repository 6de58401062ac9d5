#pragma once

#include "model_shape.h"

#include <vector>

namespace luthier::families {

/// Long: of more tokens than longrope's original length; all other kinds are the same for both.
enum class TextLength { Short, Long };

/// dim/2 inverse frequencies θ^(-2i/dim), stretched as `rope.scaling` says (transformers,
/// modeling_rope_utils). Position p turns pair i by p · result[i] radians. `headDim` is even and positive.
std::vector<float> inverseFrequencies(const Rope& rope, std::int64_t headDim,
                                      TextLength length = TextLength::Short);

} // namespace luthier::families
