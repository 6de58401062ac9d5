#include "parts.h"

#include "rope.h"

namespace luthier::families {

using program::Builder;
using program::OpKind;
using program::ValueId;

program::Start normStart(const ModelShape& shape) {
    return shape.normOffset == 0.0 ? program::Start::Ones : program::Start::Zeros;
}

ValueId emitNorm(Builder& builder, const ModelShape& shape, ValueId x, const std::string& module,
                 const std::string& name) {
    const std::int64_t width = builder[x].columns;
    const ValueId weight = builder.weight(module + ".weight", {width}, normStart(shape));
    const ValueId bias = shape.normKind == NormKind::Layer && shape.normBias
                             ? builder.weight(module + ".bias", {width}, program::Start::Zeros)
                             : program::kNone;
    return builder
        .results(OpKind::Norm, {x, weight, bias}, {name},
                 program::NormAttributes{shape.normKind, shape.normEpsilon, shape.normOffset})
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

ValueId emitGroupNorm(Builder& builder, const ModelShape& shape, ValueId x, const std::string& module,
                      std::int64_t groups, const std::string& name) {
    const std::int64_t width = builder[x].columns / groups;
    const ValueId weight =
        module.empty() ? program::kNone : builder.weight(module + ".weight", {width}, normStart(shape));
    return builder
        .results(OpKind::Norm, {x, weight, program::kNone}, {name},
                 program::NormAttributes{NormKind::Rms, shape.normEpsilon, shape.normOffset, groups})
        .front();
}

ValueId emitScaled(Builder& builder, ValueId x, double factor, const std::string& name) {
    return factor == 1.0 ? x : builder.result(OpKind::Scale, {x}, name, program::ScaleAttributes{factor});
}

namespace {

program::Rotation emitRotation(Builder& builder, const std::string& name, const Rope& rope,
                               std::int64_t headDim, double growth = 0.0) {
    program::Rotation rotation;
    rotation.frequencies = inverseFrequencies(rope, headDim);
    rotation.factor = rope.scaling.attentionFactor;
    rotation.growth = growth;
    rotation.growthTokens = rope.scaling.originalMaxPositions;
    if (rope.scaling.kind == RopeScalingKind::LongRope) {
        rotation.longFrequencies = inverseFrequencies(rope, headDim, TextLength::Long);
        rotation.shortTokens = rope.scaling.originalMaxPositions;
    }
    return builder.rotation(name, std::move(rotation));
}

} // namespace

QueryKey emitTurned(Builder& builder, const ModelShape& shape, std::int64_t layer, QueryKey x) {
    const LayerAttention::Turn turn = shape.attentionOf(layer).turn;
    if (turn == LayerAttention::Turn::None)
        return x;
    const bool local = turn == LayerAttention::Turn::LocalRope;
    const Rope& rope = local ? shape.localRope : shape.rope;
    const std::int64_t headDim = shape.headDimOf(layer);
    const program::Rotation table = emitRotation(builder, local ? "local_rotary" : "rotary", rope, headDim);
    const ValueId positions = builder.input("positions", program::Axis::Tokens);
    const program::RopeAttributes how{headDim, false, rope.dim, rope.pairs};
    if (shape.queryGrowth > 0) {
        const program::Rotation growing =
            emitRotation(builder, "query_rotary", rope, headDim, shape.queryGrowth);
        const ValueId query =
            builder.result(OpKind::Rope, {x.query, program::kNone, growing.cosines, growing.sines, positions},
                           "rotated_query", how);
        return {query,
                builder.result(OpKind::Rope, {x.key, program::kNone, table.cosines, table.sines, positions},
                               "rotated_key", how)};
    }
    const auto turned = builder.results(OpKind::Rope, {x.query, x.key, table.cosines, table.sines, positions},
                                        {"rotated_query", "rotated_key"}, how);
    return {turned[0], turned.size() > 1 ? turned[1] : program::kNone};
}

ValueId emitAttention(Builder& builder, const ModelShape& shape, ValueId query, ValueId key, ValueId value,
                      std::int64_t layer) {
    program::AttentionAttributes how;
    how.heads = shape.heads;
    how.kvHeads = shape.kvHeadsOf(layer);
    how.scale = shape.attentionScale;
    if (shape.scaledByLayer)
        how.scale /= static_cast<double>(layer + 1);
    how.causal = shape.kind == ModelKind::Decoder;
    how.window = shape.attentionOf(layer).window;
    how.softcap = shape.attentionSoftcap;
    return builder.results(OpKind::Attention, {query, key, value}, {"context"}, how).front();
}

ValueId emitLabels(Builder& builder, const ModelShape& shape, ValueId x, const std::string& module,
                   bool biased) {
    program::LinearAttributes attributes; // of nn.Linear in every family
    attributes.module = module;
    attributes.place = static_cast<std::int64_t>(Place::Head);
    return builder.linear(x, std::move(attributes), shape.labels, "logits",
                          biased ? Builder::Bias::Yes : Builder::Bias::No);
}

ValueId emitLogits(Builder& builder, const ModelShape& shape, ValueId normed, const std::string& tied) {
    if (shape.head != Head::Words)
        return emitLabels(builder, shape, normed, "score", shape.head == Head::TokenLabels);
    program::LinearAttributes attributes;
    attributes.module = "lm_head";
    attributes.place = static_cast<std::int64_t>(Place::Head);
    const ValueId logits = builder.linear(normed, std::move(attributes), shape.vocabularySize, "logits",
                                          Builder::Bias::No, shape.tiedEmbeddings ? tied : std::string());
    const ValueId scaled = emitScaled(builder, logits, shape.logitsScale, "scaled_logits");
    if (shape.logitsSoftcap == 0.0)
        return scaled;
    return builder.result(OpKind::Softcap, {scaled}, "capped_logits",
                          program::SoftcapAttributes{shape.logitsSoftcap});
}

} // namespace luthier::families
