#include "config_reader.h"
#include "decoder.h"
#include "family.h"

#include <array>

namespace luthier::families {

namespace {

constexpr std::array<std::string_view, 2> kDefaultTargets{"q_proj", "v_proj"};
constexpr std::array<std::string_view, 1> kIgnored{"rotary_emb.inv_freq"};
constexpr DecoderNames kNames;

Result<ModelShape> shapeOfQwen3(const Json& config) {
    ModelShape shape;
    shape.family = "qwen3";
    TRY_VOID(refuseForeignOptions(config));
    TRY_VOID(readSizes(config, shape, 32768));
    TRY_VOID(readHeads(config, shape, 128));
    TRY(shape.normEpsilon, epsilonAt(config, "rms_norm_eps", 1e-6));
    TRY(shape.activation, activationAt(config, "hidden_act", Activation::Silu));
    TRY(shape.rope, ropeAt(config, shape));
    TRY(shape.tiedEmbeddings, flagAt(config, "tie_word_embeddings", false));
    shape.queryKeyNorm = QueryKeyNorm::EachHead;
    TRY(shape.qkvBias, flagAt(config, "attention_bias", false));
    shape.outputBias = shape.qkvBias;
    TRY_VOID(readQwenWindow(config, shape));
    shape.beginIds = idsAt(config, "bos_token_id", shape.vocabularySize, -1);
    shape.endIds = idsAt(config, "eos_token_id", shape.vocabularySize, -1);
    return shape;
}

program::ValueId emitBodyQwen3(program::Builder& builder, const ModelShape& shape) {
    return emitDecoderBody(builder, shape, kNames);
}

} // namespace

/// Qwen3: query and key of each head are normed.
extern constinit const Family kQwen3{.name = "qwen3",
                                     .modelType = "qwen3",
                                     .architecture = "Qwen3ForCausalLM",
                                     .labelClass = "Qwen3",
                                     .shapeFromConfig = shapeOfQwen3,
                                     .emitBody = emitBodyQwen3,
                                     .emitHead = emitDecoderHead,
                                     .defaultLoraTargets = kDefaultTargets,
                                     .ia3 = kIa3OfQueries,
                                     .optionalPrefix = "model.",
                                     .ignoredEndings = kIgnored};

} // namespace luthier::families
