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

Result<ModelShape> shapeOfOlmo3(const Json& config) {
    ModelShape shape;
    shape.family = "olmo3";
    TRY_VOID(refuseForeignOptions(config));
    TRY_VOID(readSizes(config, shape, 2048, 1));
    TRY_VOID(readHeads(config, shape));
    TRY(shape.normEpsilon, epsilonAt(config, "rms_norm_eps", 1e-5));
    TRY(shape.activation, activationAt(config, "hidden_act", Activation::Silu));
    TRY(shape.tiedEmbeddings, flagAt(config, "tie_word_embeddings", false));
    shape.queryKeyNorm = QueryKeyNorm::AllHeads;
    TRY(shape.qkvBias, flagAt(config, "attention_bias", false));
    shape.outputBias = shape.qkvBias;
    TRY(shape.rope, ropeAt(config, shape, {.theta = 5e5, .layerType = "full_attention"}));
    // transformers gives `rope_theta` and `rope_scaling` of older configs to layers that see all alone.
    shape.localRope.theta = 5e5;
    if (const Json* local = nestedRopeAt(config, "sliding_attention")) {
        TRY(shape.localRope, ropeAt({{"rope_parameters", *local}}, shape, {.theta = 5e5}));
    }
    TRY(const std::int64_t window, sizeAt(config, {"sliding_window"}, kPositionRange, 4096));
    TRY(const auto sliding, slidingLayersAt(config, shape.layers, 4));
    setWindows(shape, sliding, window);
    for (std::size_t layer = 0; layer < sliding.size(); ++layer)
        if (sliding[layer])
            shape.layerAttention[layer].turn = LayerAttention::Turn::LocalRope;
    shape.beginIds = idsAt(config, "bos_token_id", shape.vocabularySize, -1);
    shape.endIds = idsAt(config, "eos_token_id", shape.vocabularySize, 50279);
    return shape;
}

program::ValueId emitBodyOlmo3(program::Builder& builder, const ModelShape& shape) {
    return emitDecoderBody(builder, shape, kNames);
}

} // namespace

/// OLMo 3: OLMo 2 with a window on three of four layers.
extern constinit const Family kOlmo3{.name = "olmo3",
                                     .modelType = "olmo3",
                                     .architecture = "Olmo3ForCausalLM",
                                     .labelClass = "Olmo3",
                                     .labelsTokens = false,
                                     .shapeFromConfig = shapeOfOlmo3,
                                     .emitBody = emitBodyOlmo3,
                                     .emitHead = emitDecoderHead,
                                     .defaultLoraTargets = {},
                                     .optionalPrefix = "model.",
                                     .ignoredEndings = kIgnored};

} // namespace luthier::families
