#include "config_reader.h"
#include "decoder.h"
#include "family.h"

#include <array>

namespace luthier::families {

namespace {

constexpr std::array<std::string_view, 2> kDefaultTargets{"q_proj", "v_proj"};
constexpr std::array<std::string_view, 1> kIgnored{"rotary_emb.inv_freq"};
constexpr DecoderNames kNames;

Result<ModelShape> shapeOfQwen2(const Json& config) {
    ModelShape shape;
    shape.family = "qwen2";
    TRY_VOID(refuseForeignOptions(config));
    TRY_VOID(readSizes(config, shape, 32768));
    TRY_VOID(readHeads(config, shape));
    TRY(shape.normEpsilon, epsilonAt(config, "rms_norm_eps", 1e-6));
    TRY(shape.activation, activationAt(config, "hidden_act", Activation::Silu));
    TRY(shape.rope, ropeAt(config, shape));
    TRY(shape.tiedEmbeddings, flagAt(config, "tie_word_embeddings", false));
    shape.qkvBias = true;
    TRY_VOID(readQwenWindow(config, shape));
    shape.beginIds = idsAt(config, "bos_token_id", shape.vocabularySize, -1);
    shape.endIds = idsAt(config, "eos_token_id", shape.vocabularySize, -1);
    return shape;
}

program::ValueId emitBodyQwen2(program::Builder& builder, const ModelShape& shape) {
    return emitDecoderBody(builder, shape, kNames);
}

} // namespace

/// Qwen2 and Qwen2.5: Llama with biases on query, key and value.
extern constinit const Family kQwen2{.name = "qwen2",
                                     .modelType = "qwen2",
                                     .architecture = "Qwen2ForCausalLM",
                                     .labelClass = "Qwen2",
                                     .shapeFromConfig = shapeOfQwen2,
                                     .emitBody = emitBodyQwen2,
                                     .emitHead = emitDecoderHead,
                                     .defaultLoraTargets = kDefaultTargets,
                                     .ia3 = kIa3OfQueries,
                                     .optionalPrefix = "model.",
                                     .ignoredEndings = kIgnored};

} // namespace luthier::families
