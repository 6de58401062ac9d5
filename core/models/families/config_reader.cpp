#include "config_reader.h"

#include "quantization.h"

#include <algorithm>
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

/// One number a pair, all positive.
Result<std::vector<double>> pairFactors(const Json& parameters, std::string_view key, std::int64_t pairs) {
    const Json* list = member(parameters, key);
    std::vector<double> factors;
    if (!list || !list->is_array() || static_cast<std::int64_t>(list->size()) != pairs)
        return refused("model.bad_list").with("count", pairs).field(key).at(kFile);
    for (const Json& factor : *list) {
        if (!factor.is_number() || !std::isfinite(factor.get<double>()) || factor.get<double>() <= 0)
            return refused("model.bad_number").with("value", dumpJson(factor)).field(key).at(kFile);
        factors.push_back(factor.get<double>());
    }
    return factors;
}

/// `original_max_position_embeddings`: at the top of the config it wins over the one beside the factors.
Result<std::int64_t> originalPositions(const Json& config, const Json& parameters,
                                       std::optional<std::int64_t> absent) {
    constexpr std::string_view kKey = "original_max_position_embeddings";
    return sizeAt(member(config, kKey) ? config : parameters, {kKey}, kPositionRange, absent);
}

double mscale(double factor, double weight) {
    return factor <= 1 ? 1.0 : 0.1 * weight * std::log(factor) + 1.0;
}

Status readYarn(const Json& config, const Json& parameters, const ModelShape& shape, RopeScaling& scaling) {
    TRY(scaling.originalMaxPositions, originalPositions(config, parameters, shape.maxPositions));
    const double stretch =
        static_cast<double>(shape.maxPositions) / static_cast<double>(scaling.originalMaxPositions);
    if (!member(parameters, "factor") && scaling.originalMaxPositions == shape.maxPositions)
        return refused("model.missing_key").field("factor").at(kFile);
    TRY(scaling.factor, positiveAt(parameters, "factor", stretch, 1e6));
    TRY(scaling.betaFast, positiveAt(parameters, "beta_fast", 32.0, 1e6));
    TRY(scaling.betaSlow, positiveAt(parameters, "beta_slow", 1.0, 1e6));
    TRY(scaling.truncate, flagAt(parameters, "truncate", true));
    TRY(const double some, numberAt(parameters, "mscale", 0.0));
    TRY(const double all, numberAt(parameters, "mscale_all_dim", 0.0));
    const double derived = some != 0 && all != 0 ? mscale(scaling.factor, some) / mscale(scaling.factor, all)
                                                 : mscale(scaling.factor, 1.0);
    TRY(scaling.attentionFactor, positiveAt(parameters, "attention_factor", derived, 1e6));
    return {};
}

Status readLongRope(const Json& config, const Json& parameters, const ModelShape& shape, std::int64_t pairs,
                    RopeScaling& scaling) {
    TRY(scaling.originalMaxPositions, originalPositions(config, parameters, {}));
    const auto original = static_cast<double>(scaling.originalMaxPositions);
    TRY(scaling.factor,
        positiveAt(parameters, "factor", static_cast<double>(shape.maxPositions) / original, 1e6));
    const double derived =
        scaling.factor <= 1 ? 1.0 : std::sqrt(1 + std::log(scaling.factor) / std::log(original));
    TRY(scaling.attentionFactor, positiveAt(parameters, "attention_factor", derived, 1e6));
    TRY(scaling.shortFactors, pairFactors(parameters, "short_factor", pairs));
    TRY(scaling.longFactors, pairFactors(parameters, "long_factor", pairs));
    return {};
}

Result<RopeScaling> scalingOf(const Json& config, const Json& parameters, const ModelShape& shape,
                              std::int64_t pairs) {
    RopeScaling scaling;
    const Json* type = member(parameters, "rope_type");
    if (!type)
        type = member(parameters, "type");
    if (!type || *type == "default")
        return scaling;
    if (*type == "linear") {
        scaling.kind = RopeScalingKind::Linear;
        TRY(scaling.factor, positiveAt(parameters, "factor", {}, 1e6));
    } else if (*type == "dynamic") {
        scaling.kind = RopeScalingKind::Dynamic;
        TRY(scaling.factor, positiveAt(parameters, "factor", {}, 1e6));
    } else if (*type == "yarn") {
        scaling.kind = RopeScalingKind::Yarn;
        TRY_VOID(readYarn(config, parameters, shape, scaling));
    } else if (*type == "longrope" || *type == "su") {
        scaling.kind = RopeScalingKind::LongRope;
        TRY_VOID(readLongRope(config, parameters, shape, pairs, scaling));
    } else if (*type == "llama3") {
        scaling.kind = RopeScalingKind::Llama3;
        TRY(scaling.factor, positiveAt(parameters, "factor", {}, 1e6));
        TRY(scaling.lowFrequencyFactor, positiveAt(parameters, "low_freq_factor", {}, 1e6));
        TRY(scaling.highFrequencyFactor, positiveAt(parameters, "high_freq_factor", {}, 1e6));
        TRY(scaling.originalMaxPositions, originalPositions(config, parameters, {}));
        if (scaling.highFrequencyFactor <= scaling.lowFrequencyFactor)
            return refused("model.bad_number")
                .with("value", std::to_string(scaling.highFrequencyFactor))
                .field("high_freq_factor")
                .at(kFile);
    } else {
        return unsupported("rope_type", *type);
    }
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
    TRY_VOID(quantisationOf(config));
    TRY_VOID(refuseUnless(config, "rope_interleaved", false));
    TRY_VOID(refuseUnless(config, "use_mrope", false));
    TRY_VOID(refuseUnless(config, "is_encoder_decoder", false));
    TRY_VOID(refuseUnless(config, "add_cross_attention", false));
    if (const Json* heads = member(config, "pruned_heads"); heads && !heads->empty())
        return unsupported("pruned_heads", *heads);
    return {};
}

