#pragma once

#include "model_shape.h"

#include <program/builder.h>

namespace luthier::families {

/// The Llama way: RMS norms, separate query, key and value, gated feed-forward. Biases as the shape says.
program::ValueId emitLlamaBody(program::Builder& builder, const ModelShape& shape);
program::ValueId emitLlamaHead(program::Builder& builder, const ModelShape& shape, program::ValueId rows);

} // namespace luthier::families
