#include "config_reader.h"
#include "decoder.h"
#include "family.h"

#include <algorithm>
#include <array>

namespace luthier::families {

namespace {

constexpr std::array<std::string_view, 1> kIgnored{"rotary_emb.inv_freq"};
constexpr DecoderNames kNames{.gateUp = "shared_mlp.input_linear", .down = "shared_mlp.output_linear"};

/// Experts and state-space layers are computed by nobody here.
Status refuseExperts(const Json& config) {
    TRY(const std::int64_t experts, sizeAt(config, {"num_local_experts"}, {0, 1'000'000}, 8));
    if (experts > 0)
        return refused("model.unsupported_option")
            .with("option", "num_local_experts")
            .with("value", std::to_string(experts))
            .field("num_local_experts")
            .at("config.json");
    const Json* types = member(config, "layer_types");
    if (!types)
        types = member(config, "layers_block_type");
    const bool listed = types && types->is_array();
    const bool dense = listed && std::all_of(types->begin(), types->end(), [](const Json& type) {
                           return type == "full_attention" || type == "attention";
                       });
    if (!dense)
        return refused("model.unsupported_option")
            .with("option", "layer_types")
            .with("value", "linear_attention")
            .field("layer_types")
            .at("config.json");
    return {};
}

Result<ModelShape> shapeOfGranite4(const Json& config) {
    ModelShape shape;
    shape.family = "granite4";
    TRY_VOID(refuseForeignOptions(config));
    TRY_VOID(refuseExperts(config));
    // The feed-forward is as wide as the shared one of models with experts.
    Json dense = config;
    dense["intermediate_size"] = config.value("shared_intermediate_size", Json(1024));
    TRY_VOID(readSizes(dense, shape, 2048));
    TRY_VOID(readHeads(config, shape));
    TRY(shape.normEpsilon, epsilonAt(config, "rms_norm_eps", 1e-6));
    TRY(shape.activation, activationAt(config, "hidden_act", Activation::Silu));
    TRY(shape.rope, ropeAt(config, shape));
    TRY(shape.tiedEmbeddings, flagAt(config, "tie_word_embeddings", false));
    TRY(shape.qkvBias, flagAt(config, "attention_bias", false));
    shape.outputBias = shape.qkvBias;
    TRY(shape.embeddingScale, factorAt(config, "embedding_multiplier", 1.0));
    TRY(shape.residualScale, factorAt(config, "residual_multiplier", 1.0));
    TRY(shape.attentionScale, factorAt(config, "attention_multiplier", 1.0));
    TRY(const double divisor, factorAt(config, "logits_scaling", 1.0));
    shape.logitsScale = 1.0 / divisor;
    const Json* position = member(config, "position_embedding_type");
    if (position && *position != "rope" && *position != "nope")
        TRY_VOID(refuseUnless(config, "position_embedding_type", "rope"));
    if (!position || *position != "rope")
        shape.layerAttention.assign(static_cast<std::size_t>(shape.layers),
                                    {.turn = LayerAttention::Turn::None});
    shape.beginIds = idsAt(config, "bos_token_id", shape.vocabularySize, 1);
    shape.endIds = idsAt(config, "eos_token_id", shape.vocabularySize, 2);
    return shape;
}

program::ValueId emitBodyGranite4(program::Builder& builder, const ModelShape& shape) {
    return emitDecoderBody(builder, shape, kNames);
}

} // namespace

/// Granite 4 without experts and state-space layers.
extern constinit const Family kGranite4{.name = "granite4",
                                        .modelType = "granitemoehybrid",
                                        .architecture = "GraniteMoeHybridForCausalLM",
                                        .shapeFromConfig = shapeOfGranite4,
                                        .emitBody = emitBodyGranite4,
                                        .emitHead = emitDecoderHead,
                                        .defaultLoraTargets = {},
                                        .optionalPrefix = "model.",
                                        .ignoredEndings = kIgnored};

} // namespace luthier::families
