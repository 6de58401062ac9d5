#pragma once

#include "weight_table.h"

#include <program/builder.h>

#include <vector>

namespace luthier::families {

/// The tables and the emission of the Llama way: RMS norms, separate query, key and value, gated
/// feed-forward. Biases as the shape says.
std::vector<WeightEntry> llamaWeights(const ModelShape& shape);
std::vector<LinearModule> llamaLinears(const ModelShape& shape);
program::ValueId emitLlamaBody(program::Builder& builder, const ModelShape& shape);
program::ValueId emitLlamaHead(program::Builder& builder, const ModelShape& shape, program::ValueId rows);

} // namespace luthier::families
