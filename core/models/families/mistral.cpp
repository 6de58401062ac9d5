#include "config_reader.h"
#include "decoder.h"
#include "family.h"

#include <array>

namespace luthier::families {

namespace {

constexpr std::array<std::string_view, 2> kDefaultTargets{"q_proj", "v_proj"};
constexpr std::array<std::string_view, 1> kIgnored{"rotary_emb.inv_freq"};
constexpr DecoderNames kNames;

Result<ModelShape> shapeOfMistral(const Json& config) {
    ModelShape shape;
    shape.family = "mistral";
    TRY_VOID(refuseForeignOptions(config));
    TRY_VOID(readSizes(config, shape, 131072));
    TRY_VOID(readHeads(config, shape));
    TRY(shape.normEpsilon, epsilonAt(config, "rms_norm_eps", 1e-6));
    TRY(shape.activation, activationAt(config, "hidden_act", Activation::Silu));
    TRY(shape.rope, ropeAt(config, shape));
    TRY(shape.tiedEmbeddings, flagAt(config, "tie_word_embeddings", false));
    // A config that does not say has a window; null means none.
    TRY_VOID(readWindow(config, shape, 4096));
    shape.beginIds = idsAt(config, "bos_token_id", shape.vocabularySize, 1);
    shape.endIds = idsAt(config, "eos_token_id", shape.vocabularySize, 2);
    return shape;
}

program::ValueId emitBodyMistral(program::Builder& builder, const ModelShape& shape) {
    return emitDecoderBody(builder, shape, kNames);
}

} // namespace

/// Mistral and Mistral Nemo: Llama with a window of attention.
extern constinit const Family kMistral{.name = "mistral",
                                       .modelType = "mistral",
                                       .architecture = "MistralForCausalLM",
                                       .labelClass = "Mistral",
                                       .shapeFromConfig = shapeOfMistral,
                                       .emitBody = emitBodyMistral,
                                       .emitHead = emitDecoderHead,
                                       .defaultLoraTargets = kDefaultTargets,
                                       .ia3 = kIa3OfKeys,
                                       .optionalPrefix = "model.",
                                       .ignoredEndings = kIgnored};

} // namespace luthier::families
