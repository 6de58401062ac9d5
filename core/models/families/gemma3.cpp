#include "config_reader.h"
#include "decoder.h"
#include "family.h"

#include <array>
#include <cmath>

namespace luthier::families {

namespace {

constexpr std::array<std::string_view, 2> kDefaultTargets{"q_proj", "v_proj"};
constexpr std::array<std::string_view, 1> kIgnored{"rotary_emb.inv_freq"};
constexpr DecoderNames kNames{.attendedNorm = "post_attention_layernorm",
                              .mlpNorm = "pre_feedforward_layernorm",
                              .mlpOutputNorm = "post_feedforward_layernorm"};

/// Sliding layers turn by a rotation of their own.
Status readLayers(const Json& config, ModelShape& shape) {
    TRY(shape.rope, ropeAt(config, shape, {.theta = 1e6, .layerType = "full_attention"}));
    if (const Json* local = nestedRopeAt(config, "sliding_attention")) {
        TRY(shape.localRope, ropeAt({{"rope_parameters", *local}}, shape, {.theta = 1e4}));
    } else {
        TRY_VOID(refuseUnless(config, "rope_parameters", nullptr));
        TRY(shape.localRope.theta, factorAt(config, "rope_local_base_freq", 1e4));
    }
    TRY(const std::int64_t window, sizeAt(config, {"sliding_window"}, kPositionRange, 4096));
    TRY(const std::int64_t pattern, sizeAt(config, {"sliding_window_pattern"}, kLayerRange, 6));
    TRY(const auto sliding, slidingLayersAt(config, shape.layers, pattern));
    setWindows(shape, sliding, window);
    for (std::size_t layer = 0; layer < sliding.size(); ++layer)
        if (sliding[layer])
            shape.layerAttention[layer].turn = LayerAttention::Turn::LocalRope;
    return {};
}

Result<ModelShape> shapeOfGemma3(const Json& config) {
    ModelShape shape;
    shape.family = "gemma3";
    TRY_VOID(refuseForeignOptions(config));
    TRY_VOID(readSizes(config, shape, 131072, 0));
    TRY_VOID(readHeads(config, shape, 256));
    TRY(shape.normEpsilon, epsilonAt(config, "rms_norm_eps", 1e-6));
    TRY(shape.activation, activationAt(config, "hidden_activation", Activation::GeluTanh));
    TRY(shape.tiedEmbeddings, flagAt(config, "tie_word_embeddings", true));
    shape.normOffset = 1.0;
    shape.embeddingScale = std::sqrt(static_cast<double>(shape.hiddenSize));
    TRY(const double queryScalar, factorAt(config, "query_pre_attn_scalar", 256));
    shape.attentionScale = 1.0 / std::sqrt(queryScalar);
    TRY_VOID(refuseUnless(config, "use_bidirectional_attention", false));
    TRY(shape.qkvBias, flagAt(config, "attention_bias", false));
    shape.outputBias = shape.qkvBias;
    shape.queryKeyNorm = QueryKeyNorm::EachHead;
    TRY(shape.logitsSoftcap, capAt(config, "final_logit_softcapping", 0));
    TRY_VOID(readLayers(config, shape));
    shape.beginIds = idsAt(config, "bos_token_id", shape.vocabularySize, 2);
    shape.endIds = idsAt(config, "eos_token_id", shape.vocabularySize, 1);
    return shape;
}

program::ValueId emitBodyGemma3(program::Builder& builder, const ModelShape& shape) {
    return emitDecoderBody(builder, shape, kNames);
}

} // namespace

/// The text model of Gemma 3: local layers turn and see otherwise than global ones.
extern constinit const Family kGemma3{.name = "gemma3",
                                      .modelType = "gemma3_text",
                                      .architecture = "Gemma3ForCausalLM",
                                      .labelClass = "Gemma3Text",
                                      .labelsTokens = false,
                                      .shapeFromConfig = shapeOfGemma3,
                                      .emitBody = emitBodyGemma3,
                                      .emitHead = emitDecoderHead,
                                      .defaultLoraTargets = kDefaultTargets,
                                      .scalesTable = true,
                                      .ia3 = kIa3OfQueries,
                                      .optionalPrefix = "model.",
                                      .ignoredEndings = kIgnored};

} // namespace luthier::families
