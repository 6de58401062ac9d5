#include "config_reader.h"
#include "decoder.h"
#include "family.h"

#include <array>

namespace luthier::families {

namespace {

constexpr std::array<std::string_view, 1> kIgnored{"rotary_emb.inv_freq"};
constexpr DecoderNames kNames;

/// The config with the rotation that transformers takes where it says nothing.
Json withRope(Json config) {
    if (!member(config, "rope_parameters") && !member(config, "rope_scaling"))
        config["rope_parameters"] = {{"rope_type", "yarn"},
                                     {"rope_theta", 1e6},
                                     {"factor", 16.0},
                                     {"original_max_position_embeddings", 16384},
                                     {"mscale", 1.0},
                                     {"mscale_all_dim", 1.0},
                                     {"llama_4_scaling_beta", 0.1}};
    return config;
}

Status readGrowth(const Json& config, ModelShape& shape) {
    const Json* parameters = member(config, "rope_parameters");
    if (!parameters)
        parameters = member(config, "rope_scaling");
    TRY(shape.queryGrowth, factorAt(*parameters, "llama_4_scaling_beta", 0.0));
    if (shape.queryGrowth == 0.0 || shape.rope.scaling.originalMaxPositions == 0)
        return refused("model.missing_key")
            .field(shape.queryGrowth == 0.0 ? "llama_4_scaling_beta" : "original_max_position_embeddings")
            .at("config.json");
    return {};
}

Result<ModelShape> shapeOfMinistral3(const Json& config) {
    ModelShape shape;
    shape.family = "ministral3";
    TRY_VOID(refuseForeignOptions(config));
    TRY_VOID(readSizes(config, shape, 262144, 11));
    TRY_VOID(readHeads(config, shape, 128));
    TRY(shape.normEpsilon, epsilonAt(config, "rms_norm_eps", 1e-5));
    TRY(shape.activation, activationAt(config, "hidden_act", Activation::Silu));
    TRY(shape.rope, ropeAt(withRope(config), shape));
    TRY(shape.tiedEmbeddings, flagAt(config, "tie_word_embeddings", false));
    TRY_VOID(readWindow(config, shape, 0));
    TRY_VOID(readGrowth(withRope(config), shape));
    shape.beginIds = idsAt(config, "bos_token_id", shape.vocabularySize, 1);
    shape.endIds = idsAt(config, "eos_token_id", shape.vocabularySize, 2);
    return shape;
}

program::ValueId emitBodyMinistral3(program::Builder& builder, const ModelShape& shape) {
    return emitDecoderBody(builder, shape, kNames);
}

} // namespace

/// The text model of Ministral 3: yarn, and queries that grow with their position.
extern constinit const Family kMinistral3{.name = "ministral3",
                                          .modelType = "ministral3",
                                          .architecture = "Ministral3ForCausalLM",
                                          .labelClass = "Ministral3",
                                          .shapeFromConfig = shapeOfMinistral3,
                                          .emitBody = emitBodyMinistral3,
                                          .emitHead = emitDecoderHead,
                                          .defaultLoraTargets = {},
                                          .optionalPrefix = "model.",
                                          .ignoredEndings = kIgnored};

} // namespace luthier::families
