#pragma once

#include "weight_table.h"

#include <vector>

namespace luthier::families {

/// The table of the Llama way: RMS norms, separate query, key and value, gated feed-forward. Biases as the
/// shape says.
std::vector<WeightEntry> llamaWeights(const ModelShape& shape);
std::vector<LinearModule> llamaLinears(const ModelShape& shape);

} // namespace luthier::families
