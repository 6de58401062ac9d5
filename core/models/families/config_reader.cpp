#include "config_reader.h"

#include <cmath>
#include <string>
#include <utility>

namespace luthier::families {

namespace {

constexpr std::string_view kFile = "config.json";

Error inConfig(Error error) {
    return std::move(error).at(kFile);
}

Error unsupported(std::string_view option, const Json& value) {
    std::string text = value.is_string() ? value.get<std::string>() : dumpJson(value);
    if (text.size() > 80)
        text = text.substr(0, 77) + "...";
    return refused("model.unsupported_option")
        .with("option", option)
        .with("value", text)
        .field(option)
        .at(kFile);
}

Error badSize(std::string_view key, std::string_view value, SizeRange range) {
    return refused("model.bad_size")
        .with("value", value)
        .with("least", range.least)
        .with("most", range.most)
        .field(key)
        .at(kFile);
}

Result<double> positiveAt(const Json& object, std::string_view key, std::optional<double> absent,
                          double most) {
    auto value = numberAt(object, key, absent);
    if (!value)
        return inConfig(std::move(value).error());
    if (!std::isfinite(*value) || *value <= 0.0 || *value > most)
        return refused("model.bad_number").with("value", std::to_string(*value)).field(key).at(kFile);
    return *value;
}

Result<RopeScaling> scalingOf(const Json& parameters) {
    RopeScaling scaling;
    const Json* type = member(parameters, "rope_type");
    if (!type)
        type = member(parameters, "type");
    if (!type || *type == "default")
        return scaling;
    if (*type == "linear") {
        scaling.kind = RopeScalingKind::Linear;
        TRY(scaling.factor, positiveAt(parameters, "factor", {}, 1e6));
        return scaling;
    }
    if (*type != "llama3")
        return unsupported("rope_type", *type);
    scaling.kind = RopeScalingKind::Llama3;
    TRY(scaling.factor, positiveAt(parameters, "factor", {}, 1e6));
    TRY(scaling.lowFrequencyFactor, positiveAt(parameters, "low_freq_factor", {}, 1e6));
    TRY(scaling.highFrequencyFactor, positiveAt(parameters, "high_freq_factor", {}, 1e6));
    TRY(scaling.originalMaxPositions,
        sizeAt(parameters, {"original_max_position_embeddings"}, kPositionRange));
    if (scaling.highFrequencyFactor <= scaling.lowFrequencyFactor)
        return refused("model.bad_number")
            .with("value", std::to_string(scaling.highFrequencyFactor))
            .field("high_freq_factor")
            .at(kFile);
    return scaling;
}

} // namespace

Result<std::int64_t> sizeAt(const Json& config, std::initializer_list<std::string_view> keys, SizeRange range,
                            std::optional<std::int64_t> absent) {
    std::string_view key = *keys.begin();
    const Json* value = nullptr;
    for (std::string_view candidate : keys) {
        value = member(config, candidate);
        if (value) {
            key = candidate;
            break;
        }
    }
    if (!value) {
        if (absent)
            return *absent;
        return refused("model.missing_key").field(key).at(kFile);
    }
    if (!value->is_number_integer())
        return badSize(key, dumpJson(*value).substr(0, 40), range);
    // An unsigned value over 2^63 would turn negative: it is out of range all the same.
    const auto number = value->get<std::int64_t>();
    if (number < range.least || number > range.most)
        return badSize(key, dumpJson(*value), range);
    return number;
}

Result<double> epsilonAt(const Json& config, std::string_view key, double absent) {
    return positiveAt(config, key, absent, 1.0);
}

Result<bool> flagAt(const Json& config, std::string_view key, bool absent) {
    auto value = boolAt(config, key, absent);
    if (!value)
        return inConfig(std::move(value).error());
    return *value;
}

Status refuseUnless(const Json& config, std::string_view key, const Json& harmless) {
    const Json* value = member(config, key);
    if (value && *value != harmless)
        return unsupported(key, *value);
    return {};
}

Status refuseForeignOptions(const Json& config) {
    TRY_VOID(refuseUnless(config, "quantization_config", nullptr));
    TRY_VOID(refuseUnless(config, "partial_rotary_factor", 1.0));
    TRY_VOID(refuseUnless(config, "rope_interleaved", false));
    TRY_VOID(refuseUnless(config, "use_sliding_window", false));
    TRY_VOID(refuseUnless(config, "use_mrope", false));
    TRY_VOID(refuseUnless(config, "is_encoder_decoder", false));
    TRY_VOID(refuseUnless(config, "add_cross_attention", false));
    TRY_VOID(refuseUnless(config, "scale_attn_by_inverse_layer_idx", false));
    if (const Json* heads = member(config, "pruned_heads"); heads && !heads->empty())
        return unsupported("pruned_heads", *heads);
    if (const Json* types = member(config, "layer_types")) {
        if (!types->is_array())
            return unsupported("layer_types", *types);
        for (const Json& type : *types)
            if (type != "full_attention")
                return unsupported("layer_types", type);
    }
    return {};
}

Status readHeads(const Json& config, ModelShape& shape) {
    TRY(shape.heads, sizeAt(config, {"num_attention_heads"}, kHeadRange));
    TRY(shape.kvHeads, sizeAt(config, {"num_key_value_heads"}, kHeadRange, shape.heads));
    if (shape.heads % shape.kvHeads != 0)
        return refused("model.not_divisible")
            .with("number", shape.heads)
            .with("divisor", shape.kvHeads)
            .field("num_key_value_heads")
            .at(kFile);
    std::optional<std::int64_t> derived;
    if (shape.hiddenSize % shape.heads == 0)
        derived = shape.hiddenSize / shape.heads;
    TRY(shape.headDim, sizeAt(config, {"head_dim"}, kHeadDimRange, derived));
    // Rotation turns pairs.
    if (shape.headDim % 2 != 0)
        return refused("model.not_divisible")
            .with("number", shape.headDim)
            .with("divisor", 2)
            .field("head_dim")
            .at(kFile);
    shape.attentionScale = 1.0 / std::sqrt(static_cast<double>(shape.headDim));
    return {};
}

Result<Rope> ropeAt(const Json& config) {
    Rope rope;
    const Json* parameters = member(config, "rope_parameters");
    if (!parameters)
        parameters = member(config, "rope_scaling");
    const Json none = Json::object();
    if (!parameters)
        parameters = &none;
    if (!parameters->is_object())
        return unsupported("rope_scaling", *parameters);
    for (const auto& [key, value] : parameters->items())
        if (value.is_object())
            return unsupported("rope_parameters", key);
    TRY_VOID(refuseUnless(*parameters, "partial_rotary_factor", 1.0));
    TRY(const double outer, positiveAt(config, "rope_theta", rope.theta, 1e15));
    TRY(rope.theta, positiveAt(*parameters, "rope_theta", outer, 1e15));
    TRY(rope.scaling, scalingOf(*parameters));
    return rope;
}

Result<Activation> activationAt(const Json& config, std::string_view key, Activation computed) {
    const Json* named = member(config, key);
    if (!named)
        return computed;
    const bool silu = *named == "silu" || *named == "swish";
    const bool geluTanh = *named == "gelu_new" || *named == "gelu_pytorch_tanh";
    if (computed == Activation::Silu ? silu : geluTanh)
        return computed;
    return unsupported(key, *named);
}

std::vector<std::int64_t> idsAt(const Json& config, std::string_view key, std::int64_t vocabularySize,
                                std::int64_t absent) {
    std::vector<std::int64_t> ids;
    const Json fallback = absent;
    const auto entry = config.find(key);
    const Json& value = entry == config.end() ? fallback : *entry;
    const auto take = [&](const Json& id) {
        if (!id.is_number_integer() || ids.size() >= 64)
            return;
        const auto number = id.get<std::int64_t>();
        if (number >= 0 && number < vocabularySize)
            ids.push_back(number);
    };
    if (value.is_array())
        for (const Json& id : value)
            take(id);
    else
        take(value);
    return ids;
}

} // namespace luthier::families
