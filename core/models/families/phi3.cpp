#include "config_reader.h"
#include "decoder.h"
#include "family.h"

#include <array>

namespace luthier::families {

namespace {

constexpr std::array<std::string_view, 1> kIgnored{"rotary_emb.inv_freq"};
constexpr DecoderNames kNames{.queryKeyValue = "self_attn.qkv_proj", .gateUp = "mlp.gate_up_proj"};

Result<ModelShape> shapeOfPhi3(const Json& config) {
    ModelShape shape;
    shape.family = "phi3";
    TRY_VOID(refuseForeignOptions(config));
    TRY_VOID(readSizes(config, shape, 4096, 32000));
    TRY_VOID(readHeads(config, shape));
    TRY(shape.normEpsilon, epsilonAt(config, "rms_norm_eps", 1e-5));
    TRY(shape.activation, activationAt(config, "hidden_act", Activation::Silu));
    TRY(shape.rope, ropeAt(config, shape, {.mayBePartial = true}));
    TRY(shape.tiedEmbeddings, flagAt(config, "tie_word_embeddings", false));
    shape.fusedQkv = true;
    if (shape.rope.scaling.kind != RopeScalingKind::None &&
        shape.rope.scaling.kind != RopeScalingKind::LongRope)
        TRY_VOID(refuseUnless(config, "rope_scaling", nullptr));
    TRY_VOID(readWindow(config, shape, 0));
    shape.beginIds = idsAt(config, "bos_token_id", shape.vocabularySize, 1);
    shape.endIds = idsAt(config, "eos_token_id", shape.vocabularySize, 32000);
    return shape;
}

program::ValueId emitBodyPhi3(program::Builder& builder, const ModelShape& shape) {
    return emitDecoderBody(builder, shape, kNames);
}

} // namespace

/// Phi-3, 3.5, 4 and 4-mini: fused matrices, longrope, a part of each head turned.
extern constinit const Family kPhi3{.name = "phi3",
                                    .modelType = "phi3",
                                    .architecture = "Phi3ForCausalLM",
                                    .labelClass = "Phi3",
                                    .shapeFromConfig = shapeOfPhi3,
                                    .emitBody = emitBodyPhi3,
                                    .emitHead = emitDecoderHead,
                                    .defaultLoraTargets = {},
                                    .optionalPrefix = "model.",
                                    .ignoredEndings = kIgnored};

} // namespace luthier::families
