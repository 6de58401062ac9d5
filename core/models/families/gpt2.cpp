#include "config_reader.h"
#include "family.h"
#include "parts.h"

#include <array>
#include <cmath>
#include <string>

namespace luthier::families {

namespace {

constexpr std::array<std::string_view, 2> kIa3Targets = {"c_attn", "mlp.c_proj"};
constexpr std::array<std::string_view, 1> kIa3FeedForward = {"mlp.c_proj"};
constexpr std::array<std::string_view, 1> kDefaultTargets{"c_attn"};
constexpr double kDeviation = 0.02; // of weights without a checkpoint
constexpr std::array<std::string_view, 2> kIgnored{".attn.bias", ".attn.masked_bias"};

Result<ModelShape> shapeOfGpt2(const Json& config) {
    ModelShape shape;
    shape.family = "gpt2";
    shape.normKind = NormKind::Layer;
    shape.mlpKind = MlpKind::Plain;
    shape.position = PositionKind::Learned;
    shape.linearLayout = LinearLayout::InOut;
    shape.fusedQkv = shape.qkvBias = shape.outputBias = shape.mlpBias = true;
    TRY_VOID(refuseForeignOptions(config));
    TRY_VOID(refuseUnless(config, "partial_rotary_factor", 1.0));
    TRY(shape.scaledByLayer, flagAt(config, "scale_attn_by_inverse_layer_idx", false));
    TRY(shape.layers, sizeAt(config, {"n_layer", "num_hidden_layers"}, kLayerRange));
    TRY(shape.hiddenSize, sizeAt(config, {"n_embd", "hidden_size"}, kWidthRange));
    TRY(shape.heads, sizeAt(config, {"n_head", "num_attention_heads"}, kHeadRange));
    if (shape.hiddenSize % shape.heads != 0)
        return refused("model.not_divisible")
            .with("number", shape.hiddenSize)
            .with("divisor", shape.heads)
            .field("n_head")
            .at("config.json");
    shape.kvHeads = shape.heads;
    shape.headDim = shape.hiddenSize / shape.heads;
    TRY(shape.intermediateSize, sizeAt(config, {"n_inner"}, kIntermediateRange, 4 * shape.hiddenSize));
    TRY(shape.vocabularySize, sizeAt(config, {"vocab_size"}, kVocabularyRange));
    TRY(shape.maxPositions, sizeAt(config, {"n_positions", "max_position_embeddings"}, kPositionRange, 1024));
    TRY(shape.normEpsilon, epsilonAt(config, "layer_norm_epsilon", 1e-5));
    TRY(shape.activation, activationAt(config, "activation_function", Activation::GeluTanh));
    TRY(shape.tiedEmbeddings, flagAt(config, "tie_word_embeddings", true));
    TRY(const bool scaled, flagAt(config, "scale_attn_weights", true));
    shape.attentionScale = scaled ? 1.0 / std::sqrt(static_cast<double>(shape.headDim)) : 1.0;
    shape.beginIds = idsAt(config, "bos_token_id", shape.vocabularySize, 50256);
    shape.endIds = idsAt(config, "eos_token_id", shape.vocabularySize, 50256);
    return shape;
}

program::ValueId emitGpt2Block(program::Builder& builder, const ModelShape& shape, program::ValueId hidden,
                               std::int64_t layer) {
    using program::OpKind;
    const std::int64_t width = shape.hiddenSize;
    const std::string module = "transformer.h." + std::to_string(layer) + ".";
    program::ValueId normed = emitNorm(builder, shape, hidden, module + "ln_1", "norm1");
    const program::ValueId qkv = emitLinear(builder, shape, normed, module + "attn.c_attn", 3 * width, true,
                                            Place::QueryKeyValue, "qkv");
    const auto parts = builder.results(OpKind::Split, {qkv}, {"query", "key", "value"},
                                       program::SplitAttributes{{width, width, width}});
    const program::ValueId context = emitAttention(builder, shape, parts[0], parts[1], parts[2], layer);
    // The projections into the stream start smaller, by 1/√(2 layers).
    const double intoStream = kDeviation / std::sqrt(2.0 * static_cast<double>(shape.layers));
    builder.setDeviation(intoStream);
    const program::ValueId attended = emitLinear(builder, shape, context, module + "attn.c_proj", width, true,
                                                 Place::AttentionOutput, "attended");
    builder.setDeviation(kDeviation);
    hidden = builder.result(OpKind::Add, {hidden, attended}, "middle");
    normed = emitNorm(builder, shape, hidden, module + "ln_2", "norm2");
    const program::ValueId up = emitLinear(builder, shape, normed, module + "mlp.c_fc",
                                           shape.intermediateSize, true, Place::Up, "up");
    const program::ValueId activated = builder.result(OpKind::Activation, {up}, "activated",
                                                      program::ActivationAttributes{shape.activation});
    builder.setDeviation(intoStream);
    const program::ValueId mlp =
        emitLinear(builder, shape, activated, module + "mlp.c_proj", width, true, Place::Down, "mlp");
    builder.setDeviation(kDeviation);
    return builder.result(OpKind::Add, {hidden, mlp}, "output");
}

program::ValueId emitGpt2Body(program::Builder& builder, const ModelShape& shape) {
    using program::OpKind;
    builder.enter("embedding");
    const program::ValueId words =
        builder.weight("transformer.wte.weight", {shape.vocabularySize, shape.hiddenSize});
    const program::ValueId places =
        builder.weight("transformer.wpe.weight", {shape.maxPositions, shape.hiddenSize});
    program::ValueId hidden =
        builder.result(OpKind::Embed, {words, builder.input("ids", program::Axis::Tokens)}, "words");
    hidden = builder.result(OpKind::Embed, {places, builder.input("positions", program::Axis::Tokens)},
                            "output", {}, hidden);
    for (std::int64_t layer = 0; layer < shape.layers; ++layer) {
        builder.enter("layers." + std::to_string(layer));
        hidden = emitGpt2Block(builder, shape, hidden, layer);
    }
    return hidden;
}

program::ValueId emitGpt2Head(program::Builder& builder, const ModelShape& shape, program::ValueId rows) {
    return emitLogits(builder, shape, emitNorm(builder, shape, rows, "transformer.ln_f", "normed"),
                      "transformer.wte.weight");
}

} // namespace

/// GPT-2: learned positions, layer norms, one fused query-key-value matrix, Conv1D weights [in, out].
extern constinit const Family kGpt2{.name = "gpt2",
                                    .modelType = "gpt2",
                                    .architecture = "GPT2LMHeadModel",
                                    .labelClass = "GPT2",
                                    .labelsTokens = false,
                                    .shapeFromConfig = shapeOfGpt2,
                                    .emitBody = emitGpt2Body,
                                    .emitHead = emitGpt2Head,
                                    .defaultLoraTargets = kDefaultTargets,
                                    .words = "transformer.wte.weight",
                                    .ia3 = {kIa3Targets, kIa3FeedForward},
                                    .optionalPrefix = "transformer.",
                                    .ignoredEndings = kIgnored};

} // namespace luthier::families
