#include "decoder.h"

#include "parts.h"

#include <string>

namespace luthier::families {

namespace {

using program::Builder;
using program::OpKind;
using program::ValueId;

constexpr const char* kEmbedding = "model.embed_tokens.weight";

/// One matrix whose output is cut into parts, or a matrix a part.
std::vector<ValueId> emitCut(Builder& builder, const ModelShape& shape, ValueId x, const std::string& module,
                             const std::vector<std::int64_t>& widths, const std::vector<std::string>& names,
                             const std::string& whole, Place place) {
    std::int64_t out = 0;
    for (const std::int64_t width : widths)
        out += width;
    const ValueId joined = emitLinear(builder, shape, x, module, out, false, place, whole);
    return builder.results(OpKind::Split, {joined}, names, program::SplitAttributes{widths});
}

ValueId emitHeadNorm(Builder& builder, const ModelShape& shape, ValueId x, const std::string& module,
                     std::int64_t heads, const std::string& name) {
    return emitGroupNorm(builder, shape, x, module, shape.queryKeyNorm == QueryKeyNorm::EachHead ? heads : 1,
                         name);
}

/// Query, key and value of the layer as their projections make them; what it takes from another is left out.
struct Projected {
    QueryKey both{};
    ValueId value = program::kNone;
};
Projected emitProjected(Builder& builder, const ModelShape& shape, const DecoderNames& names, ValueId x,
                        const std::string& module, std::int64_t layer) {
    const LayerAttention attention = shape.attentionOf(layer);
    const std::int64_t width = shape.heads * shape.headDimOf(layer);
    const std::int64_t kvWidth = shape.kvHeadsOf(layer) * shape.headDimOf(layer);
    if (!names.queryKeyValue.empty()) {
        const auto parts =
            emitCut(builder, shape, x, module + std::string(names.queryKeyValue), {width, kvWidth, kvWidth},
                    {"query", "key", "value"}, "qkv", Place::QueryKeyValue);
        return {{parts[0], parts[1]}, parts[2]};
    }
    const std::string of = module + "self_attn.";
    Projected made;
    made.both.query =
        emitLinear(builder, shape, x, of + "q_proj", width, shape.qkvBias, Place::Query, "query");
    made.both.key = program::kNone;
    if (attention.keysFrom >= 0)
        return made;
    made.both.key = emitLinear(builder, shape, x, of + "k_proj", kvWidth, shape.qkvBias, Place::Key, "key");
    made.value = attention.keyIsValue ? made.both.key
                                      : emitLinear(builder, shape, x, of + "v_proj", kvWidth, shape.qkvBias,
                                                   Place::Value, "value");
    return made;
}

/// From normed hidden states to the context: [tokens, heads · head dim].
ValueId emitContext(Builder& builder, const ModelShape& shape, const DecoderNames& names, ValueId x,
                    const std::string& module, std::vector<KeyValue>& before) {
    const auto layer = static_cast<std::int64_t>(before.size());
    auto [both, value] = emitProjected(builder, shape, names, x, module, layer);
    const bool own = both.key != program::kNone;
    if (shape.queryKeyNorm != QueryKeyNorm::None) {
        both.query = emitHeadNorm(builder, shape, both.query, module + "self_attn.q_norm", shape.heads,
                                  "normed_query");
        if (own)
            both.key = emitHeadNorm(builder, shape, both.key, module + "self_attn.k_norm",
                                    shape.kvHeadsOf(layer), "normed_key");
    }
    if (own && shape.valueNorm)
        value = emitGroupNorm(builder, shape, value, {}, shape.kvHeadsOf(layer), "normed_value");
    both = emitTurned(builder, shape, layer, both);
    before.push_back(own ? KeyValue{both.key, value}
                         : before[static_cast<std::size_t>(shape.attentionOf(layer).keysFrom)]);
    return emitAttention(builder, shape, both.query, before.back().key, before.back().value, layer);
}

ValueId emitMlp(Builder& builder, const ModelShape& shape, const DecoderNames& names, ValueId x,
                const std::string& module, std::int64_t layer) {
    const bool wide = shape.wideSharedMlp && shape.attentionOf(layer).keysFrom >= 0;
    const std::int64_t inner = shape.intermediateSize * (wide ? 2 : 1);
    std::vector<ValueId> parts;
    if (!names.gateUp.empty())
        parts = emitCut(builder, shape, x, module + std::string(names.gateUp), {inner, inner}, {"gate", "up"},
                        "gate_up", Place::Gate);
    else
        parts = {
            emitLinear(builder, shape, x, module + "mlp.gate_proj", inner, shape.mlpBias, Place::Gate,
                       "gate"),
            emitLinear(builder, shape, x, module + "mlp.up_proj", inner, shape.mlpBias, Place::Up, "up")};
    const ValueId activated = builder.result(OpKind::GatedUnit, {parts[0], parts[1]}, "activated",
                                             program::ActivationAttributes{shape.activation});
    return emitLinear(builder, shape, activated, module + std::string(names.down), shape.hiddenSize,
                      shape.mlpBias, Place::Down, "mlp");
}

/// Normed where the family has a norm of that name.
ValueId normedBy(Builder& builder, const ModelShape& shape, ValueId x, const std::string& layer,
                 std::string_view module, const std::string& name) {
    return module.empty() ? x : emitNorm(builder, shape, x, layer + std::string(module), name);
}

} // namespace

ValueId emitDecoderEmbedding(Builder& builder, const ModelShape& shape) {
    builder.enter("embedding");
    const ValueId table = builder.weight(kEmbedding, {shape.vocabularySize, shape.hiddenSize});
    const ValueId ids = builder.input("ids", program::Axis::Tokens);
    const bool scaled = shape.embeddingScale != 1.0;
    const ValueId hidden = builder.result(OpKind::Embed, {table, ids}, scaled ? "words" : "output",
                                          program::EmbedAttributes{shape.paddingId});
    return emitScaled(builder, hidden, shape.embeddingScale, "output");
}

ValueId emitDecoderRest(Builder& builder, const ModelShape& shape, const DecoderNames& names, ValueId hidden,
                        ValueId attended, std::int64_t layer) {
    const std::string module = "model.layers." + std::to_string(layer) + ".";
    ValueId added = normedBy(builder, shape, attended, module, names.attendedNorm, "normed_attended");
    added = emitScaled(builder, added, shape.residualScale, "scaled_attended");
    hidden = builder.result(OpKind::Add, {hidden, added}, "middle");
    const ValueId normed = normedBy(builder, shape, hidden, module, names.mlpNorm, "norm2");
    added = emitMlp(builder, shape, names, normed, module, layer);
    added = normedBy(builder, shape, added, module, names.mlpOutputNorm, "normed_mlp");
    added = emitScaled(builder, added, shape.residualScale, "scaled_mlp");
    return builder.result(OpKind::Add, {hidden, added}, "output");
}

ValueId emitDecoderLayer(Builder& builder, const ModelShape& shape, const DecoderNames& names, ValueId hidden,
                         std::vector<KeyValue>& before) {
    const auto layer = static_cast<std::int64_t>(before.size());
    builder.enter("layers." + std::to_string(layer));
    const std::string module = "model.layers." + std::to_string(layer) + ".";
    const ValueId normed = normedBy(builder, shape, hidden, module, names.inputNorm, "norm1");
    const ValueId context = emitContext(builder, shape, names, normed, module, before);
    const ValueId attended =
        emitLinear(builder, shape, context, module + "self_attn.o_proj", shape.hiddenSize, shape.outputBias,
                   Place::AttentionOutput, "attended");
    return emitDecoderRest(builder, shape, names, hidden, attended, layer);
}

ValueId emitDecoderBody(Builder& builder, const ModelShape& shape, const DecoderNames& names) {
    ValueId hidden = emitDecoderEmbedding(builder, shape);
    std::vector<KeyValue> before;
    for (std::int64_t layer = 0; layer < shape.layers; ++layer)
        hidden = emitDecoderLayer(builder, shape, names, hidden, before);
    return hidden;
}

ValueId emitDecoderHead(Builder& builder, const ModelShape& shape, ValueId rows) {
    return emitLogits(builder, shape, emitNorm(builder, shape, rows, "model.norm", "normed"), kEmbedding);
}

} // namespace luthier::families