Status refuseWindows(const Json& config) {
    TRY_VOID(refuseUnless(config, "use_sliding_window", false));
    if (const Json* types = member(config, "layer_types")) {
        if (!types->is_array())
            return unsupported("layer_types", *types);
        for (const Json& type : *types)
            if (type != "full_attention")
                return unsupported("layer_types", type);
    }
    return {};
}

Status readSizes(const Json& config, ModelShape& shape, std::int64_t positions, std::int64_t padding) {
    TRY(shape.layers, sizeAt(config, {"num_hidden_layers"}, kLayerRange));
    TRY(shape.hiddenSize, sizeAt(config, {"hidden_size"}, kWidthRange));
    TRY(shape.intermediateSize, sizeAt(config, {"intermediate_size"}, kIntermediateRange));
    TRY(shape.vocabularySize, sizeAt(config, {"vocab_size"}, kVocabularyRange));
    TRY(shape.maxPositions, sizeAt(config, {"max_position_embeddings"}, kPositionRange, positions));
    if (const auto entry = config.find("pad_token_id"); entry != config.end()) {
        padding = entry->is_number_integer() ? entry->get<std::int64_t>() : -1;
        // Counted from the end where the file has it negative.
        if (entry->is_number_integer() && padding < 0)
            padding += shape.vocabularySize;
    }
    shape.paddingId = padding >= 0 && padding < shape.vocabularySize ? padding : -1;
    return {};
}

