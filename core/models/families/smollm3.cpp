#include "config_reader.h"
#include "decoder.h"
#include "family.h"

#include <algorithm>
#include <array>

namespace luthier::families {

namespace {

constexpr std::array<std::string_view, 1> kIgnored{"rotary_emb.inv_freq"};
constexpr DecoderNames kNames;

/// Some layers do not turn; they are those with a window, where the model has one.
Status readLayers(const Json& config, ModelShape& shape) {
    TRY(const std::int64_t interval, sizeAt(config, {"no_rope_layer_interval"}, kLayerRange, 4));
    std::vector<bool> turned;
    for (std::int64_t layer = 0; layer < shape.layers; ++layer)
        turned.push_back((layer + 1) % interval != 0);
    if (const Json* listed = member(config, "no_rope_layers"); listed && !listed->empty()) {
        if (!listed->is_array() || static_cast<std::int64_t>(listed->size()) < shape.layers)
            return refused("model.bad_list")
                .with("count", shape.layers)
                .field("no_rope_layers")
                .at("config.json");
        // The name is the wrong way round: 1 turns.
        for (std::size_t layer = 0; layer < turned.size(); ++layer)
            turned[layer] = (*listed)[layer] != 0;
    }
    TRY(const bool windows, flagAt(config, "use_sliding_window", false));
    TRY(auto sliding, slidingLayersAt(config, shape.layers, 0));
    const Json* size = member(config, "sliding_window");
    if (!member(config, "layer_types") && windows && size)
        for (std::size_t layer = 0; layer < sliding.size(); ++layer)
            sliding[layer] = !turned[layer];
    std::int64_t window = 0;
    if (std::find(sliding.begin(), sliding.end(), true) != sliding.end()) {
        TRY(window, sizeAt(config, {"sliding_window"}, kPositionRange));
    }
    setWindows(shape, sliding, window);
    for (std::size_t layer = 0; layer < turned.size(); ++layer)
        if (!turned[layer])
            shape.layerAttention[layer].turn = LayerAttention::Turn::None;
    dropUsualAttention(shape);
    return {};
}

Result<ModelShape> shapeOfSmolLM3(const Json& config) {
    ModelShape shape;
    shape.family = "smollm3";
    TRY_VOID(refuseForeignOptions(config));
    TRY_VOID(readSizes(config, shape, 32768, 128004));
    TRY_VOID(readHeads(config, shape));
    TRY(shape.normEpsilon, epsilonAt(config, "rms_norm_eps", 1e-6));
    TRY(shape.activation, activationAt(config, "hidden_act", Activation::Silu));
    TRY(shape.rope, ropeAt(config, shape, {.theta = 2e6}));
    TRY(shape.tiedEmbeddings, flagAt(config, "tie_word_embeddings", true));
    TRY(shape.qkvBias, flagAt(config, "attention_bias", false));
    shape.outputBias = shape.qkvBias;
    TRY(shape.mlpBias, flagAt(config, "mlp_bias", false));
    TRY_VOID(readLayers(config, shape));
    shape.beginIds = idsAt(config, "bos_token_id", shape.vocabularySize, 128000);
    shape.endIds = idsAt(config, "eos_token_id", shape.vocabularySize, 128001);
    return shape;
}

program::ValueId emitBodySmolLM3(program::Builder& builder, const ModelShape& shape) {
    return emitDecoderBody(builder, shape, kNames);
}

} // namespace

extern constinit const Family kSmolLM3{.name = "smollm3",
                                       .modelType = "smollm3",
                                       .architecture = "SmolLM3ForCausalLM",
                                       .labelClass = "SmolLM3",
                                       .shapeFromConfig = shapeOfSmolLM3,
                                       .emitBody = emitBodySmolLM3,
                                       .emitHead = emitDecoderHead,
                                       .defaultLoraTargets = {},
                                       .optionalPrefix = "model.",
                                       .ignoredEndings = kIgnored};

} // namespace luthier::families
