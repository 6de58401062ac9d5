#include "config_reader.h"
#include "decoder.h"
#include "family.h"

#include <array>

namespace luthier::families {

namespace {

constexpr std::array<std::string_view, 1> kIgnored{"rotary_emb.inv_freq"};
constexpr DecoderNames kNames;

Result<ModelShape> shapeOfGranite(const Json& config) {
    ModelShape shape;
    shape.family = "granite";
    TRY_VOID(refuseForeignOptions(config));
    TRY_VOID(refuseWindows(config));
    TRY_VOID(readSizes(config, shape, 2048));
    TRY_VOID(readHeads(config, shape));
    TRY(shape.normEpsilon, epsilonAt(config, "rms_norm_eps", 1e-6));
    TRY(shape.activation, activationAt(config, "hidden_act", Activation::Silu));
    TRY(shape.rope, ropeAt(config, shape));
    TRY(shape.tiedEmbeddings, flagAt(config, "tie_word_embeddings", false));
    TRY(shape.qkvBias, flagAt(config, "attention_bias", false));
    shape.outputBias = shape.qkvBias;
    TRY(shape.mlpBias, flagAt(config, "mlp_bias", false));
    TRY(shape.embeddingScale, factorAt(config, "embedding_multiplier", 1.0));
    TRY(shape.residualScale, factorAt(config, "residual_multiplier", 1.0));
    TRY(shape.attentionScale, factorAt(config, "attention_multiplier", 1.0));
    TRY(const double divisor, factorAt(config, "logits_scaling", 1.0));
    shape.logitsScale = 1.0 / divisor;
    shape.beginIds = idsAt(config, "bos_token_id", shape.vocabularySize, 1);
    shape.endIds = idsAt(config, "eos_token_id", shape.vocabularySize, 2);
    return shape;
}

program::ValueId emitBodyGranite(program::Builder& builder, const ModelShape& shape) {
    return emitDecoderBody(builder, shape, kNames);
}

} // namespace

/// Granite 3: Llama with multipliers.
extern constinit const Family kGranite{.name = "granite",
                                       .modelType = "granite",
                                       .architecture = "GraniteForCausalLM",
                                       .shapeFromConfig = shapeOfGranite,
                                       .emitBody = emitBodyGranite,
                                       .emitHead = emitDecoderHead,
                                       .defaultLoraTargets = {},
                                       .optionalPrefix = "model.",
                                       .ignoredEndings = kIgnored};

} // namespace luthier::families
