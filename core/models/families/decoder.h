#pragma once

#include "family.h"

#include <program/builder.h>

#include <array>
#include <string_view>
#include <vector>

namespace luthier::families {

/// What a family calls the modules of a layer, below `model.layers.N.`; empty: it has none.
struct DecoderNames {
    std::string_view inputNorm = "input_layernorm"; ///< in front of attention
    std::string_view attendedNorm = {};             ///< of what attention adds
    std::string_view mlpNorm = "post_attention_layernorm";
    std::string_view mlpOutputNorm = {};
    std::string_view queryKeyValue = {}; ///< one matrix for all three, in place of q_proj, k_proj, v_proj
    std::string_view gateUp = {};        ///< one matrix, gate in front, in place of gate_proj, up_proj
    std::string_view down = "mlp.down_proj";
};

// What IA³ scales in them, as PEFT has it: keys or queries, values, and what goes into the down projection.
inline constexpr std::array<std::string_view, 3> kIa3KeyTargets{"k_proj", "v_proj", "down_proj"};
inline constexpr std::array<std::string_view, 3> kIa3QueryTargets{"q_proj", "v_proj", "down_proj"};
inline constexpr std::array<std::string_view, 1> kIa3Down{"down_proj"};
inline constexpr Ia3Names kIa3OfKeys{kIa3KeyTargets, kIa3Down};
inline constexpr Ia3Names kIa3OfQueries{kIa3QueryTargets, kIa3Down};

/// What a layer's queries look at, turned.
struct KeyValue {
    program::ValueId key = program::kNone;
    program::ValueId value = program::kNone;
};

/// What decoders are made of, for families whose layers do more: the embedding of the ids, and a layer, which
/// adds its keys and values to those of the layers before it.
program::ValueId emitDecoderEmbedding(program::Builder& builder, const ModelShape& shape);
program::ValueId emitDecoderLayer(program::Builder& builder, const ModelShape& shape,
                                  const DecoderNames& names, program::ValueId hidden,
                                  std::vector<KeyValue>& before);
/// The end of a layer: adds what its attention made, then what its feed-forward makes of the sum.
program::ValueId emitDecoderRest(program::Builder& builder, const ModelShape& shape,
                                 const DecoderNames& names, program::ValueId hidden,
                                 program::ValueId attended, std::int64_t layer);

/// Decoders of the Llama way: RMS norms, query, key and value, gated feed-forward, a stream that both add to.
/// What else there is, the shape says.
program::ValueId emitDecoderBody(program::Builder& builder, const ModelShape& shape,
                                 const DecoderNames& names);
program::ValueId emitDecoderHead(program::Builder& builder, const ModelShape& shape, program::ValueId rows);

} // namespace luthier::families
