#include "config_reader.h"
#include "decoder.h"
#include "family.h"

#include <array>

namespace luthier::families {

namespace {

constexpr std::array<std::string_view, 1> kIgnored{"rotary_emb.inv_freq"};
constexpr DecoderNames kNames{.inputNorm = {},
                              .attendedNorm = "post_attention_layernorm",
                              .mlpNorm = {},
                              .mlpOutputNorm = "post_feedforward_layernorm"};

/// Where there is a window, only the layers that have it turn.
Status readLayers(const Json& config, ModelShape& shape) {
    const auto entry = config.find("sliding_window");
    const bool windows = entry == config.end() || !entry->is_null();
    if (!windows)
        return refuseWindows(config);
    TRY(const std::int64_t window, sizeAt(config, {"sliding_window"}, kPositionRange, 4096));
    std::int64_t pattern = 0;
    if (!member(config, "layer_types")) {
        TRY(pattern, sizeAt(config, {"sliding_window_pattern"}, kLayerRange, 4));
    }
    TRY(const auto sliding, slidingLayersAt(config, shape.layers, pattern));
    setWindows(shape, sliding, window);
    for (std::size_t layer = 0; layer < sliding.size(); ++layer)
        if (!sliding[layer])
            shape.layerAttention[layer].turn = LayerAttention::Turn::None;
    return {};
}

Result<ModelShape> shapeOfExaone4(const Json& config) {
    ModelShape shape;
    shape.family = "exaone4";
    TRY_VOID(refuseForeignOptions(config));
    TRY_VOID(readSizes(config, shape, 2048));
    TRY_VOID(readHeads(config, shape));
    TRY(shape.normEpsilon, epsilonAt(config, "rms_norm_eps", 1e-5));
    TRY(shape.activation, activationAt(config, "hidden_act", Activation::Silu));
    TRY(shape.rope, ropeAt(config, shape));
    TRY(shape.tiedEmbeddings, flagAt(config, "tie_word_embeddings", false));
    shape.queryKeyNorm = QueryKeyNorm::EachHead;
    TRY_VOID(readLayers(config, shape));
    shape.beginIds = idsAt(config, "bos_token_id", shape.vocabularySize, 0);
    shape.endIds = idsAt(config, "eos_token_id", shape.vocabularySize, 2);
    return shape;
}

program::ValueId emitBodyExaone4(program::Builder& builder, const ModelShape& shape) {
    return emitDecoderBody(builder, shape, kNames);
}

} // namespace

/// EXAONE 4: norms behind; in the hybrid models global layers do not turn.
extern constinit const Family kExaone4{.name = "exaone4",
                                       .modelType = "exaone4",
                                       .architecture = "Exaone4ForCausalLM",
                                       .labelClass = "Exaone4",
                                       .shapeFromConfig = shapeOfExaone4,
                                       .emitBody = emitBodyExaone4,
                                       .emitHead = emitDecoderHead,
                                       .defaultLoraTargets = {},
                                       .optionalPrefix = "model.",
                                       .ignoredEndings = kIgnored};

} // namespace luthier::families