Status readHeads(const Json& config, ModelShape& shape, std::int64_t headDim) {
    TRY(shape.heads, sizeAt(config, {"num_attention_heads"}, kHeadRange));
    TRY(shape.kvHeads, sizeAt(config, {"num_key_value_heads"}, kHeadRange, shape.heads));
    if (shape.heads % shape.kvHeads != 0)
        return refused("model.not_divisible")
            .with("number", shape.heads)
            .with("divisor", shape.kvHeads)
            .field("num_key_value_heads")
            .at(kFile);
    std::optional<std::int64_t> derived;
    if (headDim > 0)
        derived = headDim;
    else if (shape.hiddenSize % shape.heads == 0)
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

const Json* nestedRopeAt(const Json& config, std::string_view layerType) {
    const Json* parameters = member(config, "rope_parameters");
    const Json* nested = parameters && parameters->is_object() ? member(*parameters, layerType) : nullptr;
    return nested && nested->is_object() ? nested : nullptr;
}

Result<Rope> ropeAt(const Json& config, const ModelShape& shape, const RopeReading& reading) {
    Rope rope;
    const Json* parameters = nestedRopeAt(config, reading.layerType);
    // transformers takes the older spelling where both stand.
    if (!parameters)
        parameters = member(config, "rope_scaling");
    if (!parameters)
        parameters = member(config, "rope_parameters");
    const Json none = Json::object();
    if (!parameters)
        parameters = &none;
    if (!parameters->is_object())
        return unsupported("rope_scaling", *parameters);
    for (const auto& [key, value] : parameters->items())
        if (value.is_object())
            return unsupported("rope_parameters", key);
    const Json* type = member(*parameters, "rope_type");
    const bool proportional = reading.mayBeProportional && type && *type == "proportional";
    for (const Json* place : {&config, parameters})
        if (!reading.mayBePartial && !proportional)
            TRY_VOID(refuseUnless(*place, "partial_rotary_factor", 1.0));
    TRY(const double outerPart, positiveAt(config, "partial_rotary_factor", reading.partial, 1.0));
    TRY(const double part, positiveAt(*parameters, "partial_rotary_factor", outerPart, 1.0));
    if (part != 1.0 && !proportional)
        rope.dim = static_cast<std::int64_t>(static_cast<double>(shape.headDim) * part);
    if (part != 1.0 && !proportional && (rope.dim < 2 || rope.dim % 2 != 0))
        return refused("model.bad_number")
            .with("value", std::to_string(part))
            .field("partial_rotary_factor")
            .at(kFile);
    TRY(const double outer, positiveAt(config, "rope_theta", reading.theta, 1e15));
    TRY(rope.theta, positiveAt(*parameters, "rope_theta", outer, 1e15));
    if (proportional) {
        rope.scaling.kind = RopeScalingKind::Proportional;
        rope.scaling.turningPairs =
            static_cast<std::int64_t>(std::floor(static_cast<double>(shape.headDim) * part / 2.0));
        TRY(rope.scaling.factor, positiveAt(*parameters, "factor", 1.0, 1e6));
        return rope;
    }
    const std::int64_t dim = rope.dim > 0 ? rope.dim : shape.headDim;
    TRY(rope.scaling, scalingOf(config, *parameters, shape, dim / 2));
    return rope;
}

Result<std::vector<bool>> slidingLayersAt(const Json& config, std::int64_t layers, std::int64_t pattern) {
    std::vector<bool> sliding;
    const Json* types = member(config, "layer_types");
    if (!types) {
        for (std::int64_t layer = 0; layer < layers; ++layer)
            sliding.push_back(pattern > 0 && (layer + 1) % pattern != 0);
        return sliding;
    }
    if (!types->is_array() || static_cast<std::int64_t>(types->size()) != layers)
        return refused("model.bad_list").with("count", layers).field("layer_types").at(kFile);
    for (const Json& type : *types) {
        if (type != "full_attention" && type != "sliding_attention")
            return unsupported("layer_types", type);
        sliding.push_back(type == "sliding_attention");
    }
    return sliding;
}

void setWindows(ModelShape& shape, const std::vector<bool>& sliding, std::int64_t window) {
    shape.layerAttention.resize(static_cast<std::size_t>(shape.layers));
    for (std::size_t layer = 0; layer < sliding.size(); ++layer)
        shape.layerAttention[layer].window = sliding[layer] ? window : 0;
}

void dropUsualAttention(ModelShape& shape) {
    if (std::all_of(shape.layerAttention.begin(), shape.layerAttention.end(),
                    [](const LayerAttention& one) { return one == LayerAttention{}; }))
        shape.layerAttention.clear();
}

Status readWindow(const Json& config, ModelShape& shape, std::int64_t absent) {
    const auto entry = config.find("sliding_window");
    const bool named = entry != config.end();
    if (named ? entry->is_null() : absent == 0)
        return {};
    TRY(const std::int64_t window, sizeAt(config, {"sliding_window"}, kPositionRange, absent));
    setWindows(shape, std::vector<bool>(static_cast<std::size_t>(shape.layers), true), window);
    return {};
}

Status readQwenWindow(const Json& config, ModelShape& shape) {
    TRY(const bool windows, flagAt(config, "use_sliding_window", false));
    if (!windows)
        return refuseWindows(config);
    if (!member(config, "sliding_window"))
        return refuseWindows(config.contains("layer_types") ? config : Json::object());
    TRY(const std::int64_t window, sizeAt(config, {"sliding_window"}, kPositionRange));
    TRY(const std::int64_t first, sizeAt(config, {"max_window_layers"}, {0, 1'000'000}, 28));
    TRY(auto sliding, slidingLayersAt(config, shape.layers, 0));
    if (!member(config, "layer_types"))
        for (std::size_t layer = 0; layer < sliding.size(); ++layer)
            sliding[layer] = static_cast<std::int64_t>(layer) >= first;
    setWindows(shape, sliding, window);
    dropUsualAttention(shape);
    return {};
}

Result<double> factorAt(const Json& config, std::string_view key, double absent) {
    return positiveAt(config, key, absent, 1e6);
}

Result<double> capAt(const Json& config, std::string_view key, double absent) {
    const auto entry = config.find(key);
    if (entry != config.end() && entry->is_null())
        return 0.0;
    return entry == config.end() ? Result<double>(absent) : positiveAt(config, key, {}, 1e6);
}

Result<Activation> activationAt(const Json& config, std::string_view key, Activation absent) {
    constexpr std::pair<std::string_view, Activation> kNames[] = {
        {"silu", Activation::Silu}, {"swish", Activation::Silu},
        {"gelu", Activation::Gelu}, {"gelu_new", Activation::GeluTanh},
        {"relu", Activation::Relu}, {"gelu_pytorch_tanh", Activation::GeluTanh},
        {"tanh", Activation::Tanh}, {"sigmoid", Activation::Sigmoid},
    };
    const Json* named = member(config, key);
    if (!named)
        return absent;
    for (const auto& [name, activation] : kNames)
        if (*named == name)
            return activation;
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
