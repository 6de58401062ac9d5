#include "encoder.h"

#include "config_reader.h"
#include "parts.h"

#include <cmath>

namespace luthier::families {

using program::Axis;
using program::Builder;
using program::OpKind;
using program::ValueId;

namespace {

ValueId emitWords(Builder& builder, const ModelShape& shape, const std::string& prefix) {
    const std::string of = prefix + "embeddings.";
    const std::int64_t width = shape.embeddingSize;
    // RoBERTa's positions begin behind the padding token's, whose row is that of padding here too.
    const std::int64_t padded = shape.positionOffset > 0 ? shape.positionOffset - 1 : -1;
    const ValueId words = builder.weight(of + "word_embeddings.weight", {shape.vocabularySize, width});
    const ValueId places =
        builder.weight(of + "position_embeddings.weight", {shape.maxPositions + shape.positionOffset, width});
    const ValueId types = builder.weight(of + "token_type_embeddings.weight", {shape.tokenTypes, width});
    ValueId sum = builder.result(OpKind::Embed, {words, builder.input("ids", Axis::Tokens)}, "words",
                                 program::EmbedAttributes{shape.paddingId});
    sum = builder.result(OpKind::Embed, {types, builder.input("token_types", Axis::Tokens)}, "typed",
                         program::EmbedAttributes{}, sum);
    sum = builder.result(OpKind::Embed, {places, builder.input("positions", Axis::Tokens)}, "placed",
                         program::EmbedAttributes{padded, shape.positionOffset}, sum);
    return emitNorm(builder, shape, sum, of + "LayerNorm", "normed");
}

ValueId emitEncoderLayer(Builder& builder, const ModelShape& shape, ValueId hidden, const std::string& module,
                         std::int64_t layer) {
    const std::int64_t width = shape.hiddenSize;
    const std::string self = module + "attention.self.";
    const ValueId query =
        emitLinear(builder, shape, hidden, self + "query", width, true, Place::Query, "query");
    const ValueId key = emitLinear(builder, shape, hidden, self + "key", width, true, Place::Key, "key");
    const ValueId value =
        emitLinear(builder, shape, hidden, self + "value", width, true, Place::Value, "value");
    const ValueId context = emitAttention(builder, shape, query, key, value, layer);
    const ValueId attended = emitLinear(builder, shape, context, module + "attention.output.dense", width,
                                        true, Place::AttentionOutput, "attended");
    ValueId sum = builder.result(OpKind::Add, {hidden, attended}, "middle");
    hidden = emitNorm(builder, shape, sum, module + "attention.output.LayerNorm", "norm1");
    const ValueId up = emitLinear(builder, shape, hidden, module + "intermediate.dense",
                                  shape.intermediateSize, true, Place::Up, "up");
    const ValueId activated = builder.result(OpKind::Activation, {up}, "activated",
                                             program::ActivationAttributes{shape.activation});
    const ValueId mlp =
        emitLinear(builder, shape, activated, module + "output.dense", width, true, Place::Down, "mlp");
    sum = builder.result(OpKind::Add, {hidden, mlp}, "sum");
    return emitNorm(builder, shape, sum, module + "output.LayerNorm", "output");
}

} // namespace

Status requireWholeHeads(const ModelShape& shape) {
    if (shape.kvHeads != shape.heads || shape.headDim * shape.heads != shape.hiddenSize)
        return refused("model.not_divisible")
            .with("number", shape.hiddenSize)
            .with("divisor", shape.heads)
            .field("num_attention_heads")
            .at("config.json");
    return {};
}

Status readEncoder(const Json& config, ModelShape& shape, std::int64_t padding) {
    shape.kind = ModelKind::Encoder;
    shape.pooling = Pooling::First;
    shape.normKind = NormKind::Layer;
    shape.mlpKind = MlpKind::Plain;
    shape.position = PositionKind::Learned;
    shape.qkvBias = shape.outputBias = shape.mlpBias = true;
    TRY_VOID(refuseForeignOptions(config));
    TRY_VOID(refuseUnless(config, "is_decoder", false));
    TRY_VOID(refuseUnless(config, "position_embedding_type", "absolute"));
    TRY_VOID(readSizes(config, shape, 512, padding));
    TRY_VOID(readHeads(config, shape));
    TRY_VOID(requireWholeHeads(shape));
    TRY(shape.tokenTypes, sizeAt(config, {"type_vocab_size"}, {1, 1024}, 2));
    TRY(shape.normEpsilon, epsilonAt(config, "layer_norm_eps", 1e-12));
    TRY(shape.activation, activationAt(config, "hidden_act", Activation::Gelu));
    shape.headActivation = shape.activation;
    shape.embeddingSize = shape.hiddenSize;
    TRY_VOID(refuseUnless(config, "tie_word_embeddings", true));
    shape.tiedEmbeddings = true;
    return {};
}

ValueId emitEncoderBody(Builder& builder, const ModelShape& shape, const std::string& prefix) {
    builder.enter("embedding");
    ValueId hidden = emitWords(builder, shape, prefix);
    if (shape.embeddingSize != shape.hiddenSize)
        hidden = emitLinear(builder, shape, hidden, prefix + "embeddings_project", shape.hiddenSize, true,
                            Place::Up, "projected");
    for (std::int64_t layer = 0; layer < shape.layers; ++layer) {
        const std::string number = std::to_string(layer);
        builder.enter("layers." + number);
        hidden = emitEncoderLayer(builder, shape, hidden, prefix + "encoder.layer." + number + ".", layer);
    }
    return hidden;
}

ValueId emitDense(Builder& builder, const ModelShape& shape, ValueId x, const std::string& module,
                  std::int64_t out, bool biased, Activation activation, const std::string& name) {
    const ValueId dense = emitLinear(builder, shape, x, module, out, biased, Place::Up, name + "_projected");
    return builder.result(OpKind::Activation, {dense}, name, program::ActivationAttributes{activation});
}

ValueId emitHiddenWords(Builder& builder, const ModelShape& shape, ValueId x, const WordsHead& head) {
    const ValueId dense = emitDense(builder, shape, x, head.dense, shape.embeddingSize, true,
                                    shape.headActivation, "transformed");
    return emitTiedWords(builder, shape, emitNorm(builder, shape, dense, head.norm, "normed"), head.embedding,
                         head.module);
}

ValueId emitTiedWords(Builder& builder, const ModelShape& shape, ValueId x, const std::string& embedding,
                      const std::string& module) {
    program::LinearAttributes attributes;
    attributes.module = module;
    attributes.place = static_cast<std::int64_t>(Place::Head);
    return builder.linear(x, std::move(attributes), shape.vocabularySize, "logits",
                          shape.headBias ? Builder::Bias::Yes : Builder::Bias::No, embedding);
}

ValueId emitClassifier(Builder& builder, const ModelShape& shape, ValueId x, Activation activation) {
    if (shape.head == Head::TokenLabels)
        return emitLabels(builder, shape, x, "classifier", true);
    const ValueId dense =
        emitDense(builder, shape, x, "classifier.dense", shape.hiddenSize, true, activation, "dense");
    return emitLabels(builder, shape, dense, "classifier.out_proj", true);
}

} // namespace luthier::families
