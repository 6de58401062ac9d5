#include "config_reader.h"
#include "family.h"
#include "parts.h"

#include <array>
#include <cmath>

namespace luthier::families {

namespace {

using program::Axis;
using program::Builder;
using program::OpKind;
using program::ValueId;

constexpr const char* kEmbedding = "shared.weight";
constexpr std::array<std::string_view, 2> kDefaultTargets{"q", "v"};
// PEFT has others for mT5, none of whose inputs are scaled.
constexpr std::array<std::string_view, 3> kIa3Targets{"k", "v", "wo"};
constexpr std::array<std::string_view, 1> kIa3FeedForward{"wo"};
constexpr std::array<std::string_view, 3> kIa3TargetsMt5{"k", "v", "wi_1"};
constexpr std::array<std::string_view, 1> kAlike{"T5WithLMHeadModel"};
constexpr std::array<std::string_view, 2> kIgnored{
    "embed_tokens.weight", "decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight"};

/// `relu`, `gated-gelu`, …; what a file of today says beside it wins.
Status readFeedForward(const Json& config, ModelShape& shape, std::string_view absent) {
    TRY(std::string name, stringAt(config, "feed_forward_proj", std::string(absent)));
    constexpr std::string_view kGated = "gated-";
    bool gated = name.starts_with(kGated);
    if (gated)
        name = name.substr(kGated.size());
    // In front of T5's gate gelu is the approximation.
    if (gated && name == "gelu")
        name = "gelu_new";
    TRY(shape.activation, activationAt({{"feed_forward_proj", name}}, "feed_forward_proj", Activation::Relu));
    TRY(shape.activation, activationAt(config, "dense_act_fn", shape.activation));
    TRY(gated, flagAt(config, "is_gated_act", gated));
    shape.mlpKind = gated ? MlpKind::Gated : MlpKind::Plain;
    return {};
}

Result<ModelShape> shapeOf(const Json& config, std::string family) {
    const bool multilingual = family == "mt5";
    ModelShape shape;
    shape.family = std::move(family);
    shape.kind = ModelKind::EncoderDecoder;
    shape.position = PositionKind::Relative;
    TRY_VOID(refuseUnless(config, "quantization_config", nullptr));
    TRY_VOID(refuseUnless(config, "is_decoder", false));
    TRY_VOID(refuseUnless(config, "is_encoder_decoder", true));
    TRY(shape.layers, sizeAt(config, {"num_layers"}, kLayerRange, multilingual ? 8 : 6));
    TRY(shape.decoderLayers, sizeAt(config, {"num_decoder_layers"}, kLayerRange, shape.layers));
    TRY(shape.hiddenSize, sizeAt(config, {"d_model"}, kWidthRange, 512));
    TRY(shape.headDim, sizeAt(config, {"d_kv"}, kHeadDimRange, 64));
    TRY(shape.heads, sizeAt(config, {"num_heads"}, kHeadRange, multilingual ? 6 : 8));
    TRY(shape.intermediateSize, sizeAt(config, {"d_ff"}, kIntermediateRange, multilingual ? 1024 : 2048));
    TRY(shape.vocabularySize,
        sizeAt(config, {"vocab_size"}, kVocabularyRange, multilingual ? 250112 : 32128));
    TRY(shape.maxPositions, sizeAt(config, {"n_positions"}, kPositionRange, 512));
    shape.kvHeads = shape.heads;
    TRY(shape.normEpsilon, epsilonAt(config, "layer_norm_epsilon", 1e-6));
    TRY_VOID(readFeedForward(config, shape, multilingual ? "gated-gelu" : "relu"));
    TRY(shape.relativeBias.buckets, sizeAt(config, {"relative_attention_num_buckets"}, {4, 4096}, 32));
    TRY(shape.relativeBias.farthest,
        sizeAt(config, {"relative_attention_max_distance"}, kPositionRange, 128));
    if (shape.relativeBias.buckets % 4 != 0 || shape.relativeBias.farthest <= shape.relativeBias.buckets / 2)
        return refused("model.unsupported_option")
            .with("option", "relative_attention_num_buckets")
            .with("value", shape.relativeBias.buckets)
            .field("relative_attention_num_buckets")
            .at("config.json");
    // Files of version 5 say that all are tied, and tell T5 1.1 by what it scales. Published folders of it
    // and of mT5 have a head of their own, those that transformers 5 makes anew do not.
    TRY(const bool tied, flagAt(config, "tie_word_embeddings", true));
    TRY(const bool scaled, flagAt(config, "scale_decoder_outputs", tied));
    shape.tiedEmbeddings = tied && scaled && !multilingual;
    shape.tiedByFile = !shape.tiedEmbeddings;
    if (scaled && !multilingual)
        shape.logitsScale = 1.0 / std::sqrt(static_cast<double>(shape.hiddenSize));
    // The answers begin with it; nothing else is known to be meant.
    TRY(shape.startId, sizeAt(config, {"decoder_start_token_id"}, {0, shape.vocabularySize - 1},
                              multilingual ? std::optional<std::int64_t>(0) : std::nullopt));
    shape.endIds = idsAt(config, "eos_token_id", shape.vocabularySize, 1);
    return shape;
}

Result<ModelShape> shapeOfT5(const Json& config) {
    return shapeOf(config, "t5");
}
Result<ModelShape> shapeOfMt5(const Json& config) {
    return shapeOf(config, "mt5");
}

/// Which places of an attention's modules tell their dropout masks apart.
constexpr std::int64_t kCrossPlaces = 16;

struct Attending {
    std::string module; ///< "encoder.block.0.layer.0.SelfAttention."
    std::string name;   ///< of its values
    ValueId table = program::kNone;
    program::AttentionAttributes how;
    bool crosses = false;
};

ValueId emitAttending(Builder& builder, const ModelShape& shape, ValueId queried, ValueId keyed,
                      const Attending& attending) {
    const std::int64_t width = shape.queryWidth();
    const auto place = [&](Place of) {
        return static_cast<Place>(static_cast<std::int64_t>(of) + (attending.crosses ? kCrossPlaces : 0));
    };
    const ValueId query = emitLinear(builder, shape, queried, attending.module + "q", width, false,
                                     place(Place::Query), attending.name + "query");
    const ValueId key = emitLinear(builder, shape, keyed, attending.module + "k", width, false,
                                   place(Place::Key), attending.name + "key");
    const ValueId value = emitLinear(builder, shape, keyed, attending.module + "v", width, false,
                                     place(Place::Value), attending.name + "value");
    std::vector<ValueId> operands{query, key, value};
    if (attending.table != program::kNone)
        operands.push_back(attending.table);
    const ValueId context =
        builder.results(OpKind::Attention, std::move(operands), {attending.name + "context"}, attending.how)
            .front();
    return emitLinear(builder, shape, context, attending.module + "o", shape.hiddenSize, false,
                      place(Place::AttentionOutput), attending.name + "attended");
}

ValueId emitFeedForward(Builder& builder, const ModelShape& shape, ValueId x, const std::string& module) {
    const std::int64_t inner = shape.intermediateSize;
    const program::ActivationAttributes how{shape.activation};
    ValueId activated = program::kNone;
    if (shape.mlpKind == MlpKind::Gated) {
        const ValueId gate =
            emitLinear(builder, shape, x, module + "wi_0", inner, false, Place::Gate, "gate");
        const ValueId up = emitLinear(builder, shape, x, module + "wi_1", inner, false, Place::Up, "up");
        activated = builder.result(OpKind::GatedUnit, {gate, up}, "activated", how);
    } else {
        const ValueId up = emitLinear(builder, shape, x, module + "wi", inner, false, Place::Up, "up");
        activated = builder.result(OpKind::Activation, {up}, "activated", how);
    }
    return emitLinear(builder, shape, activated, module + "wo", shape.hiddenSize, false, Place::Down, "mlp");
}

/// One stack of blocks; `source` is what the encoder made of the other text, kNone in the encoder itself.
ValueId emitStack(Builder& builder, const ModelShape& shape, ValueId hidden, ValueId source) {
    const bool decodes = source != program::kNone;
    const std::string stack = decodes ? "decoder." : "encoder.";
    Attending self;
    self.how.heads = self.how.kvHeads = shape.heads;
    self.how.causal = decodes;
    self.how.bias = shape.relativeBias;
    self.how.bias.bothWays = !decodes;
    // The first block's biases are those of all.
    self.table = builder.weight(stack + "block.0.layer.0.SelfAttention.relative_attention_bias.weight",
                                {shape.relativeBias.buckets, shape.heads});
    Attending cross = self;
    cross.table = program::kNone;
    cross.how.causal = false;
    cross.how.bias = {};
    cross.name = "cross_";
    cross.crosses = true;
    const std::int64_t before = decodes ? shape.layers : 0;
    const std::int64_t blocks = decodes ? shape.decoderLayers : shape.layers;
    for (std::int64_t block = 0; block < blocks; ++block) {
        builder.enter("layers." + std::to_string(before + block));
        const std::string module = stack + "block." + std::to_string(block) + ".layer.";
        self.module = module + "0.SelfAttention.";
        ValueId normed = emitNorm(builder, shape, hidden, module + "0.layer_norm", "norm1");
        hidden = builder.result(OpKind::Add, {hidden, emitAttending(builder, shape, normed, normed, self)},
                                "middle");
        if (decodes) {
            cross.module = module + "1.EncDecAttention.";
            normed = emitNorm(builder, shape, hidden, module + "1.layer_norm", "norm_cross");
            hidden = builder.result(
                OpKind::Add, {hidden, emitAttending(builder, shape, normed, source, cross)}, "crossed");
        }
        const std::string last = module + (decodes ? "2." : "1.");
        normed = emitNorm(builder, shape, hidden, last + "layer_norm", "norm2");
        hidden = builder.result(OpKind::Add,
                                {hidden, emitFeedForward(builder, shape, normed, last + "DenseReluDense.")},
                                "output");
    }
    return hidden;
}

ValueId emitBodyT5(Builder& builder, const ModelShape& shape) {
    builder.enter("source");
    const ValueId table = builder.weight(kEmbedding, {shape.vocabularySize, shape.hiddenSize});
    const ValueId read =
        builder.result(OpKind::Embed, {table, builder.input("source_ids", Axis::Source)}, "output");
    const ValueId encoded = emitStack(builder, shape, read, program::kNone);
    builder.enter("encoded");
    const ValueId source = emitNorm(builder, shape, encoded, "encoder.final_layer_norm", "output");
    builder.enter("embedding");
    const ValueId words =
        builder.result(OpKind::Embed, {table, builder.input("ids", Axis::Tokens)}, "output");
    return emitStack(builder, shape, words, source);
}

ValueId emitHeadT5(Builder& builder, const ModelShape& shape, ValueId rows) {
    return emitLogits(builder, shape, emitNorm(builder, shape, rows, "decoder.final_layer_norm", "normed"),
                      kEmbedding);
}

constexpr Family t5As(std::string_view name, std::string_view architecture,
                      Result<ModelShape> (*shapeFromConfig)(const Json&), const Ia3Names& ia3,
                      std::span<const std::string_view> alike = {}) {
    return {.name = name,
            .modelType = name,
            .architecture = architecture,
            .alike = alike,
            .shapeFromConfig = shapeFromConfig,
            .emitBody = emitBodyT5,
            .emitHead = emitHeadT5,
            .defaultLoraTargets = kDefaultTargets,
            .words = kEmbedding,
            .ia3 = ia3,
            .optionalPrefix = {},
            .ignoredEndings = kIgnored};
}

} // namespace

/// T5, T5 1.1 and Flan-T5: an encoder and a decoder, distances as biases of the scores.
extern constinit const Family kT5 =
    t5As("t5", "T5ForConditionalGeneration", shapeOfT5, {kIa3Targets, kIa3FeedForward}, kAlike);

/// The same for a hundred languages.
extern constinit const Family kMt5 =
    t5As("mt5", "MT5ForConditionalGeneration", shapeOfMt5, {kIa3TargetsMt5, {}});

} // namespace luthier::families
