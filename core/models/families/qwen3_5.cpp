#include "config_reader.h"
#include "decoder.h"
#include "family.h"
#include "parts.h"

#include <array>
#include <cmath>

namespace luthier::families {

namespace {

using program::Builder;
using program::OpKind;
using program::ValueId;

constexpr std::string_view kFile = "config.json";
constexpr std::array<std::string_view, 1> kIgnored{"rotary_emb.inv_freq"};
constexpr DecoderNames kNames;
constexpr double kUnitEpsilon = 1e-6; // added to the square of a query's or key's length

Status readLayers(const Json& config, ModelShape& shape) {
    TRY(const std::int64_t interval, sizeAt(config, {"full_attention_interval"}, kLayerRange, 4));
    const Json* types = member(config, "layer_types");
    if (types && (!types->is_array() || static_cast<std::int64_t>(types->size()) != shape.layers))
        return refused("model.bad_list").with("count", shape.layers).field("layer_types").at(kFile);
    shape.layerAttention.resize(static_cast<std::size_t>(shape.layers));
    for (std::size_t layer = 0; layer < shape.layerAttention.size(); ++layer) {
        bool& recurrent = shape.layerAttention[layer].recurrent;
        recurrent = types ? (*types)[layer] == "linear_attention"
                          : (static_cast<std::int64_t>(layer) + 1) % interval != 0;
        if (types && !recurrent)
            TRY_VOID(refuseUnless(Json{{"layer_types", (*types)[layer]}}, "layer_types", "full_attention"));
    }
    return {};
}

Status readDeltaRule(const Json& config, DeltaRule& rule) {
    constexpr SizeRange kConvolutionRange{1, 64};
    TRY(rule.keyHeads, sizeAt(config, {"linear_num_key_heads"}, kHeadRange, 16));
    TRY(rule.valueHeads, sizeAt(config, {"linear_num_value_heads"}, kHeadRange, 32));
    TRY(rule.keyDim, sizeAt(config, {"linear_key_head_dim"}, kHeadDimRange, 128));
    TRY(rule.valueDim, sizeAt(config, {"linear_value_head_dim"}, kHeadDimRange, 128));
    TRY(rule.convolution, sizeAt(config, {"linear_conv_kernel_dim"}, kConvolutionRange, 4));
    if (rule.valueHeads % rule.keyHeads != 0)
        return refused("model.not_divisible")
            .with("number", rule.valueHeads)
            .with("divisor", rule.keyHeads)
            .field("linear_num_key_heads")
            .at(kFile);
    return {};
}

Result<ModelShape> shapeOfQwen3_5(const Json& config) {
    ModelShape shape;
    shape.family = "qwen3_5";
    TRY_VOID(refuseForeignOptions(config));
    TRY_VOID(refuseUnless(config, "use_sliding_window", false));
    TRY_VOID(readSizes(config, shape, 32768));
    TRY_VOID(readHeads(config, shape, 256));
    TRY(shape.normEpsilon, epsilonAt(config, "rms_norm_eps", 1e-6));
    TRY(shape.activation, activationAt(config, "hidden_act", Activation::Silu));
    TRY(shape.rope, ropeAt(config, shape, {.mayBePartial = true, .partial = 0.25}));
    TRY(shape.tiedEmbeddings, flagAt(config, "tie_word_embeddings", false));
    TRY(shape.qkvBias, flagAt(config, "attention_bias", false));
    shape.outputBias = shape.qkvBias;
    shape.queryKeyNorm = QueryKeyNorm::EachHead;
    shape.normOffset = 1.0;
    TRY_VOID(readLayers(config, shape));
    TRY_VOID(readDeltaRule(config, shape.deltaRule));
    shape.beginIds = idsAt(config, "bos_token_id", shape.vocabularySize, -1);
    shape.endIds = idsAt(config, "eos_token_id", shape.vocabularySize, -1);
    return shape;
}

/// Queries and their gates come from one matrix, head by head in turn.
struct GatedQuery {
    ValueId query;
    ValueId gate;
};
GatedQuery emitGatedQuery(Builder& builder, const ModelShape& shape, ValueId x, const std::string& module) {
    const ValueId both = emitLinear(builder, shape, x, module + "q_proj", 2 * shape.queryWidth(),
                                    shape.qkvBias, Place::Query, "query_and_gate");
    std::vector<std::string> names;
    for (std::int64_t head = 0; head < shape.heads; ++head)
        for (const char* part : {"query_", "gate_"})
            names.push_back(part + std::to_string(head));
    const auto parts = builder.results(OpKind::Split, {both}, names,
                                       program::SplitAttributes{std::vector(names.size(), shape.headDim)});
    std::vector<ValueId> queries;
    std::vector<ValueId> gates;
    for (std::size_t part = 0; part < parts.size(); ++part)
        (part % 2 == 0 ? queries : gates).push_back(parts[part]);
    const ValueId query = builder.result(OpKind::Join, std::move(queries), "query");
    return {query, builder.result(OpKind::Join, std::move(gates), "gate_of_context")};
}

/// Attention whose context is gated, head by head.
ValueId emitFullAttention(Builder& builder, const ModelShape& shape, ValueId x, const std::string& module,
                          std::int64_t layer) {
    const auto [query, gate] = emitGatedQuery(builder, shape, x, module);
    const std::int64_t width = shape.keyValueWidth();
    const ValueId key =
        emitLinear(builder, shape, x, module + "k_proj", width, shape.qkvBias, Place::Key, "key");
    const ValueId value =
        emitLinear(builder, shape, x, module + "v_proj", width, shape.qkvBias, Place::Value, "value");
    const ValueId normedQuery =
        emitGroupNorm(builder, shape, query, module + "q_norm", shape.heads, "normed_query");
    const ValueId normedKey =
        emitGroupNorm(builder, shape, key, module + "k_norm", shape.kvHeads, "normed_key");
    const QueryKey both = emitTurned(builder, shape, layer, {normedQuery, normedKey});
    const ValueId context = emitAttention(builder, shape, both.query, both.key, value, layer);
    const ValueId gated = builder.result(OpKind::GatedUnit, {gate, context}, "gated_context",
                                         program::ActivationAttributes{Activation::Sigmoid});
    return emitLinear(builder, shape, gated, module + "o_proj", shape.hiddenSize, shape.outputBias,
                      Place::AttentionOutput, "attended");
}

/// factor · x / |x|, head by head.
ValueId emitUnit(Builder& builder, ValueId x, std::int64_t heads, double factor, const std::string& name) {
    const auto width = static_cast<double>(builder[x].columns / heads);
    const ValueId normed =
        builder
            .results(OpKind::Norm, {x, program::kNone, program::kNone}, {"normed_" + name},
                     program::NormAttributes{NormKind::Rms, kUnitEpsilon / width, 0.0, heads})
            .front();
    return emitScaled(builder, normed, factor / std::sqrt(width), "unit_" + name);
}

/// Query, key and value, each made of the token and the few in front of it.
std::vector<ValueId> emitConvolved(Builder& builder, const ModelShape& shape, ValueId x,
                                   const std::string& module) {
    const DeltaRule& rule = shape.deltaRule;
    const std::int64_t keys = rule.keyHeads * rule.keyDim;
    const std::int64_t values = rule.valueHeads * rule.valueDim;
    const std::int64_t columns = 2 * keys + values;
    const ValueId qkv =
        emitLinear(builder, shape, x, module + "in_proj_qkv", columns, false, Place::QueryKeyValue, "qkv");
    const ValueId weight = builder.weight(module + "conv1d.weight", {columns, 1, rule.convolution});
    const ValueId convolved = builder.result(OpKind::Convolution, {qkv, weight}, "convolved");
    const ValueId activated = builder.result(OpKind::Activation, {convolved}, "activated_qkv",
                                             program::ActivationAttributes{shape.activation});
    return builder.results(OpKind::Split, {activated}, {"query", "key", "value"},
                           program::SplitAttributes{{keys, keys, values}});
}

/// What is read from the state, normed and gated.
ValueId emitRead(Builder& builder, const ModelShape& shape, ValueId x, const std::string& module) {
    const DeltaRule& rule = shape.deltaRule;
    const auto parts = emitConvolved(builder, shape, x, module);
    const std::int64_t heads = rule.valueHeads;
    const ValueId b =
        emitLinear(builder, shape, x, module + "in_proj_b", heads, false, Place::Rate, "raw_rate");
    const ValueId a =
        emitLinear(builder, shape, x, module + "in_proj_a", heads, false, Place::Decay, "raw_decay");
    const ValueId rate =
        builder.result(OpKind::Activation, {b}, "rate", program::ActivationAttributes{Activation::Sigmoid});
    const ValueId logarithm = builder.weight(module + "A_log", {heads}, program::Start::Ones);
    const ValueId bias = builder.weight(module + "dt_bias", {heads}, program::Start::Ones);
    const ValueId decay = builder.result(OpKind::Decay, {a, logarithm, bias}, "decay");
    const double scale = 1.0 / std::sqrt(static_cast<double>(rule.keyDim));
    const ValueId query = emitUnit(builder, parts[0], rule.keyHeads, scale, "query");
    const ValueId key = emitUnit(builder, parts[1], rule.keyHeads, 1.0, "key");
    return builder.result(OpKind::DeltaRule, {query, key, parts[2], decay, rate}, "read",
                          program::DeltaRuleAttributes{rule.keyHeads, heads});
}

ValueId emitDeltaRule(Builder& builder, const ModelShape& shape, ValueId x, const std::string& module) {
    const DeltaRule& rule = shape.deltaRule;
    const ValueId gate = emitLinear(builder, shape, x, module + "in_proj_z", rule.valueHeads * rule.valueDim,
                                    false, Place::Value, "gate_of_read");
    const ValueId read = emitRead(builder, shape, x, module);
    // Not counted from 1, as the other norms are.
    const ValueId weight = builder.weight(module + "norm.weight", {rule.valueDim}, program::Start::Ones);
    const ValueId normed =
        builder
            .results(OpKind::Norm, {read, weight, program::kNone}, {"normed_read"},
                     program::NormAttributes{NormKind::Rms, shape.normEpsilon, 0.0, rule.valueHeads})
            .front();
    const ValueId gated = builder.result(OpKind::GatedUnit, {gate, normed}, "gated_read",
                                         program::ActivationAttributes{Activation::Silu});
    return emitLinear(builder, shape, gated, module + "out_proj", shape.hiddenSize, false,
                      Place::AttentionOutput, "attended");
}

ValueId emitBodyQwen3_5(Builder& builder, const ModelShape& shape) {
    ValueId hidden = emitDecoderEmbedding(builder, shape);
    for (std::int64_t layer = 0; layer < shape.layers; ++layer) {
        builder.enter("layers." + std::to_string(layer));
        const std::string module = "model.layers." + std::to_string(layer) + ".";
        const ValueId normed = emitNorm(builder, shape, hidden, module + "input_layernorm", "norm1");
        const ValueId attended =
            shape.attentionOf(layer).recurrent
                ? emitDeltaRule(builder, shape, normed, module + "linear_attn.")
                : emitFullAttention(builder, shape, normed, module + "self_attn.", layer);
        hidden = emitDecoderRest(builder, shape, kNames, hidden, attended, layer);
    }
    return hidden;
}

} // namespace

/// The text model of Qwen3.5: most layers read what came before from a state, the others by gated attention.
extern constinit const Family kQwen3_5{.name = "qwen3_5",
                                       .modelType = "qwen3_5_text",
                                       .architecture = "Qwen3_5ForCausalLM",
                                       .labelClass = "Qwen3_5Text",
                                       .labelsTokens = false,
                                       .shapeFromConfig = shapeOfQwen3_5,
                                       .emitBody = emitBodyQwen3_5,
                                       .emitHead = emitDecoderHead,
                                       .defaultLoraTargets = {},
                                       .takesVirtualTokens = false, // a state has no keys to put in front
                                       .optionalPrefix = "model.",
                                       .ignoredEndings = kIgnored};

} // namespace luthier::families
