#pragma once

#include "model_shape.h"

#include <program/builder.h>

#include <string>

namespace luthier::families {

// What decoders are made of. `module`: path in the checkpoint, with its dot at the end where more follows.

/// Places of the modules of a layer, which tell their dropout masks apart.
enum class Place : std::int64_t { Query, Key, Value, QueryKeyValue, AttentionOutput, Gate, Up, Down, Head };

program::ValueId emitNorm(program::Builder& builder, const ModelShape& shape, program::ValueId x,
                          const std::string& module, const std::string& name);

program::ValueId emitLinear(program::Builder& builder, const ModelShape& shape, program::ValueId x,
                            const std::string& module, std::int64_t out, bool biased, Place place,
                            const std::string& name);

/// Query, key and value of separate modules under `module`, turned by position, to the context: [tokens,
/// queryWidth].
program::ValueId emitSelfAttention(program::Builder& builder, const ModelShape& shape, program::ValueId x,
                                   const std::string& module);

/// down(act(gate(x)) ⊙ up(x)) of modules gate_proj, up_proj, down_proj.
program::ValueId emitGatedMlp(program::Builder& builder, const ModelShape& shape, program::ValueId x,
                              const std::string& module);

/// lm_head, or the embedding `tied`.
program::ValueId emitLogits(program::Builder& builder, const ModelShape& shape, program::ValueId normed,
                            const std::string& tied);

program::ValueId emitAttention(program::Builder& builder, const ModelShape& shape, program::ValueId query,
                               program::ValueId key, program::ValueId value);

} // namespace luthier::families
