#include "config_reader.h"
#include "decoder.h"
#include "family.h"

#include <array>

namespace luthier::families {

namespace {

constexpr std::array<std::string_view, 2> kDefaultTargets{"q_proj", "v_proj"};
constexpr std::array<std::string_view, 1> kIgnored{"rotary_emb.inv_freq"};
constexpr DecoderNames kNames;

Result<ModelShape> shapeOfLlama(const Json& config) {
    ModelShape shape;
    shape.family = "llama";
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
    shape.beginIds = idsAt(config, "bos_token_id", shape.vocabularySize, 1);
    shape.endIds = idsAt(config, "eos_token_id", shape.vocabularySize, 2);
    return shape;
}

program::ValueId emitBodyLlama(program::Builder& builder, const ModelShape& shape) {
    return emitDecoderBody(builder, shape, kNames);
}

} // namespace

/// Llama 2 and 3, and models of that make: TinyLlama, SmolLM2, HyperCLOVA X SEED Text.
extern constinit const Family kLlama{.name = "llama",
                                     .modelType = "llama",
                                     .architecture = "LlamaForCausalLM",
                                     .labelClass = "Llama",
                                     .shapeFromConfig = shapeOfLlama,
                                     .emitBody = emitBodyLlama,
                                     .emitHead = emitDecoderHead,
                                     .defaultLoraTargets = kDefaultTargets,
                                     .ia3 = kIa3OfKeys,
                                     .optionalPrefix = "model.",
                                     .ignoredEndings = kIgnored};

} // namespace luthier::families
