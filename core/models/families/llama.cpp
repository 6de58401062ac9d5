#include "llama.h"

#include "config_reader.h"
#include "llama_emission.h"
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

} // namespace

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
                              .emitBody = emitLlamaBody,
                              .emitHead = emitLlamaHead,
                              .defaultLoraTargets = kDefaultTargets,
                              .optionalPrefix = {},
                              .ignoredEndings = kIgnored};

} // namespace luthier::families
