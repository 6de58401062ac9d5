#include "describe.h"

#include "model_weights.h"
#include "safetensors.h"

#include <utility>

namespace luthier::files {

namespace {

using families::ModelShape;

Json scalingToJson(const families::RopeScaling& scaling) {
    using families::RopeScalingKind;
    if (scaling.kind == RopeScalingKind::None)
        return {{"rope_type", "default"}};
    Json json{{"rope_type", scaling.kind == RopeScalingKind::Linear ? "linear" : "llama3"},
              {"factor", scaling.factor}};
    if (scaling.kind == RopeScalingKind::Llama3) {
        json["low_freq_factor"] = scaling.lowFrequencyFactor;
        json["high_freq_factor"] = scaling.highFrequencyFactor;
        json["original_max_position_embeddings"] = scaling.originalMaxPositions;
    }
    return json;
}

/// What the headers of the weight files add up to, when the shape is unknown.
std::int64_t countStoredWeights(const ModelFolder& folder) {
    std::int64_t count = 0;
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
            {"default_lora_targets", families::defaultLoraTargets(shape)}};
}

Json dtypeOf(const ModelFolder& folder, const Result<ModelWeights>& weights) {
    if (weights)
        return shortName(weights->dtype());
    if (const auto declared = folder.declaredDtype())
        return shortName(*declared);
    return nullptr;
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

Json warningsOf(const ModelFolder& folder, const DescribeInputs& inputs,
                const Result<ChatTemplates>& chatTemplates) {
    Json warnings = Json::array();
    const auto warn = [&](Error error) {
        warnings.push_back(errorToJson(error));
    };
    if (folder.weightFiles().empty())
        warn(refused("model.no_weights").at(folder.path().string()));
    if (folder.tokenizerKind() == TokenizerKind::None)
        warn(refused("model.no_tokenizer").at(folder.path().string()));
    if (!chatTemplates)
        warn(chatTemplates.error());
    else if (!chatTemplates->any())
        warn(refused("model.no_chat_template").at(folder.path().string()));
    else if (!chatTemplates->text)
        warn(refused("model.no_default_template").with("names", joined(chatTemplates->names)));
    if (folder.shape() && inputs.tokenizer &&
        inputs.tokenizer->vocabularySize > folder.shape()->vocabularySize)
        warn(refused("model.vocabulary_too_small")
                 .with("tokens", inputs.tokenizer->vocabularySize)
                 .with("rows", folder.shape()->vocabularySize));
    for (const char* dropout : {"attention_dropout", "attn_pdrop", "embd_pdrop", "resid_pdrop"})
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
              {"activation", shape.activation == Activation::Silu ? "silu" : "gelu_tanh"},
              {"mlp", shape.mlpKind == MlpKind::Gated ? "gated" : "plain"},
              {"position", shape.position == PositionKind::Rope ? "rope" : "learned"}};
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
    json["warnings"] = warningsOf(folder, inputs, chatTemplates);
    json.update(shapeFields(folder));
    return json;
}

} // namespace luthier::files
