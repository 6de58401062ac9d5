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

Result<ModelShape> shapeOfOlmo2(const Json& config) {
    ModelShape shape;
    shape.family = "olmo2";
    TRY_VOID(refuseForeignOptions(config));
    TRY_VOID(refuseWindows(config));
    TRY_VOID(readSizes(config, shape, 2048, 1));
    TRY_VOID(readHeads(config, shape));
    TRY(shape.normEpsilon, epsilonAt(config, "rms_norm_eps", 1e-5));
    TRY(shape.activation, activationAt(config, "hidden_act", Activation::Silu));
    TRY(shape.rope, ropeAt(config, shape));
    TRY(shape.tiedEmbeddings, flagAt(config, "tie_word_embeddings", false));
    shape.queryKeyNorm = QueryKeyNorm::AllHeads;
    TRY(shape.qkvBias, flagAt(config, "attention_bias", false));
    shape.outputBias = shape.qkvBias;
    shape.beginIds = idsAt(config, "bos_token_id", shape.vocabularySize, -1);
    shape.endIds = idsAt(config, "eos_token_id", shape.vocabularySize, 50279);
    return shape;
}

program::ValueId emitBodyOlmo2(program::Builder& builder, const ModelShape& shape) {
    return emitDecoderBody(builder, shape, kNames);
}

} // namespace

/// OLMo 2: norms behind, not in front; query and key normed over all heads.
extern constinit const Family kOlmo2{.name = "olmo2",
                                     .modelType = "olmo2",
                                     .architecture = "Olmo2ForCausalLM",
                                     .labelClass = "Olmo2",
                                     .labelsTokens = false,
                                     .shapeFromConfig = shapeOfOlmo2,
                                     .emitBody = emitBodyOlmo2,
                                     .emitHead = emitDecoderHead,
                                     .defaultLoraTargets = {},
                                     .optionalPrefix = "model.",
                                     .ignoredEndings = kIgnored};

} // namespace luthier::families
