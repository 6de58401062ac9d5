#include "config_reader.h"
#include "decoder.h"
#include "family.h"

#include <array>

namespace luthier::families {

namespace {

constexpr std::array<std::string_view, 1> kIgnored{"rotary_emb.inv_freq"};
constexpr DecoderNames kNames{.attendedNorm = "post_norm1", .mlpOutputNorm = "post_norm2"};

Result<ModelShape> shapeOfHyperClovaX(const Json& config) {
    ModelShape shape;
    shape.family = "hyperclovax";
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
    TRY(shape.attentionScale, factorAt(config, "attention_multiplier", shape.attentionScale));
    TRY(shape.logitsScale, factorAt(config, "logits_scaling", 1.0));
    TRY(shape.outputNorms, flagAt(config, "use_post_norm", true));
    shape.beginIds = idsAt(config, "bos_token_id", shape.vocabularySize, 1);
    shape.endIds = idsAt(config, "eos_token_id", shape.vocabularySize, 2);
    return shape;
}

program::ValueId emitBodyHyperClovaX(program::Builder& builder, const ModelShape& shape) {
    return emitDecoderBody(builder, shape, shape.outputNorms ? kNames : DecoderNames{});
}

} // namespace

/// HyperCLOVA X SEED Think: Granite's multipliers and norms behind.
extern constinit const Family kHyperClovaX{.name = "hyperclovax",
                                           .modelType = "hyperclovax",
                                           .architecture = "HyperCLOVAXForCausalLM",
                                           .shapeFromConfig = shapeOfHyperClovaX,
                                           .emitBody = emitBodyHyperClovaX,
                                           .emitHead = emitDecoderHead,
                                           .defaultLoraTargets = {},
                                           .optionalPrefix = "model.",
                                           .ignoredEndings = kIgnored};

} // namespace luthier::families
