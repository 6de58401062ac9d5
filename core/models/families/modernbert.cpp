#include "config_reader.h"
#include "encoder.h"
#include "family.h"
#include "parts.h"

#include <array>

namespace luthier::families {

namespace {

using program::Builder;
using program::OpKind;
using program::ValueId;

constexpr const char* kEmbedding = "model.embeddings.tok_embeddings.weight";
constexpr std::array<std::string_view, 1> kBodies{"ModernBertModel"};
constexpr std::array<std::string_view, 3> kOtherHeads{"head.", "decoder.", "classifier."};

/// Full and sliding layers, each with a rotation of its own.
Status readLayers(const Json& config, ModelShape& shape) {
    for (const auto& [rope, type, old, theta] :
         {std::tuple(&shape.rope, "full_attention", "global_rope_theta", 160000.0),
          std::tuple(&shape.localRope, "sliding_attention", "local_rope_theta", 10000.0)}) {
        const Json* nested = nestedRopeAt(config, type);
        TRY(const double absent, factorAt(config, old, theta));
        const Json parameters = nested ? Json{{"rope_parameters", *nested}} : Json::object();
        TRY(*rope, ropeAt(parameters, shape, {.theta = absent}));
    }
    TRY(const std::int64_t every, sizeAt(config, {"global_attn_every_n_layers"}, kLayerRange, 3));
    TRY(const std::int64_t local, sizeAt(config, {"local_attention"}, {2, kPositionRange.most}, 128));
    std::vector<bool> sliding;
    if (member(config, "layer_types")) {
        TRY(sliding, slidingLayersAt(config, shape.layers, 0));
    }
    for (std::int64_t layer = static_cast<std::int64_t>(sliding.size()); layer < shape.layers; ++layer)
        sliding.push_back(layer % every != 0);
    setWindows(shape, sliding, local / 2);
    for (std::size_t layer = 0; layer < sliding.size(); ++layer)
        if (sliding[layer])
            shape.layerAttention[layer].turn = LayerAttention::Turn::LocalRope;
    return {};
}

Result<ModelShape> shapeOfModernBert(const Json& config) {
    ModelShape shape;
    shape.family = "modernbert";
    shape.kind = ModelKind::Encoder;
    shape.normKind = NormKind::Layer;
    TRY_VOID(refuseForeignOptions(config));
    TRY_VOID(readSizes(config, shape, 8192, 50283));
    TRY_VOID(readHeads(config, shape));
    TRY_VOID(requireWholeHeads(shape));
    TRY(shape.normEpsilon, epsilonAt(config, "norm_eps", 1e-5));
    TRY(shape.normBias, flagAt(config, "norm_bias", false));
    TRY(shape.qkvBias, flagAt(config, "attention_bias", false));
    shape.outputBias = shape.qkvBias;
    TRY(shape.mlpBias, flagAt(config, "mlp_bias", false));
    TRY(shape.activation, activationAt(config, "hidden_activation", Activation::Gelu));
    TRY(shape.headActivation, activationAt(config, "classifier_activation", Activation::Gelu));
    TRY(shape.denseBias, flagAt(config, "classifier_bias", false));
    TRY(shape.headBias, flagAt(config, "decoder_bias", true));
    TRY_VOID(refuseUnless(config, "tie_word_embeddings", true));
    shape.tiedEmbeddings = true;
    const Json* pooling = member(config, "classifier_pooling");
    if (pooling && *pooling != "mean")
        TRY_VOID(refuseUnless(config, "classifier_pooling", "cls"));
    shape.pooling = pooling && *pooling == "mean" ? Pooling::Mean : Pooling::First;
    TRY_VOID(readLayers(config, shape));
    return shape;
}

ValueId emitLayer(Builder& builder, const ModelShape& shape, ValueId hidden, std::int64_t layer) {
    const std::string module = "model.layers." + std::to_string(layer) + ".";
    const std::int64_t width = shape.hiddenSize;
    const std::int64_t inner = shape.intermediateSize;
    // The embeddings in front of the first layer are normed already.
    const ValueId normed =
        layer == 0 ? hidden : emitNorm(builder, shape, hidden, module + "attn_norm", "norm1");
    const ValueId qkv = emitLinear(builder, shape, normed, module + "attn.Wqkv", 3 * width, shape.qkvBias,
                                   Place::QueryKeyValue, "qkv");
    const auto parts = builder.results(OpKind::Split, {qkv}, {"query", "key", "value"},
                                       program::SplitAttributes{{width, width, width}});
    const QueryKey both = emitTurned(builder, shape, layer, {parts[0], parts[1]});
    const ValueId context = emitAttention(builder, shape, both.query, both.key, parts[2], layer);
    const ValueId attended = emitLinear(builder, shape, context, module + "attn.Wo", width, shape.outputBias,
                                        Place::AttentionOutput, "attended");
    hidden = builder.result(OpKind::Add, {hidden, attended}, "middle");
    const ValueId gated =
        emitLinear(builder, shape, emitNorm(builder, shape, hidden, module + "mlp_norm", "norm2"),
                   module + "mlp.Wi", 2 * inner, shape.mlpBias, Place::Gate, "gate_up");
    const auto halves =
        builder.results(OpKind::Split, {gated}, {"gate", "up"}, program::SplitAttributes{{inner, inner}});
    const ValueId activated = builder.result(OpKind::GatedUnit, {halves[0], halves[1]}, "activated",
                                             program::ActivationAttributes{shape.activation});
    const ValueId mlp =
        emitLinear(builder, shape, activated, module + "mlp.Wo", width, shape.mlpBias, Place::Down, "mlp");
    return builder.result(OpKind::Add, {hidden, mlp}, "output");
}

ValueId emitBodyModernBert(Builder& builder, const ModelShape& shape) {
    builder.enter("embedding");
    const ValueId table = builder.weight(kEmbedding, {shape.vocabularySize, shape.hiddenSize});
    ValueId hidden = builder.result(OpKind::Embed, {table, builder.input("ids", program::Axis::Tokens)},
                                    "words", program::EmbedAttributes{shape.paddingId});
    hidden = emitNorm(builder, shape, hidden, "model.embeddings.norm", "output");
    for (std::int64_t layer = 0; layer < shape.layers; ++layer) {
        builder.enter("layers." + std::to_string(layer));
        hidden = emitLayer(builder, shape, hidden, layer);
    }
    builder.enter("last");
    return emitNorm(builder, shape, hidden, "model.final_norm", "normed");
}

ValueId emitHeadModernBert(Builder& builder, const ModelShape& shape, ValueId rows) {
    const ValueId dense = emitDense(builder, shape, rows, "head.dense", shape.hiddenSize, shape.denseBias,
                                    shape.headActivation, "transformed");
    const ValueId normed = emitNorm(builder, shape, dense, "head.norm", "head_norm");
    return shape.head == Head::Words ? emitTiedWords(builder, shape, normed, kEmbedding, "decoder")
                                     : emitLabels(builder, shape, normed, "classifier", true);
}

} // namespace

/// ModernBERT: an encoder of today's make, pre-normed, gated and turned, most layers looking only nearby.
extern constinit const Family kModernBert{.name = "modernbert",
                                          .modelType = "modernbert",
                                          .architecture = "ModernBertForMaskedLM",
                                          .bodies = kBodies,
                                          .labelClass = "ModernBert",
                                          .shapeFromConfig = shapeOfModernBert,
                                          .emitBody = emitBodyModernBert,
                                          .emitHead = emitHeadModernBert,
                                          .defaultLoraTargets = {},
                                          .outputModule = "decoder",
                                          .words = "model.embeddings.tok_embeddings.weight",
                                          .labelModule = "classifier",
                                          .optionalPrefix = "model.",
                                          .ignoredEndings = {},
                                          .otherHeads = kOtherHeads};

} // namespace luthier::families
