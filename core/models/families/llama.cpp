#include "llama.h"

#include "config_reader.h"
#include "decoder_table.h"
#include "parts.h"

#include <array>
#include <string>

namespace luthier::families {

namespace {

constexpr std::array<std::string_view, 2> kDefaultTargets{"q_proj", "v_proj"};
constexpr std::array<std::string_view, 1> kIgnored{"rotary_emb.inv_freq"};

Result<ModelShape> shapeOfLlama(const Json& config) {
    ModelShape shape;
    shape.family = "llama";
    TRY_VOID(refuseForeignOptions(config));
    TRY(shape.layers, sizeAt(config, {"num_hidden_layers"}, kLayerRange));
    TRY(shape.hiddenSize, sizeAt(config, {"hidden_size"}, kWidthRange));
    TRY_VOID(readHeads(config, shape));
    TRY(shape.intermediateSize, sizeAt(config, {"intermediate_size"}, kIntermediateRange));
    TRY(shape.vocabularySize, sizeAt(config, {"vocab_size"}, kVocabularyRange));
    TRY(shape.maxPositions, sizeAt(config, {"max_position_embeddings"}, kPositionRange, 2048));
    TRY(shape.normEpsilon, epsilonAt(config, "rms_norm_eps", 1e-6));
    TRY(shape.activation, activationAt(config, "hidden_act", Activation::Silu));
    TRY(shape.rope, ropeAt(config));
    TRY(shape.tiedEmbeddings, flagAt(config, "tie_word_embeddings", false));
    TRY(shape.qkvBias, flagAt(config, "attention_bias", false));
    shape.outputBias = shape.qkvBias;
    TRY(shape.mlpBias, flagAt(config, "mlp_bias", false));
    shape.beginIds = idsAt(config, "bos_token_id", shape.vocabularySize, 1);
    shape.endIds = idsAt(config, "eos_token_id", shape.vocabularySize, 2);
    return shape;
}

struct LayerLinear {
    Linear linear;
    const char* module;
    Role weight;
    Role bias;
    std::int64_t in;
    std::int64_t out;
    bool biased;
};

std::vector<LayerLinear> layerLinears(const ModelShape& s) {
    return {
        {Linear::Query, "self_attn.q_proj", Role::QueryWeight, Role::QueryBias, s.hiddenSize, s.queryWidth(),
         s.qkvBias},
        {Linear::Key, "self_attn.k_proj", Role::KeyWeight, Role::KeyBias, s.hiddenSize, s.keyValueWidth(),
         s.qkvBias},
        {Linear::Value, "self_attn.v_proj", Role::ValueWeight, Role::ValueBias, s.hiddenSize,
         s.keyValueWidth(), s.qkvBias},
        {Linear::AttentionOutput, "self_attn.o_proj", Role::AttentionOutputWeight, Role::AttentionOutputBias,
         s.queryWidth(), s.hiddenSize, s.outputBias},
        {Linear::Gate, "mlp.gate_proj", Role::GateWeight, Role::GateBias, s.hiddenSize, s.intermediateSize,
         s.mlpBias},
        {Linear::Up, "mlp.up_proj", Role::UpWeight, Role::UpBias, s.hiddenSize, s.intermediateSize,
         s.mlpBias},
        {Linear::Down, "mlp.down_proj", Role::DownWeight, Role::DownBias, s.intermediateSize, s.hiddenSize,
         s.mlpBias},
    };
}

} // namespace

std::vector<WeightEntry> llamaWeights(const ModelShape& shape) {
    const std::string layer = "model.layers.{layer}.";
    std::vector<WeightEntry> table{
        {Role::TokenEmbedding,
         Scope::Model,
         "model.embed_tokens.weight",
         {shape.vocabularySize, shape.hiddenSize}},
        {Role::InputNormWeight, Scope::Layer, layer + "input_layernorm.weight", {shape.hiddenSize}},
        {Role::PostNormWeight, Scope::Layer, layer + "post_attention_layernorm.weight", {shape.hiddenSize}},
    };
    for (const LayerLinear& linear : layerLinears(shape)) {
        table.push_back(
            {linear.weight, Scope::Layer, layer + linear.module + ".weight", {linear.out, linear.in}});
        if (linear.biased)
            table.push_back({linear.bias, Scope::Layer, layer + linear.module + ".bias", {linear.out}});
    }
    table.push_back({Role::FinalNormWeight, Scope::Model, "model.norm.weight", {shape.hiddenSize}});
    if (!shape.tiedEmbeddings)
        table.push_back(
            {Role::HeadWeight, Scope::Model, "lm_head.weight", {shape.vocabularySize, shape.hiddenSize}});
    return table;
}

std::vector<LinearModule> llamaLinears(const ModelShape& shape) {
    std::vector<LinearModule> modules;
    for (const LayerLinear& linear : layerLinears(shape))
        modules.push_back({linear.linear, Scope::Layer, std::string("model.layers.{layer}.") + linear.module,
                           linear.in, linear.out, shape.linearLayout, linear.weight,
                           linear.biased ? std::optional(linear.bias) : std::nullopt});
    if (!shape.tiedEmbeddings)
        modules.push_back({Linear::Head, Scope::Model, "lm_head", shape.hiddenSize, shape.vocabularySize,
                           LinearLayout::OutIn, Role::HeadWeight, std::nullopt});
    return modules;
}

program::ValueId emitLlamaBody(program::Builder& builder, const ModelShape& shape) {
    using program::OpKind;
    builder.enter("embedding");
    const program::ValueId table =
        builder.weight("model.embed_tokens.weight", {shape.vocabularySize, shape.hiddenSize});
    program::ValueId hidden =
        builder.result(OpKind::Embed, {table, builder.input("ids", program::Axis::Tokens)}, "output");
    for (std::int64_t layer = 0; layer < shape.layers; ++layer) {
        builder.enter("layers." + std::to_string(layer));
        const std::string module = "model.layers." + std::to_string(layer) + ".";
        program::ValueId normed = emitNorm(builder, shape, hidden, module + "input_layernorm", "norm1");
        const program::ValueId context = emitSelfAttention(builder, shape, normed, module + "self_attn.");
        const program::ValueId attended =
            emitLinear(builder, shape, context, module + "self_attn.o_proj", shape.hiddenSize,
                       shape.outputBias, Place::AttentionOutput, "attended");
        hidden = builder.result(OpKind::Add, {hidden, attended}, "middle");
        normed = emitNorm(builder, shape, hidden, module + "post_attention_layernorm", "norm2");
        const program::ValueId mlp = emitGatedMlp(builder, shape, normed, module + "mlp.");
        hidden = builder.result(OpKind::Add, {hidden, mlp}, "output");
    }
    return hidden;
}

program::ValueId emitLlamaHead(program::Builder& builder, const ModelShape& shape, program::ValueId rows) {
    return emitLogits(builder, shape, emitNorm(builder, shape, rows, "model.norm", "normed"),
                      "model.embed_tokens.weight");
}

constinit const Family kLlama{.name = "llama",
                              .modelType = "llama",
                              .architecture = "LlamaForCausalLM",
                              .shapeFromConfig = shapeOfLlama,
                              .weights = llamaWeights,
                              .linears = llamaLinears,
                              .emitBody = emitLlamaBody,
                              .emitHead = emitLlamaHead,
                              .defaultLoraTargets = kDefaultTargets,
                              .optionalPrefix = {},
                              .ignoredEndings = kIgnored};

} // namespace luthier::families
