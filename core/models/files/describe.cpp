#include "describe.h"

#include "model_weights.h"
#include "safetensors.h"

#include <families/spellings.h>

#include <algorithm>
#include <array>
#include <utility>

namespace luthier::files {

namespace {

using families::ModelShape;

std::string_view nameOf(families::RopeScalingKind kind) {
    constexpr std::array<std::string_view, 7> kNames{"default", "linear",   "dynamic",     "llama3",
                                                     "yarn",    "longrope", "proportional"};
    return kNames[static_cast<std::size_t>(kind)];
}

std::string_view nameOf(families::Activation activation) {
    constexpr std::array<std::string_view, 6> kNames{"silu", "gelu_tanh", "gelu", "relu", "tanh", "sigmoid"};
    return kNames[static_cast<std::size_t>(activation)];
}

std::string_view nameOf(families::PositionKind kind) {
    constexpr std::array<std::string_view, 3> kNames{"rope", "learned", "relative"};
    return kNames[static_cast<std::size_t>(kind)];
}

Json scalingToJson(const families::RopeScaling& scaling) {
    using families::RopeScalingKind;
    Json json{{"rope_type", nameOf(scaling.kind)}};
    if (scaling.kind == RopeScalingKind::None)
        return json;
    json["factor"] = scaling.factor;
    if (scaling.kind == RopeScalingKind::Llama3) {
        json["low_freq_factor"] = scaling.lowFrequencyFactor;
        json["high_freq_factor"] = scaling.highFrequencyFactor;
    }
    if (scaling.originalMaxPositions > 0)
        json["original_max_position_embeddings"] = scaling.originalMaxPositions;
    if (scaling.kind == RopeScalingKind::Yarn) {
        json["beta_fast"] = scaling.betaFast;
        json["beta_slow"] = scaling.betaSlow;
        json["truncate"] = scaling.truncate;
    }
    if (scaling.kind == RopeScalingKind::LongRope) {
        json["short_factor"] = scaling.shortFactors;
        json["long_factor"] = scaling.longFactors;
    }
    if (scaling.kind == RopeScalingKind::Proportional)
        json["turning_pairs"] = scaling.turningPairs;
    if (scaling.attentionFactor != 1.0)
        json["attention_factor"] = scaling.attentionFactor;
    return json;
}

Json ropeToJson(const families::Rope& rope) {
    return {{"rope_theta", rope.theta},
            {"rope_scaling", scalingToJson(rope.scaling)},
            {"dim", rope.dim},
            {"pairs", rope.pairs == program::RotaryPairs::Halves ? "halves" : "neighbours"}};
}

/// What the shape has beyond the models of the first version: nothing is said of what it lacks, so that
/// their hashes stay.
void addFurther(const ModelShape& shape, Json& json) {
    const ModelShape usual;
    const auto add = [&](const char* key, const auto& value, const auto& absent) {
        if (value != absent)
            json[key] = value;
    };
    if (shape.rope.dim != 0 || shape.rope.pairs != usual.rope.pairs)
        json["rope"] = ropeToJson(shape.rope);
    if (shape.localRope != usual.localRope)
        json["local_rope"] = ropeToJson(shape.localRope);
    for (const families::LayerAttention& layer : shape.layerAttention) {
        Json one{layer.window, static_cast<int>(layer.turn)};
        if (layer != families::LayerAttention{layer.window, layer.turn})
            for (const Json& further : {Json(layer.headDim), Json(layer.kvHeads), Json(layer.keyIsValue),
                                        Json(layer.keysFrom), Json(layer.recurrent)})
                one.push_back(further);
        json["layer_attention"].push_back(std::move(one));
    }
    if (const families::DeltaRule& rule = shape.deltaRule; rule != usual.deltaRule)
        json["delta_rule"] = {rule.keyHeads, rule.valueHeads, rule.keyDim, rule.valueDim, rule.convolution};
    add("value_norm", shape.valueNorm, false);
    add("wide_shared_mlp", shape.wideSharedMlp, false);
    add("layer_input_size", shape.layerInputSize, std::int64_t{0});
    add("layer_input_vocabulary", shape.layerInputVocabulary, std::int64_t{0});
    add("output_norms", shape.outputNorms, false);
    add("norm_offset", shape.normOffset, 0.0);
    add("query_key_norm", static_cast<int>(shape.queryKeyNorm), 0);
    add("scaled_by_layer", shape.scaledByLayer, false);
    add("attention_softcap", shape.attentionSoftcap, 0.0);
    add("logits_softcap", shape.logitsSoftcap, 0.0);
    add("embedding_scale", shape.embeddingScale, 1.0);
    add("residual_scale", shape.residualScale, 1.0);
    add("logits_scale", shape.logitsScale, 1.0);
    add("query_growth", shape.queryGrowth, 0.0);
    add("kind", static_cast<int>(shape.kind), 0);
    add("head", static_cast<int>(shape.head), 0);
    add("labels", shape.labels, std::int64_t{0});
    add("problem", static_cast<int>(shape.problem), 0);
    add("pooling", static_cast<int>(shape.pooling), static_cast<int>(usual.pooling));
    add("token_types", shape.tokenTypes, std::int64_t{0});
    add("position_offset", shape.positionOffset, std::int64_t{0});
    add("embedding_size", shape.embeddingSize, std::int64_t{0});
    add("norm_bias", shape.normBias, true);
    add("head_activation", static_cast<int>(shape.headActivation), static_cast<int>(usual.headActivation));
    add("dense_bias", shape.denseBias, true);
    add("head_bias", shape.headBias, true);
    add("decoder_layers", shape.decoderLayers, std::int64_t{0});
    if (shape.relativeBias != usual.relativeBias)
        json["relative_bias"] = {shape.relativeBias.buckets, shape.relativeBias.farthest};
    add("start_id", shape.startId, std::int64_t{0});
}

/// What the headers of the weight files add up to, when the shape is unknown.
std::int64_t countStoredWeights(const ModelFolder& folder) {
    std::int64_t count = 0;
    if (folder.gguf())
        for (const gguf::Tensor& tensor : folder.gguf()->header().tensors)
            count += tensor.elements();
    for (const std::string& name : folder.weightFiles()) {
        const auto path = folder.pathOf(name);
        if (!path)
            continue;
        if (const auto file = SafetensorsFile::open(*path))
            for (const TensorInfo& tensor : file->tensors())
                count += tensor.elements();
    }
    return count;
}

Json shapeFields(const ModelFolder& folder) {
    if (!folder.shape())
        return {{"parameters", countStoredWeights(folder)}};
    const ModelShape& shape = *folder.shape();
    return {{"parameters", families::parameterCount(shape)},
            {"layers", shape.layers},
            {"hidden_size", shape.hiddenSize},
            {"heads", shape.heads},
            {"kv_heads", shape.kvHeads},
            {"vocab_size", shape.vocabularySize},
            {"tied_embeddings", shape.tiedEmbeddings},
            {"max_positions", shape.maxPositions},
            {"shape", shapeToJson(shape)},
            {"lora_targets", families::allLinearTargets(shape)},
            {"default_lora_targets", families::defaultLoraTargets(shape)},
            {"ia3_targets", families::defaultIa3Targets(shape)}};
}

Json dtypeOf(const ModelFolder& folder, const Result<ModelWeights>& weights) {
    if (weights && !folder.gguf())
        return shortName(weights->dtype());
    const std::string known = folder.storedName();
    return known.empty() ? Json() : Json(known);
}

Json tokenizerOf(const ModelFolder& folder, const DescribeInputs& inputs) {
    if (inputs.tokenizer)
        return {{"kind", inputs.tokenizer->kind},
                {"vocab_size", inputs.tokenizer->vocabularySize},
                {"added_tokens", inputs.tokenizer->addedTokens}};
    if (folder.tokenizerKind() == TokenizerKind::None)
        return nullptr;
    return {{"kind", tokenizerKindName(folder.tokenizerKind())},
            {"vocab_size", nullptr},
            {"added_tokens", nullptr}};
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

/// What the tensors belong to, each once: "model.vision_tower", "mtp".
std::vector<std::string> partsOf(const std::vector<std::string>& tensors) {
    constexpr std::size_t kMost = 8;
    std::vector<std::string> parts;
    for (const std::string& name : tensors) {
        const std::size_t first = name.starts_with("model.") ? std::string_view("model.").size() : 0;
        std::string part = name.substr(0, name.find('.', first));
        if (parts.size() < kMost && std::find(parts.begin(), parts.end(), part) == parts.end())
            parts.push_back(std::move(part));
    }
    return parts;
}

Json warningsOf(const ModelFolder& folder, const DescribeInputs& inputs, const Result<ModelWeights>& weights,
                const Result<ChatTemplates>& chatTemplates) {
    Json warnings = Json::array();
    const auto warn = [&](Error error) {
        warnings.push_back(errorToJson(error));
    };
    if (folder.weightFiles().empty())
        warn(refused("model.no_weights").at(folder.path().string()));
    if (families::isWrapper(folder.config()))
        warn(refused("model.text_part_only").with("architecture", folder.architecture()));
    if (weights && !weights->unread().empty())
        warn(refused("model.unread_tensors")
                 .with("count", weights->unread().size())
                 .with("names", joined(partsOf(weights->unread()))));
    if (folder.tokenizerKind() == TokenizerKind::None)
        warn(refused("model.no_tokenizer").at(folder.path().string()));
    // Encoders, heads of labels and encoder–decoders read rows without one.
    const bool chats = !folder.shape() ||
                       (folder.shape()->writesText() && folder.shape()->kind == families::ModelKind::Decoder);
    if (!chatTemplates)
        warn(chatTemplates.error());
    else if (!chatTemplates->any() && chats)
        warn(refused("model.no_chat_template").at(folder.path().string()));
    else if (chatTemplates->any() && !chatTemplates->text)
        warn(refused("model.no_default_template").with("names", joined(chatTemplates->names)));
    if (folder.shape() && inputs.tokenizer &&
        inputs.tokenizer->vocabularySize > folder.shape()->vocabularySize)
        warn(refused("model.vocabulary_too_small")
                 .with("tokens", inputs.tokenizer->vocabularySize)
                 .with("rows", folder.shape()->vocabularySize));
    for (const char* dropout : {"attention_dropout", "attn_pdrop", "embd_pdrop", "resid_pdrop",
                                "hidden_dropout_prob", "attention_probs_dropout_prob", "classifier_dropout",
                                "dropout_rate", "embedding_dropout", "mlp_dropout"})
        if (const Json* rate = member(folder.config(), dropout);
            rate && rate->is_number() && rate->get<double>() > 0.0)
            warn(refused("model.dropout_not_applied").with("option", dropout).with("value", dumpJson(*rate)));
    return warnings;
}

} // namespace

Status checkRunnable(const ModelFolder& folder) {
    if (!folder.shape())
        return folder.shape().error();
    if (folder.weightFiles().empty())
        return {};
    TRY_VOID(ModelWeights::open(folder));
    return {};
}

Json shapeToJson(const ModelShape& shape) {
    using namespace families;
    Json json{{"family", shape.family},
              {"num_hidden_layers", shape.layers},
              {"hidden_size", shape.hiddenSize},
              {"num_attention_heads", shape.heads},
              {"num_key_value_heads", shape.kvHeads},
              {"head_dim", shape.headDim},
              {"intermediate_size", shape.intermediateSize},
              {"vocab_size", shape.vocabularySize},
              {"max_position_embeddings", shape.maxPositions},
              {"norm", shape.normKind == NormKind::Rms ? "rms" : "layer"},
              {"norm_eps", shape.normEpsilon},
              {"activation", nameOf(shape.activation)},
              {"mlp", shape.mlpKind == MlpKind::Gated ? "gated" : "plain"},
              {"position", nameOf(shape.position)}};
    if (shape.position == PositionKind::Rope) {
        json["rope_theta"] = shape.rope.theta;
        json["rope_scaling"] = scalingToJson(shape.rope.scaling);
    }
    json["tie_word_embeddings"] = shape.tiedEmbeddings;
    json["fused_qkv"] = shape.fusedQkv;
    json["qkv_bias"] = shape.qkvBias;
    json["output_bias"] = shape.outputBias;
    json["mlp_bias"] = shape.mlpBias;
    json["linear_layout"] = shape.linearLayout == LinearLayout::OutIn ? "out_in" : "in_out";
    json["attention_scale"] = shape.attentionScale;
    addFurther(shape, json);
    return json;
}

Json describeModel(const ModelFolder& folder, const DescribeInputs& inputs) {
    const Result<ModelWeights> weights = ModelWeights::open(folder);
    const Status runnable = checkRunnable(folder);
    const auto chatTemplates = folder.chatTemplates();
    const ChatTemplates known = chatTemplates.value_or(ChatTemplates{});
    const std::string license = folder.license();
    Json json{{"supported", runnable.has_value()},
              {"reason", runnable ? Json() : errorToJson(runnable.error())},
              {"model_type", folder.modelType()},
              {"architecture", folder.architecture()},
              {"family", folder.shape() ? Json(folder.shape()->family) : Json()}};
    for (const char* key : {"parameters", "layers", "hidden_size", "heads", "kv_heads", "vocab_size", "dtype",
                            "tied_embeddings", "max_positions"})
        json[key] = nullptr;
    json["dtype"] = dtypeOf(folder, weights);
    json["files"] = Json::array();
    for (const FolderFile& file : folder.files())
        json["files"].push_back(file.name);
    json["tokenizer"] = tokenizerOf(folder, inputs);
    json["has_chat_template"] = known.any();
    json["chat_template"] = known.text ? Json(*known.text) : Json();
    json["chat_templates"] = known.names;
    json["license"] = license.empty() ? Json() : Json(license);
    json["shape"] = nullptr;
    json["hash"] = inputs.hash.empty() ? Json() : Json(inputs.hash);
    json["lora_targets"] = Json::array();
    json["default_lora_targets"] = Json::array();
    json["ia3_targets"] = Json::array();
    json["warnings"] = warningsOf(folder, inputs, weights, chatTemplates);
    json.update(shapeFields(folder));
    return json;
}

} // namespace luthier::files
