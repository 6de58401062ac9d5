#include "config_reader.h"
#include "decoder.h"
#include "family.h"

#include <array>

namespace luthier::families {

namespace {

constexpr std::array<std::string_view, 1> kIgnored{"rotary_emb.inv_freq"};
constexpr DecoderNames kNames{.attendedNorm = "post_self_attn_layernorm",
                              .mlpOutputNorm = "post_mlp_layernorm",
                              .gateUp = "mlp.gate_up_proj"};

Result<ModelShape> shapeOfGlm4(const Json& config) {
    ModelShape shape;
    shape.family = "glm4";
    TRY_VOID(refuseForeignOptions(config));
    TRY_VOID(refuseWindows(config));
    TRY_VOID(readSizes(config, shape, 131072, 151329));
    TRY_VOID(readHeads(config, shape, 128));
    TRY(shape.normEpsilon, epsilonAt(config, "rms_norm_eps", 1.5625e-7));
    TRY(shape.activation, activationAt(config, "hidden_act", Activation::Silu));
    TRY(shape.rope, ropeAt(config, shape, {.mayBePartial = true, .partial = 0.5}));
    TRY(shape.tiedEmbeddings, flagAt(config, "tie_word_embeddings", false));
    shape.rope.pairs = program::RotaryPairs::Neighbours;
    TRY(shape.qkvBias, flagAt(config, "attention_bias", true));
    shape.beginIds = idsAt(config, "bos_token_id", shape.vocabularySize, -1);
    const Json usual{{"eos_token_id", {151329, 151336, 151338}}};
    shape.endIds =
        idsAt(member(config, "eos_token_id") ? config : usual, "eos_token_id", shape.vocabularySize, -1);
    return shape;
}

program::ValueId emitBodyGlm4(program::Builder& builder, const ModelShape& shape) {
    return emitDecoderBody(builder, shape, kNames);
}

} // namespace

/// GLM-4-0414: neighbours turn in half of each head, norms in front and behind.
extern constinit const Family kGlm4{.name = "glm4",
                                    .modelType = "glm4",
                                    .architecture = "Glm4ForCausalLM",
                                    .labelClass = "Glm4",
                                    .shapeFromConfig = shapeOfGlm4,
                                    .emitBody = emitBodyGlm4,
                                    .emitHead = emitDecoderHead,
                                    .defaultLoraTargets = {},
                                    .optionalPrefix = "model.",
                                    .ignoredEndings = kIgnored};

} // namespace luthier::families
