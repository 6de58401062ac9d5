#include "parts.h"

#include "rope.h"

namespace luthier::families {

using program::Builder;
using program::OpKind;
using program::ValueId;

ValueId emitNorm(Builder& builder, const ModelShape& shape, ValueId x, const std::string& module,
                 const std::string& name) {
    const ValueId weight = builder.weight(module + ".weight", {shape.hiddenSize}, program::Start::Ones);
    const ValueId bias = shape.normKind == NormKind::Layer
                             ? builder.weight(module + ".bias", {shape.hiddenSize}, program::Start::Zeros)
                             : program::kNone;
    return builder
        .results(OpKind::Norm, {x, weight, bias}, {name},
                 program::NormAttributes{shape.normKind, shape.normEpsilon})
        .front();
}

ValueId emitLinear(Builder& builder, const ModelShape& shape, ValueId x, const std::string& module,
                   std::int64_t out, bool biased, Place place, const std::string& name) {
    program::LinearAttributes attributes;
    attributes.layout = shape.linearLayout;
    attributes.module = module;
    attributes.place = static_cast<std::int64_t>(place);
    return builder.linear(x, std::move(attributes), out, name,
                          biased ? Builder::Bias::Yes : Builder::Bias::No);
}

ValueId emitAttention(Builder& builder, const ModelShape& shape, ValueId query, ValueId key, ValueId value) {
    return builder
        .results(OpKind::Attention, {query, key, value}, {"context"},
                 program::AttentionAttributes{shape.heads, shape.kvHeads, shape.attentionScale})
        .front();
}

ValueId emitSelfAttention(Builder& builder, const ModelShape& shape, ValueId x, const std::string& module) {
    const std::int64_t width = shape.queryWidth();
    const std::int64_t kvWidth = shape.keyValueWidth();
    const ValueId q =
        emitLinear(builder, shape, x, module + "q_proj", width, shape.qkvBias, Place::Query, "query");
    const ValueId k =
        emitLinear(builder, shape, x, module + "k_proj", kvWidth, shape.qkvBias, Place::Key, "key");
    const ValueId v =
        emitLinear(builder, shape, x, module + "v_proj", kvWidth, shape.qkvBias, Place::Value, "value");
    const program::Rotation rotation =
        builder.rotation("rotary", inverseFrequencies(shape.rope, shape.headDim), 1.0);
    const ValueId positions = builder.input("positions", program::Axis::Tokens);
    const auto turned =
        builder.results(OpKind::Rope, {q, k, rotation.cosines, rotation.sines, positions},
                        {"rotated_query", "rotated_key"}, program::RopeAttributes{shape.headDim, false});
    return emitAttention(builder, shape, turned[0], turned[1], v);
}

ValueId emitGatedMlp(Builder& builder, const ModelShape& shape, ValueId x, const std::string& module) {
    const std::int64_t inner = shape.intermediateSize;
    const ValueId gate =
        emitLinear(builder, shape, x, module + "gate_proj", inner, shape.mlpBias, Place::Gate, "gate");
    const ValueId up =
        emitLinear(builder, shape, x, module + "up_proj", inner, shape.mlpBias, Place::Up, "up");
    const ValueId activated = builder.result(OpKind::GatedUnit, {gate, up}, "activated",
                                             program::ActivationAttributes{shape.activation});
    return emitLinear(builder, shape, activated, module + "down_proj", shape.hiddenSize, shape.mlpBias,
                      Place::Down, "mlp");
}

ValueId emitLogits(Builder& builder, const ModelShape& shape, ValueId normed, const std::string& tied) {
    program::LinearAttributes attributes;
    attributes.module = "lm_head";
    attributes.place = static_cast<std::int64_t>(Place::Head);
    return builder.linear(normed, std::move(attributes), shape.vocabularySize, "logits", Builder::Bias::No,
                          shape.tiedEmbeddings ? tied : std::string());
}

} // namespace luthier::families
