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

Result<ModelShape> shapeOfGemma2(const Json& config) {
    ModelShape shape;
    shape.family = "gemma2";
    TRY_VOID(refuseForeignOptions(config));
    TRY_VOID(readSizes(config, shape, 8192, 0));
    TRY_VOID(readHeads(config, shape, 256));
    TRY(shape.normEpsilon, epsilonAt(config, "rms_norm_eps", 1e-6));
    TRY(shape.activation, activationAt(config, "hidden_activation", Activation::GeluTanh));
    TRY(shape.rope, ropeAt(config, shape));
    TRY(shape.tiedEmbeddings, flagAt(config, "tie_word_embeddings", true));
    shape.normOffset = 1.0;
    shape.embeddingScale = std::sqrt(static_cast<double>(shape.hiddenSize));
    TRY(const double queryScalar, factorAt(config, "query_pre_attn_scalar", 256));
    shape.attentionScale = 1.0 / std::sqrt(queryScalar);
    TRY_VOID(refuseUnless(config, "use_bidirectional_attention", false));
    TRY(shape.qkvBias, flagAt(config, "attention_bias", false));
    shape.outputBias = shape.qkvBias;
    TRY(shape.attentionSoftcap, capAt(config, "attn_logit_softcapping", 50));
    TRY(shape.logitsSoftcap, capAt(config, "final_logit_softcapping", 30));
    TRY(const std::int64_t window, sizeAt(config, {"sliding_window"}, kPositionRange, 4096));
    TRY(const auto sliding, slidingLayersAt(config, shape.layers, 2));
    setWindows(shape, sliding, window);
    shape.beginIds = idsAt(config, "bos_token_id", shape.vocabularySize, 2);
    shape.endIds = idsAt(config, "eos_token_id", shape.vocabularySize, 1);
    return shape;
}

program::ValueId emitBodyGemma2(program::Builder& builder, const ModelShape& shape) {
    return emitDecoderBody(builder, shape, kNames);
}

} // namespace

/// Gemma 2: norms before and behind, caps on scores and logits, a window on every other layer.
extern constinit const Family kGemma2{.name = "gemma2",
                                      .modelType = "gemma2",
                                      .architecture = "Gemma2ForCausalLM",
                                      .labelClass = "Gemma2",
                                      .shapeFromConfig = shapeOfGemma2,
                                      .emitBody = emitBodyGemma2,
                                      .emitHead = emitDecoderHead,
                                      .defaultLoraTargets = kDefaultTargets,
                                      .scalesTable = true,
                                      .ia3 = kIa3OfQueries,
                                      .optionalPrefix = "model.",
                                      .ignoredEndings = kIgnored};

} // namespace luthier::families
