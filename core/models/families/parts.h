#pragma once

#include "model_shape.h"

#include <program/builder.h>

#include <string>

namespace luthier::families {

// What models are made of. `module`: path in the checkpoint.

/// Places of the modules of a layer, which tell their dropout masks apart.
enum class Place : std::int64_t {
    Query,
    Key,
    Value,
    QueryKeyValue,
    AttentionOutput,
    Gate,
    Up,
    Down,
    Head,
    LayerGate,
    LayerInput,
    Rate,
    Decay
};

/// What the weights of norms start from: they are multiplied by 1.
program::Start normStart(const ModelShape& shape);

program::ValueId emitNorm(program::Builder& builder, const ModelShape& shape, program::ValueId x,
                          const std::string& module, const std::string& name);

program::ValueId emitLinear(program::Builder& builder, const ModelShape& shape, program::ValueId x,
                            const std::string& module, std::int64_t out, bool biased, Place place,
                            const std::string& name);

/// An RMS norm of each of the equal `groups` of a row, with one weight for all; no `module`: without.
program::ValueId emitGroupNorm(program::Builder& builder, const ModelShape& shape, program::ValueId x,
                               const std::string& module, std::int64_t groups, const std::string& name);

/// factor · x; x itself for 1.
program::ValueId emitScaled(program::Builder& builder, program::ValueId x, double factor,
                            const std::string& name);

/// The logits of labels, by a module of its own.
program::ValueId emitLabels(program::Builder& builder, const ModelShape& shape, program::ValueId x,
                            const std::string& module, bool biased);

/// lm_head, or the embedding `tied`; scaled and capped as the shape says. A decoder's head of labels is
/// `score`.
program::ValueId emitLogits(program::Builder& builder, const ModelShape& shape, program::ValueId normed,
                            const std::string& tied);

struct QueryKey {
    program::ValueId query;
    program::ValueId key;
};
/// Turned by position as the layer turns them; the key may be left out.
QueryKey emitTurned(program::Builder& builder, const ModelShape& shape, std::int64_t layer, QueryKey x);

/// As the shape says of this layer.
program::ValueId emitAttention(program::Builder& builder, const ModelShape& shape, program::ValueId query,
                               program::ValueId key, program::ValueId value, std::int64_t layer);

} // namespace luthier::families
