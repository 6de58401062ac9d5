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
    const std::int64_t groups = shape.queryKeyNorm == QueryKeyNorm::EachHead ? heads : 1;
    const ValueId weight =
        builder.weight(module + ".weight", {heads * shape.headDim / groups}, normStart(shape));
    return builder
        .results(OpKind::Norm, {x, weight, program::kNone}, {name},
                 program::NormAttributes{NormKind::Rms, shape.normEpsilon, shape.normOffset, groups})
        .front();
}

/// From normed hidden states to the context: [tokens, queryWidth].
ValueId emitContext(Builder& builder, const ModelShape& shape, const DecoderNames& names, ValueId x,
                    const std::string& module, std::int64_t layer) {
    const std::int64_t width = shape.queryWidth();
    const std::int64_t kvWidth = shape.keyValueWidth();
    QueryKey both{};
    ValueId value = program::kNone;
    if (!names.queryKeyValue.empty()) {
        const auto parts =
            emitCut(builder, shape, x, module + std::string(names.queryKeyValue), {width, kvWidth, kvWidth},
                    {"query", "key", "value"}, "qkv", Place::QueryKeyValue);
        both = {parts[0], parts[1]};
        value = parts[2];
    } else {
        const std::string of = module + "self_attn.";
        both.query =
            emitLinear(builder, shape, x, of + "q_proj", width, shape.qkvBias, Place::Query, "query");
        both.key = emitLinear(builder, shape, x, of + "k_proj", kvWidth, shape.qkvBias, Place::Key, "key");
        value = emitLinear(builder, shape, x, of + "v_proj", kvWidth, shape.qkvBias, Place::Value, "value");
    }
    if (shape.queryKeyNorm != QueryKeyNorm::None)
        both = {
            emitHeadNorm(builder, shape, both.query, module + "self_attn.q_norm", shape.heads,
                         "normed_query"),
            emitHeadNorm(builder, shape, both.key, module + "self_attn.k_norm", shape.kvHeads, "normed_key")};
    both = emitTurned(builder, shape, shape.attentionOf(layer), both);
    return emitAttention(builder, shape, both.query, both.key, value, layer);
}

ValueId emitMlp(Builder& builder, const ModelShape& shape, const DecoderNames& names, ValueId x,
                const std::string& module) {
    const std::int64_t inner = shape.intermediateSize;
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

ValueId emitDecoderBody(Builder& builder, const ModelShape& shape, const DecoderNames& names) {
    builder.enter("embedding");
    const ValueId table = builder.weight(kEmbedding, {shape.vocabularySize, shape.hiddenSize});
    const ValueId ids = builder.input("ids", program::Axis::Tokens);
    const bool scaled = shape.embeddingScale != 1.0;
    ValueId hidden = builder.result(OpKind::Embed, {table, ids}, scaled ? "words" : "output",
                                    program::EmbedAttributes{shape.paddingId});
    hidden = emitScaled(builder, hidden, shape.embeddingScale, "output");
    for (std::int64_t layer = 0; layer < shape.layers; ++layer) {
        builder.enter("layers." + std::to_string(layer));
        const std::string module = "model.layers." + std::to_string(layer) + ".";
        ValueId normed = normedBy(builder, shape, hidden, module, names.inputNorm, "norm1");
        const ValueId context = emitContext(builder, shape, names, normed, module, layer);
        ValueId added = emitLinear(builder, shape, context, module + "self_attn.o_proj", shape.hiddenSize,
                                   shape.outputBias, Place::AttentionOutput, "attended");
        added = normedBy(builder, shape, added, module, names.attendedNorm, "normed_attended");
        added = emitScaled(builder, added, shape.residualScale, "scaled_attended");
        hidden = builder.result(OpKind::Add, {hidden, added}, "middle");
        normed = normedBy(builder, shape, hidden, module, names.mlpNorm, "norm2");
        added = emitMlp(builder, shape, names, normed, module);
        added = normedBy(builder, shape, added, module, names.mlpOutputNorm, "normed_mlp");
        added = emitScaled(builder, added, shape.residualScale, "scaled_mlp");
        hidden = builder.result(OpKind::Add, {hidden, added}, "output");
    }
    return hidden;
}

ValueId emitDecoderHead(Builder& builder, const ModelShape& shape, ValueId rows) {
    return emitLogits(builder, shape, emitNorm(builder, shape, rows, "model.norm", "normed"), kEmbedding);
}

} // namespace luthier::families
