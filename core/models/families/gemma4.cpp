#include "config_reader.h"
#include "decoder.h"
#include "family.h"
#include "parts.h"

#include <array>
#include <charconv>
#include <cmath>

namespace luthier::families {

namespace {

using program::Builder;
using program::OpKind;
using program::ValueId;

constexpr std::string_view kFile = "config.json";
constexpr std::array<std::string_view, 1> kIgnored{"rotary_emb.inv_freq"};
constexpr DecoderNames kNames{.attendedNorm = "post_attention_layernorm",
                              .mlpNorm = "pre_feedforward_layernorm",
                              .mlpOutputNorm = "post_feedforward_layernorm"};

/// The heads of full layers, which may be others than those of sliding ones.
struct FullHeads {
    std::int64_t headDim = 0;
    std::int64_t kvHeads = 0;
};

Error differs(std::string_view value) {
    return refused("model.unsupported_option")
        .with("option", "per_layer_config")
        .with("value", value.substr(0, 80))
        .field("per_layer_config")
        .at(kFile);
}

/// `per_layer_config` of one layer, which names what differs from the rest; null: nothing does.
Result<const Json*> ownConfigOf(const Json& layers, std::int64_t layer, std::int64_t count) {
    const Json* own = nullptr;
    for (const auto& [key, value] : layers.items()) {
        std::int64_t number = -1;
        const auto end = key.data() + key.size();
        const auto read = std::from_chars(key.data(), end, number);
        if (read.ec != std::errc() || read.ptr != end || number < 0 || number >= count || !value.is_object())
            return differs(key);
        if (number == layer)
            own = &value;
    }
    return own;
}

/// The newer spelling names the heads layer by layer; they must be the same in all full layers, and in
/// sliding ones those of the model.
Result<FullHeads> headsByLayer(const Json& config, const ModelShape& shape,
                               const std::vector<bool>& sliding) {
    const Json* layers = member(config, "per_layer_config");
    if (!layers->is_object())
        return differs(dumpJson(*layers));
    FullHeads full;
    for (std::int64_t layer = 0; layer < shape.layers; ++layer) {
        TRY(const Json* named, ownConfigOf(*layers, layer, shape.layers));
        const Json own = named ? *named : Json::object();
        for (const auto& [key, value] : own.items())
            if (key != "head_dim" && key != "num_key_value_heads")
                return differs(key);
        TRY(const std::int64_t headDim, sizeAt(own, {"head_dim"}, kHeadDimRange, shape.headDim));
        TRY(const std::int64_t kvHeads, sizeAt(own, {"num_key_value_heads"}, kHeadRange, shape.kvHeads));
        const bool isSliding = sliding[static_cast<std::size_t>(layer)];
        const FullHeads expected = isSliding           ? FullHeads{shape.headDim, shape.kvHeads}
                                   : full.headDim == 0 ? FullHeads{headDim, kvHeads}
                                                       : full;
        if (headDim != expected.headDim || kvHeads != expected.kvHeads)
            return differs(std::to_string(layer) + ": " + dumpJson(own));
        if (!isSliding)
            full = expected;
    }
    return full;
}

Result<FullHeads> fullHeadsAt(const Json& config, const ModelShape& shape, const std::vector<bool>& sliding,
                              bool keyIsValue) {
    FullHeads full{0, shape.kvHeads};
    if (member(config, "per_layer_config")) {
        TRY(full, headsByLayer(config, shape, sliding));
    } else {
        TRY(full.headDim, sizeAt(config, {"global_head_dim"}, kHeadDimRange, 512));
        if (keyIsValue) {
            TRY(full.kvHeads, sizeAt(config, {"num_global_key_value_heads"}, kHeadRange, shape.kvHeads));
        }
    }
    for (const auto& [number, divisor] :
         {std::pair(full.headDim, std::int64_t{2}), std::pair(shape.heads, full.kvHeads)})
        if (number % divisor != 0)
            return refused("model.not_divisible")
                .with("number", number)
                .with("divisor", divisor)
                .field(number == full.headDim ? "head_dim" : "num_key_value_heads")
                .at(kFile);
    return full;
}

/// The last `num_kv_shared_layers` read the keys and values of the last layer of their kind before them.
Status shareKeys(const Json& config, ModelShape& shape, const std::vector<bool>& sliding) {
    TRY(const std::int64_t shared,
        sizeAt(config, {"num_kv_shared_layers"}, {0, shape.layers - 1}, std::int64_t{0}));
    const std::int64_t own = shape.layers - shared;
    for (std::int64_t layer = own; layer < shape.layers; ++layer) {
        std::int64_t from = own - 1;
        while (from >= 0 &&
               sliding[static_cast<std::size_t>(from)] != sliding[static_cast<std::size_t>(layer)])
            --from;
        if (from < 0)
            return refuseUnless(config, "num_kv_shared_layers", 0);
        shape.layerAttention[static_cast<std::size_t>(layer)].keysFrom = from;
    }
    TRY(shape.wideSharedMlp, flagAt(config, "use_double_wide_mlp", false));
    shape.wideSharedMlp = shape.wideSharedMlp && shared > 0;
    return {};
}

Status readRotations(const Json& config, ModelShape& shape, const FullHeads& heads) {
    const bool named = member(config, "rope_parameters") != nullptr;
    const auto parametersOf = [&](const char* type, const Json& absent) -> Json {
        const Json* nested = nestedRopeAt(config, type);
        return {{"rope_parameters", named && nested ? *nested : absent}};
    };
    for (const char* key : {"rope_scaling", "rope_theta", "partial_rotary_factor"})
        TRY_VOID(refuseUnless(config, key, nullptr));
    if (named && (!nestedRopeAt(config, "full_attention") || !nestedRopeAt(config, "sliding_attention")))
        return refuseUnless(config, "rope_parameters", nullptr);
    ModelShape full = shape;
    full.headDim = heads.headDim;
    TRY(shape.rope, ropeAt(parametersOf("full_attention", {{"rope_type", "proportional"},
                                                           {"partial_rotary_factor", 0.25},
                                                           {"rope_theta", 1e6}}),
                           full, {.mayBeProportional = true}));
    TRY(shape.localRope, ropeAt(parametersOf("sliding_attention", {{"rope_theta", 1e4}}), shape));
    return {};
}

Status readLayers(const Json& config, ModelShape& shape) {
    TRY(const std::int64_t window, sizeAt(config, {"sliding_window"}, kPositionRange, 512));
    TRY(auto sliding, slidingLayersAt(config, shape.layers, 6));
    sliding.back() = false; // as transformers has it, whatever the config says
    setWindows(shape, sliding, window);
    TRY(const bool keyIsValue, flagAt(config, "attention_k_eq_v", false));
    TRY(const FullHeads heads, fullHeadsAt(config, shape, sliding, keyIsValue));
    for (std::size_t layer = 0; layer < sliding.size(); ++layer) {
        LayerAttention& attention = shape.layerAttention[layer];
        if (sliding[layer]) {
            attention.turn = LayerAttention::Turn::LocalRope;
        } else {
            attention.headDim = heads.headDim;
            attention.kvHeads = heads.kvHeads;
            attention.keyIsValue = keyIsValue;
        }
    }
    TRY_VOID(readRotations(config, shape, heads));
    return shareKeys(config, shape, sliding);
}

Result<ModelShape> shapeOfGemma4(const Json& config) {
    ModelShape shape;
    shape.family = "gemma4";
    TRY_VOID(refuseForeignOptions(config));
    TRY_VOID(refuseUnless(config, "enable_moe_block", false));
    // Pictures alone are seen both ways with "vision".
    TRY_VOID(refuseUnless(config, "use_bidirectional_attention", "vision"));
    TRY_VOID(readSizes(config, shape, 131072, 0));
    TRY_VOID(readHeads(config, shape, 256));
    shape.attentionScale = 1.0;
    TRY(shape.normEpsilon, epsilonAt(config, "rms_norm_eps", 1e-6));
    TRY(shape.activation, activationAt(config, "hidden_activation", Activation::GeluTanh));
    TRY(shape.tiedEmbeddings, flagAt(config, "tie_word_embeddings", true));
    shape.embeddingScale = std::sqrt(static_cast<double>(shape.hiddenSize));
    TRY(shape.qkvBias, flagAt(config, "attention_bias", false));
    shape.outputBias = shape.qkvBias;
    shape.queryKeyNorm = QueryKeyNorm::EachHead;
    shape.valueNorm = true;
    TRY(shape.logitsSoftcap, capAt(config, "final_logit_softcapping", 0));
    TRY(shape.layerInputSize, sizeAt(config, {"hidden_size_per_layer_input"}, {0, kWidthRange.most}, 256));
    if (shape.layerInputSize > 0) {
        TRY(shape.layerInputVocabulary, sizeAt(config, {"vocab_size_per_layer_input"},
                                               {shape.vocabularySize, kVocabularyRange.most}, 262144));
    }
    TRY_VOID(readLayers(config, shape));
    shape.beginIds = idsAt(config, "bos_token_id", shape.vocabularySize, 2);
    shape.endIds = idsAt(config, "eos_token_id", shape.vocabularySize, 1);
    return shape;
}

/// What each layer gets of each token besides the stream: of its id and of its embedding, half each.
std::vector<ValueId> emitLayerInputs(Builder& builder, const ModelShape& shape, ValueId embedded) {
    const std::int64_t size = shape.layerInputSize;
    const std::int64_t columns = shape.layers * size;
    const ValueId table =
        builder.weight("model.embed_tokens_per_layer.weight", {shape.layerInputVocabulary, columns});
    const ValueId words = builder.result(OpKind::Embed, {table, builder.input("ids", program::Axis::Tokens)},
                                         "layer_words", program::EmbedAttributes{shape.paddingId});
    const ValueId ofWords =
        emitScaled(builder, words, std::sqrt(static_cast<double>(size) / 2.0), "scaled_layer_words");
    ValueId context = emitLinear(builder, shape, embedded, "model.per_layer_model_projection", columns, false,
                                 Place::LayerInput, "layer_context");
    context = emitScaled(builder, context, 1.0 / std::sqrt(static_cast<double>(shape.hiddenSize)),
                         "scaled_layer_context");
    context = emitGroupNorm(builder, shape, context, "model.per_layer_projection_norm", shape.layers,
                            "normed_layer_context");
    context = emitScaled(builder, context, std::sqrt(0.5), "half_layer_context");
    const ValueId both = builder.result(OpKind::Add, {context, ofWords}, "layer_inputs");
    std::vector<std::string> names;
    for (std::int64_t layer = 0; layer < shape.layers; ++layer)
        names.push_back("layer_input_" + std::to_string(layer));
    return builder.results(
        OpKind::Split, {both}, names,
        program::SplitAttributes{std::vector(static_cast<std::size_t>(shape.layers), size)});
}

/// What the layer's own input adds to the stream.
ValueId emitLayerInput(Builder& builder, const ModelShape& shape, ValueId hidden, ValueId input,
                       const std::string& module) {
    const ValueId gate = emitLinear(builder, shape, hidden, module + "per_layer_input_gate",
                                    shape.layerInputSize, false, Place::LayerGate, "input_gate");
    const ValueId gated = builder.result(OpKind::GatedUnit, {gate, input}, "gated_input",
                                         program::ActivationAttributes{shape.activation});
    const ValueId projected = emitLinear(builder, shape, gated, module + "per_layer_projection",
                                         shape.hiddenSize, false, Place::LayerInput, "projected_input");
    const ValueId added =
        emitNorm(builder, shape, projected, module + "post_per_layer_input_norm", "normed_input");
    return builder.result(OpKind::Add, {hidden, added}, "with_input");
}

ValueId emitBodyGemma4(Builder& builder, const ModelShape& shape) {
    ValueId hidden = emitDecoderEmbedding(builder, shape);
    std::vector<ValueId> inputs;
    if (shape.layerInputSize > 0)
        inputs = emitLayerInputs(builder, shape, hidden);
    std::vector<KeyValue> before;
    for (std::int64_t layer = 0; layer < shape.layers; ++layer) {
        const std::string module = "model.layers." + std::to_string(layer) + ".";
        hidden = emitDecoderLayer(builder, shape, kNames, hidden, before);
        if (!inputs.empty())
            hidden = emitLayerInput(builder, shape, hidden, inputs[static_cast<std::size_t>(layer)], module);
        const ValueId scalar = builder.buffer(module + "layer_scalar", {1}, program::Start::Ones);
        hidden = builder.result(OpKind::Scale, {hidden, scalar}, "scaled_output", program::ScaleAttributes{});
    }
    return hidden;
}

} // namespace

/// The text model of Gemma 4: full layers of wider heads, layers that share keys and values, and what each
/// layer gets of each token besides the stream.
extern constinit const Family kGemma4{.name = "gemma4",
                                      .modelType = "gemma4_text",
                                      .architecture = "Gemma4ForCausalLM",
                                      .shapeFromConfig = shapeOfGemma4,
                                      .emitBody = emitBodyGemma4,
                                      .emitHead = emitDecoderHead,
                                      .defaultLoraTargets = {},
                                      .scalesTable = true,
                                      .takesVirtualTokens = false, // what a layer gets hangs on the ids
                                      .optionalPrefix = "model.",
                                      .ignoredEndings = kIgnored};

} // namespace luthier::families
