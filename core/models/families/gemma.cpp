#include "config_reader.h"
#include "decoder.h"
#include "family.h"

#include <array>
#include <cmath>

namespace luthier::families {

namespace {

constexpr std::array<std::string_view, 2> kDefaultTargets{"q_proj", "v_proj"};
constexpr std::array<std::string_view, 1> kIgnored{"rotary_emb.inv_freq"};
constexpr DecoderNames kNames;

Result<ModelShape> shapeOfGemma(const Json& config) {
    ModelShape shape;
    shape.family = "gemma";
    TRY_VOID(refuseForeignOptions(config));
    TRY_VOID(refuseWindows(config));
    TRY_VOID(readSizes(config, shape, 8192, 0));
    TRY_VOID(readHeads(config, shape, 256));
    TRY(shape.normEpsilon, epsilonAt(config, "rms_norm_eps", 1e-6));
    TRY(shape.activation, activationAt(config, "hidden_act", Activation::GeluTanh));
    // transformers reads the name of the first folders so: they mean the approximation.
    if (shape.activation == Activation::Gelu)
        shape.activation = Activation::GeluTanh;
    TRY_VOID(refuseUnless(config, "use_bidirectional_attention", false));
    TRY(shape.rope, ropeAt(config, shape));
    TRY(shape.tiedEmbeddings, flagAt(config, "tie_word_embeddings", true));
    shape.normOffset = 1.0;
    shape.embeddingScale = std::sqrt(static_cast<double>(shape.hiddenSize));
    TRY(shape.qkvBias, flagAt(config, "attention_bias", false));
    shape.outputBias = shape.qkvBias;
    shape.beginIds = idsAt(config, "bos_token_id", shape.vocabularySize, 2);
    shape.endIds = idsAt(config, "eos_token_id", shape.vocabularySize, 1);
    return shape;
}

program::ValueId emitBodyGemma(program::Builder& builder, const ModelShape& shape) {
    return emitDecoderBody(builder, shape, kNames);
}

} // namespace

/// Gemma: Llama with norms that are kept as their distance from 1 and scaled embeddings.
extern constinit const Family kGemma{.name = "gemma",
                                     .modelType = "gemma",
                                     .architecture = "GemmaForCausalLM",
                                     .labelClass = "Gemma",
                                     .shapeFromConfig = shapeOfGemma,
                                     .emitBody = emitBodyGemma,
                                     .emitHead = emitDecoderHead,
                                     .defaultLoraTargets = kDefaultTargets,
                                     .scalesTable = true,
                                     .ia3 = kIa3OfQueries,
                                     .optionalPrefix = "model.",
                                     .ignoredEndings = kIgnored};

} // namespace luthier::families
