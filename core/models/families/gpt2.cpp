#include "gpt2.h"

#include "config_reader.h"
#include "parts.h"

#include <array>
#include <cmath>
#include <string>

namespace luthier::families {

namespace {

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

void pushPair(std::vector<WeightEntry>& table, Scope scope, const std::string& module, Role weight, Role bias,
              std::vector<std::int64_t> shape) {
    const std::int64_t last = shape.back();
    table.push_back({weight, scope, module + ".weight", std::move(shape)});
    table.push_back({bias, scope, module + ".bias", {last}});
}

std::vector<WeightEntry> gpt2Weights(const ModelShape& shape) {
    const std::int64_t hidden = shape.hiddenSize;
    const std::string layer = "transformer.h.{layer}.";
    std::vector<WeightEntry> table{
        {Role::TokenEmbedding, Scope::Model, "transformer.wte.weight", {shape.vocabularySize, hidden}},
        {Role::PositionEmbedding, Scope::Model, "transformer.wpe.weight", {shape.maxPositions, hidden}},
    };
    pushPair(table, Scope::Layer, layer + "ln_1", Role::InputNormWeight, Role::InputNormBias, {hidden});
    pushPair(table, Scope::Layer, layer + "attn.c_attn", Role::QueryKeyValueWeight, Role::QueryKeyValueBias,
             {hidden, 3 * hidden});
    pushPair(table, Scope::Layer, layer + "attn.c_proj", Role::AttentionOutputWeight,
             Role::AttentionOutputBias, {hidden, hidden});
    pushPair(table, Scope::Layer, layer + "ln_2", Role::PostNormWeight, Role::PostNormBias, {hidden});
    pushPair(table, Scope::Layer, layer + "mlp.c_fc", Role::UpWeight, Role::UpBias,
             {hidden, shape.intermediateSize});
    pushPair(table, Scope::Layer, layer + "mlp.c_proj", Role::DownWeight, Role::DownBias,
             {shape.intermediateSize, hidden});
    pushPair(table, Scope::Model, "transformer.ln_f", Role::FinalNormWeight, Role::FinalNormBias, {hidden});
    if (!shape.tiedEmbeddings)
        table.push_back({Role::HeadWeight, Scope::Model, "lm_head.weight", {shape.vocabularySize, hidden}});
    return table;
}

std::vector<LinearModule> gpt2Linears(const ModelShape& shape) {
    const std::int64_t hidden = shape.hiddenSize;
    const std::string layer = "transformer.h.{layer}.";
    const auto layout = shape.linearLayout;
    std::vector<LinearModule> modules{
        {Linear::QueryKeyValue, Scope::Layer, layer + "attn.c_attn", hidden, 3 * hidden, layout,
         Role::QueryKeyValueWeight, Role::QueryKeyValueBias},
        {Linear::AttentionOutput, Scope::Layer, layer + "attn.c_proj", hidden, hidden, layout,
         Role::AttentionOutputWeight, Role::AttentionOutputBias},
        {Linear::Up, Scope::Layer, layer + "mlp.c_fc", hidden, shape.intermediateSize, layout, Role::UpWeight,
         Role::UpBias},
        {Linear::Down, Scope::Layer, layer + "mlp.c_proj", shape.intermediateSize, hidden, layout,
         Role::DownWeight, Role::DownBias},
    };
    if (!shape.tiedEmbeddings)
        modules.push_back({Linear::Head, Scope::Model, "lm_head", hidden, shape.vocabularySize,
                           LinearLayout::OutIn, Role::HeadWeight, std::nullopt});
    return modules;
}

program::ValueId emitGpt2Block(program::Builder& builder, const ModelShape& shape, program::ValueId hidden,
                               const std::string& module) {
    using program::OpKind;
    const std::int64_t width = shape.hiddenSize;
    program::ValueId normed = emitNorm(builder, shape, hidden, module + "ln_1", "norm1");
    const program::ValueId qkv = emitLinear(builder, shape, normed, module + "attn.c_attn", 3 * width, true,
                                            Place::QueryKeyValue, "qkv");
    const auto parts = builder.results(OpKind::Split, {qkv}, {"query", "key", "value"},
                                       program::SplitAttributes{{width, width, width}});
    const program::ValueId context = emitAttention(builder, shape, parts[0], parts[1], parts[2]);
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
        hidden = emitGpt2Block(builder, shape, hidden, "transformer.h." + std::to_string(layer) + ".");
    }
    return hidden;
}

program::ValueId emitGpt2Head(program::Builder& builder, const ModelShape& shape, program::ValueId rows) {
    return emitLogits(builder, shape, emitNorm(builder, shape, rows, "transformer.ln_f", "normed"),
                      "transformer.wte.weight");
}

} // namespace

constinit const Family kGpt2{.name = "gpt2",
                             .modelType = "gpt2",
                             .architecture = "GPT2LMHeadModel",
                             .shapeFromConfig = shapeOfGpt2,
                             .weights = gpt2Weights,
                             .linears = gpt2Linears,
                             .emitBody = emitGpt2Body,
                             .emitHead = emitGpt2Head,
                             .defaultLoraTargets = kDefaultTargets,
                             .optionalPrefix = "transformer.",
                             .ignoredEndings = kIgnored};

} // namespace luthier::families
