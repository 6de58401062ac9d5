#include "family.h"

#include "gpt2.h"
#include "llama.h"
#include "qwen2.h"

#include <array>
#include <string>

namespace luthier::families {

namespace {

constexpr std::string_view kFile = "config.json";

Json idsOf(const std::vector<std::int64_t>& ids) {
    if (ids.empty())
        return nullptr;
    return ids.size() == 1 ? Json(ids.front()) : Json(ids);
}

Json gpt2Config(const ModelShape& shape) {
    return {{"n_embd", shape.hiddenSize},
            {"n_layer", shape.layers},
            {"n_head", shape.heads},
            {"n_inner", shape.intermediateSize},
            {"n_positions", shape.maxPositions},
            {"activation_function", shape.activation == Activation::Silu ? "silu" : "gelu_new"},
            {"layer_norm_epsilon", shape.normEpsilon},
            {"scale_attn_weights", shape.attentionScale != 1.0 || shape.headDim == 1},
            {"resid_pdrop", 0.0},
            {"embd_pdrop", 0.0},
            {"attn_pdrop", 0.0}};
}

Json ropeScalingOf(const RopeScaling& scaling) {
    if (scaling.kind == RopeScalingKind::None)
        return nullptr;
    if (scaling.kind == RopeScalingKind::Linear)
        return {{"rope_type", "linear"}, {"type", "linear"}, {"factor", scaling.factor}};
    return {{"rope_type", "llama3"},
            {"factor", scaling.factor},
            {"low_freq_factor", scaling.lowFrequencyFactor},
            {"high_freq_factor", scaling.highFrequencyFactor},
            {"original_max_position_embeddings", scaling.originalMaxPositions}};
}

Json llamaConfig(const ModelShape& shape) {
    Json config{{"hidden_size", shape.hiddenSize},
                {"num_hidden_layers", shape.layers},
                {"num_attention_heads", shape.heads},
                {"num_key_value_heads", shape.kvHeads},
                {"head_dim", shape.headDim},
                {"intermediate_size", shape.intermediateSize},
                {"max_position_embeddings", shape.maxPositions},
                {"hidden_act", shape.activation == Activation::Silu ? "silu" : "gelu_pytorch_tanh"},
                {"rms_norm_eps", shape.normEpsilon},
                {"rope_theta", shape.rope.theta},
                {"rope_scaling", ropeScalingOf(shape.rope.scaling)}};
    if (shape.family == "llama") {
        config["attention_bias"] = shape.qkvBias;
        config["mlp_bias"] = shape.mlpBias;
    }
    return config;
}

} // namespace

std::span<const Family* const> allFamilies() {
    static constexpr std::array<const Family*, 3> kFamilies{&kLlama, &kQwen2, &kGpt2};
    return kFamilies;
}

Result<const Family*> familyOf(std::string_view modelType) {
    std::string supported;
    for (const Family* family : allFamilies()) {
        if (family->modelType == modelType)
            return family;
        supported += (supported.empty() ? "" : ", ") + std::string(family->modelType);
    }
    return refused("model.unsupported_family")
        .with("model_type", modelType.substr(0, 80))
        .with("supported", supported)
        .field("model_type")
        .at(kFile);
}

Result<ModelShape> shapeFromConfig(const Json& config) {
    if (!config.is_object())
        return refused("model.bad_config").at(kFile);
    const Json* type = member(config, "model_type");
    if (!type || !type->is_string())
        return refused("model.missing_key").field("model_type").at(kFile);
    TRY(const Family* family, familyOf(type->get_ref<const std::string&>()));
    if (const Json* names = member(config, "architectures"); names && !names->empty()) {
        const Json& first = names->is_array() ? names->front() : *names;
        if (first != family->architecture)
            return refused("model.unsupported_architecture")
                .with("architecture",
                      first.is_string() ? first.get<std::string>().substr(0, 80) : dumpJson(first))
                .with("supported", family->architecture)
                .field("architectures")
                .at(kFile);
    }
    return family->shapeFromConfig(config);
}

Json configOf(const ModelShape& shape) {
    Json config = Json::object();
    for (const Family* family : allFamilies())
        if (family->name == shape.family) {
            config["model_type"] = family->modelType;
            config["architectures"] = Json::array({family->architecture});
        }
    config["vocab_size"] = shape.vocabularySize;
    config.update(shape.family == "gpt2" ? gpt2Config(shape) : llamaConfig(shape));
    config["tie_word_embeddings"] = shape.tiedEmbeddings;
    config["bos_token_id"] = idsOf(shape.beginIds);
    config["eos_token_id"] = idsOf(shape.endIds);
    return config;
}

} // namespace luthier::families
