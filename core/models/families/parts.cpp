#include "parts.h"

namespace luthier::families {

using program::Builder;
using program::OpKind;
using program::ValueId;

program::Start normStart(const ModelShape& shape) {
    return shape.normOffset == 0.0 ? program::Start::Ones : program::Start::Zeros;
}

ValueId emitNorm(Builder& builder, const ModelShape& shape, ValueId x, const std::string& module,
                 const std::string& name) {
    const ValueId weight = builder.weight(module + ".weight", {shape.hiddenSize}, normStart(shape));
    const ValueId bias = shape.normKind == NormKind::Layer
                             ? builder.weight(module + ".bias", {shape.hiddenSize}, program::Start::Zeros)
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

ValueId emitScaled(Builder& builder, ValueId x, double factor, const std::string& name) {
    return factor == 1.0 ? x : builder.result(OpKind::Scale, {x}, name, program::ScaleAttributes{factor});
}

ValueId emitAttention(Builder& builder, const ModelShape& shape, ValueId query, ValueId key, ValueId value,
                      std::int64_t layer) {
    program::AttentionAttributes how;
    how.heads = shape.heads;
    how.kvHeads = shape.kvHeads;
    how.scale = shape.attentionScale;
    if (shape.scaledByLayer)
        how.scale /= static_cast<double>(layer + 1);
    how.window = shape.attentionOf(layer).window;
    how.softcap = shape.attentionSoftcap;
    return builder.results(OpKind::Attention, {query, key, value}, {"context"}, how).front();
}

ValueId emitLogits(Builder& builder, const ModelShape& shape, ValueId normed, const std::string& tied) {
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
