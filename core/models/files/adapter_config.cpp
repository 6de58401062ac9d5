#include "adapter_config.h"

#include <base/utf8.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace luthier::files {

namespace {

constexpr std::int64_t kMostRank = 65'536;
constexpr double kMostAlpha = 1e9;
constexpr std::size_t kMostEntries = 10'000;

/// What adapters are of.
constexpr std::array<std::string_view, 4> kTasks{"CAUSAL_LM", "SEQ_2_SEQ_LM", "SEQ_CLS", "TOKEN_CLS"};

/// Keys of PEFT that change no arithmetic of a finished adapter, or are read below.
constexpr std::array<std::string_view, 41> kKnown{
    "peft_type", "task_type", "base_model_name_or_path", "revision", "inference_mode", "r", "lora_alpha",
    "lora_dropout", "target_modules", "fan_in_fan_out", "use_rslora", "rank_pattern", "alpha_pattern", "bias",
    "init_lora_weights", "auto_mapping", "layers_pattern", "layers_to_transform", "megatron_core",
    "peft_version", "qalora_group_size", "loftq_config", "modules_to_save", "use_dora", "exclude_modules",
    "lora_bias", "trainable_token_indices",
    // of IA³
    "feedforward_modules", "init_ia3_weights",
    // of prompts and prefixes
    "num_virtual_tokens", "token_dim", "num_transformer_submodules", "num_attention_heads", "num_layers",
    "prompt_tuning_init", "prompt_tuning_init_text", "prompt_tuning_init_state_dict_path",
    "tokenizer_name_or_path", "tokenizer_kwargs", "encoder_hidden_size", "prefix_projection"};

constexpr std::array<std::string_view, 4> kKinds{"LORA", "IA3", "PROMPT_TUNING", "PREFIX_TUNING"};

bool holdsNothing(const Json& value) {
    return value.is_null() || value == false || ((value.is_object() || value.is_array()) && value.empty());
}

std::string shown(const Json& value) {
    return std::string(
        utf8Prefix(value.is_string() ? value.get_ref<const std::string&>() : dumpJson(value), 80));
}

/// Reads one adapter_config.json; each reader names the key it fails at.
struct Reader {
    const Json& config;
    std::string_view file;

    Error bad(std::string_view key) const { return refused("adapter.bad_config").field(key).at(file); }
    Error notYet(std::string_view key, const Json& value) const {
        return refused("adapter.option_not_yet")
            .with("option", key)
            .with("value", shown(value))
            .field(key)
            .at(file);
    }

    Error exclude(std::string_view key, std::string_view other) const {
        return refused("adapter.options_exclude")
            .with("option", key)
            .with("other", other)
            .field(key)
            .at(file);
    }

    Result<double> number(std::string_view key, const Json* value, double absent, double least,
                          double most) const {
        if (!value)
            return absent;
        if (!value->is_number() || !std::isfinite(value->get<double>()) || value->get<double>() < least ||
            value->get<double>() > most)
            return bad(key);
        return value->get<double>();
    }

    Result<std::int64_t> rank(std::string_view key, const Json* value, std::int64_t absent) const {
        if (!value)
            return absent;
        if (!value->is_number_integer() || value->get<std::int64_t>() < 1 ||
            value->get<std::int64_t>() > kMostRank)
            return bad(key);
        return value->get<std::int64_t>();
    }

    Result<bool> flag(std::string_view key) const {
        const Json* value = member(config, key);
        if (value && !value->is_boolean())
            return bad(key);
        return value && value->get<bool>();
    }

    Result<std::string> text(std::string_view key) const {
        const Json* value = member(config, key);
        if (value && !value->is_string())
            return bad(key);
        return value ? value->get<std::string>() : std::string();
    }

    Result<std::vector<std::string>> names(std::string_view key, const Json& value) const {
        std::vector<std::string> list;
        if (!value.is_array() || value.size() > kMostEntries)
            return bad(key);
        for (const Json& entry : value) {
            if (!entry.is_string() || entry.get_ref<const std::string&>().empty())
                return bad(key);
            list.push_back(entry.get<std::string>());
        }
        return list;
    }
};

Status refuseWhatIsMissing(const Reader& reader) {
    const Json& config = reader.config;
    const Json* type = member(config, "peft_type");
    if (!type || !type->is_string())
        return reader.bad("peft_type");
    if (std::find(kKinds.begin(), kKinds.end(), *type) == kKinds.end())
        return reader.notYet("peft_type", *type);
    if (const Json* task = member(config, "task_type"))
        if (std::find(kTasks.begin(), kTasks.end(), *task) == kTasks.end())
            return reader.notYet("task_type", *task);
    if (const Json* bias = member(config, "bias");
        bias && *bias != "none" && *bias != "all" && *bias != "lora_only")
        return reader.notYet("bias", *bias);
    // PiSSA, OLoRA and their like change the base model's weights when the adapter is put on.
    if (const Json* init = member(config, "init_lora_weights"); init && init->is_string())
        if (*init != "gaussian" && *init != "orthogonal" && *init != "eva")
            return reader.notYet("init_lora_weights", *init);
    // layer_replication, … and whatever a later PEFT brings: an option that is switched on and not known here
    // would change the arithmetic unseen.
    for (const auto& [key, value] : config.items()) {
        const std::string& name = key;
        const bool known =
            std::any_of(kKnown.begin(), kKnown.end(), [&](std::string_view k) { return k == name; });
        if (!known && !holdsNothing(value) &&
            (value == true || value.is_structured() || name == "megatron_config"))
            return reader.notYet(utf8Prefix(name, 80), value);
    }
    return {};
}

/// Names, or an expression; absent: no names.
Result<TargetModules> modulesAt(const Reader& reader, std::string_view key) {
    const Json* value = member(reader.config, key);
    if (!value || *value == "")
        return TargetModules{};
    if (value->is_string())
        return TargetModules::pattern(value->get<std::string>());
    TRY(auto list, reader.names(key, *value));
    return TargetModules::list(std::move(list));
}

Status readTargets(const Reader& reader, AdapterConfig& config) {
    TRY(config.targetModules, modulesAt(reader, "target_modules"));
    TRY(config.excludeModules, modulesAt(reader, "exclude_modules"));
    if (config.kind == AdapterKind::Ia3) {
        TRY(config.feedforwardModules, modulesAt(reader, "feedforward_modules"));
    }
    return {};
}

Status readLayers(const Reader& reader, AdapterConfig& config) {
    if (const Json* layers = member(reader.config, "layers_to_transform")) {
        const Json list = layers->is_array() ? *layers : Json::array({*layers});
        for (const Json& layer : list) {
            if (!layer.is_number_integer() || layer.get<std::int64_t>() < 0 ||
                config.layersToTransform.size() >= kMostEntries)
                return reader.bad("layers_to_transform");
            config.layersToTransform.push_back(layer.get<std::int64_t>());
        }
    }
    if (const Json* pattern = member(reader.config, "layers_pattern")) {
        const Json list = pattern->is_array() ? *pattern : Json::array({*pattern});
        if (*pattern != "") {
            TRY(config.layersPattern, reader.names("layers_pattern", list));
        }
    }
    return {};
}

Status readPatterns(const Reader& reader, AdapterConfig& config) {
    if (const Json* ranks = member(reader.config, "rank_pattern")) {
        if (!ranks->is_object() || ranks->size() > kMostEntries)
            return reader.bad("rank_pattern");
        for (const auto& [key, value] : ranks->items()) {
            TRY(const std::int64_t rank, reader.rank("rank_pattern", &value, 0));
            config.rankPattern.emplace_back(key, rank);
        }
    }
    if (const Json* alphas = member(reader.config, "alpha_pattern")) {
        if (!alphas->is_object() || alphas->size() > kMostEntries)
            return reader.bad("alpha_pattern");
        for (const auto& [key, value] : alphas->items()) {
            TRY(const double alpha, reader.number("alpha_pattern", &value, 0, -kMostAlpha, kMostAlpha));
            config.alphaPattern.emplace_back(key, alpha);
        }
    }
    return {};
}

Json orNull(const std::string& text) {
    return text.empty() ? Json() : Json(text);
}

/// 16.0 is written as 16: older versions of PEFT read whole numbers here.
Json numberToJson(double value) {
    const double whole = std::nearbyint(value);
    if (whole == value && std::abs(value) < 1e15)
        return static_cast<std::int64_t>(whole);
    return value;
}

template <class Value>
Json patternToJson(const std::vector<std::pair<std::string, Value>>& pattern) {
    Json json = Json::object();
    for (const auto& [key, value] : pattern)
        json[key] = numberToJson(static_cast<double>(value));
    return json;
}

} // namespace

namespace {

/// Rows of the table of words, or of several matrices by the modules' names.
Status readTrainableTokens(const Reader& reader, AdapterConfig& config) {
    constexpr std::string_view kKey = "trainable_token_indices";
    const Json* given = member(reader.config, kKey);
    if (!given || ((given->is_array() || given->is_object()) && given->empty()))
        return {};
    if (!given->is_array() && !given->is_object())
        return reader.bad(kKey);
    const auto read = [&](const std::string& module, const Json& list) -> Status {
        if (!list.is_array() || list.empty())
            return reader.bad(kKey);
        std::vector<std::int64_t> ids;
        for (const Json& id : list) {
            if (!id.is_number_integer() || id.get<std::int64_t>() < 0)
                return reader.bad(kKey);
            ids.push_back(id.get<std::int64_t>());
        }
        config.trainableTokens.emplace_back(module, std::move(ids));
        return {};
    };
    if (given->is_array())
        return read({}, *given);
    for (const auto& [module, list] : given->items()) {
        if (module.empty())
            return reader.bad(kKey);
        TRY_VOID(read(module, list));
    }
    return {};
}

/// What PEFT does not take beside a bias of LoRA's own.
Status refuseBesideBias(const Reader& reader, const AdapterConfig& config) {
    if (!config.loraBias)
        return {};
    if (config.useDora)
        return reader.exclude("lora_bias", "use_dora");
    if (const Json* init = member(reader.config, "init_lora_weights"); init && !init->is_boolean())
        return reader.exclude("lora_bias", "init_lora_weights");
    return {};
}

Status readLora(const Reader& reader, AdapterConfig& config) {
    const Json& json = reader.config;
    TRY(config.r, reader.rank("r", member(json, "r"), 8));
    TRY(config.loraAlpha,
        reader.number("lora_alpha", member(json, "lora_alpha"), 8, -kMostAlpha, kMostAlpha));
    TRY(config.loraDropout, reader.number("lora_dropout", member(json, "lora_dropout"), 0, 0, 1));
    TRY(config.useRslora, reader.flag("use_rslora"));
    TRY(config.useDora, reader.flag("use_dora"));
    if (const Json* bias = member(json, "bias"))
        config.bias = bias->get<std::string>();
    TRY(config.loraBias, reader.flag("lora_bias"));
    TRY_VOID(refuseBesideBias(reader, config));
    TRY_VOID(readTrainableTokens(reader, config));
    TRY_VOID(readLayers(reader, config));
    return readPatterns(reader, config);
}

/// What the sizes of the model are is read off its shape; two submodules are an encoder and a decoder.
Status readVirtualTokens(const Reader& reader, AdapterConfig& config) {
    constexpr std::int64_t kMost = 65'536;
    const Json* count = member(reader.config, "num_virtual_tokens");
    if (!count || !count->is_number_integer() || count->get<std::int64_t>() < 1 ||
        count->get<std::int64_t>() > kMost)
        return reader.bad("num_virtual_tokens");
    config.virtualTokens = count->get<std::int64_t>();
    const Json* submodules = member(reader.config, "num_transformer_submodules");
    if (submodules && *submodules != 1)
        return reader.notYet("num_transformer_submodules", *submodules);
    return {};
}

} // namespace

std::string_view adapterKindName(AdapterKind kind) {
    return kKinds[static_cast<std::size_t>(kind)];
}

bool isOfVirtualTokens(AdapterKind kind) {
    return kind == AdapterKind::Prompt || kind == AdapterKind::Prefix;
}

Result<AdapterConfig> adapterConfigFromJson(const Json& json, std::string_view file) {
    const Reader reader{json, file};
    if (!json.is_object())
        return reader.bad("peft_type");
    TRY_VOID(refuseWhatIsMissing(reader));
    AdapterConfig config;
    const std::string& kind = json.at("peft_type").get_ref<const std::string&>();
    config.kind = static_cast<AdapterKind>(std::find(kKinds.begin(), kKinds.end(), kind) - kKinds.begin());
    TRY(config.baseModel, reader.text("base_model_name_or_path"));
    TRY(config.revision, reader.text("revision"));
    if (const Json* task = member(json, "task_type"))
        config.taskType = task->get<std::string>();
    if (const Json* whole = member(json, "modules_to_save")) {
        TRY(config.modulesToSave, reader.names("modules_to_save", *whole));
    }
    if (isOfVirtualTokens(config.kind)) {
        TRY_VOID(readVirtualTokens(reader, config));
        return config;
    }
    TRY(config.fanInFanOut, reader.flag("fan_in_fan_out"));
    TRY_VOID(readTargets(reader, config));
    if (config.kind == AdapterKind::Lora)
        TRY_VOID(readLora(reader, config));
    return config;
}

bool isOfLabels(const AdapterConfig& config) {
    return config.taskType == "SEQ_CLS" || config.taskType == "TOKEN_CLS";
}

namespace {

/// Names or an expression; null where there are none.
Json modulesToJson(const TargetModules& modules) {
    if (const auto* list = std::get_if<std::vector<std::string>>(&modules.value))
        return list->empty() ? Json() : Json(*list);
    return std::get<std::string>(modules.value);
}

Json loraToJson(const AdapterConfig& config) {
    const Json layers = config.layersToTransform.empty() ? Json() : Json(config.layersToTransform);
    const Json layersPattern = config.layersPattern.empty() ? Json() : Json(config.layersPattern);
    return {{"alpha_pattern", patternToJson(config.alphaPattern)},
            {"bias", config.bias},
            {"fan_in_fan_out", config.fanInFanOut},
            {"init_lora_weights", true},
            {"layers_pattern", layersPattern},
            {"layers_to_transform", layers},
            {"lora_alpha", numberToJson(config.loraAlpha)},
            {"lora_dropout", config.loraDropout},
            {"r", config.r},
            {"rank_pattern", patternToJson(config.rankPattern)},
            {"use_dora", config.useDora},
            {"use_rslora", config.useRslora}};
}

Json virtualTokensToJson(const AdapterConfig& config, const families::ModelShape& shape) {
    // PEFT takes a prefix's sizes for those of keys and values.
    const bool isPrefix = config.kind == AdapterKind::Prefix;
    Json json = {{"num_attention_heads", isPrefix ? shape.kvHeads : shape.heads},
                 {"num_layers", shape.layers},
                 {"num_transformer_submodules", 1},
                 {"num_virtual_tokens", config.virtualTokens},
                 {"token_dim", isPrefix ? shape.keyValueWidth() : shape.hiddenSize}};
    if (isPrefix)
        json["prefix_projection"] = false;
    else
        json["prompt_tuning_init"] = "RANDOM";
    return json;
}

} // namespace

Json adapterConfigToJson(const AdapterConfig& config, const families::ModelShape& shape) {
    Json json = {{"base_model_name_or_path", orNull(config.baseModel)},
                 {"inference_mode", true},
                 {"modules_to_save", config.modulesToSave.empty() ? Json() : Json(config.modulesToSave)},
                 {"peft_type", adapterKindName(config.kind)},
                 {"revision", orNull(config.revision)},
                 {"task_type", config.taskType}};
    if (isOfVirtualTokens(config.kind)) {
        json.update(virtualTokensToJson(config, shape));
        return json;
    }
    json["target_modules"] = modulesToJson(config.targetModules);
    if (config.kind == AdapterKind::Ia3)
        json.update({{"fan_in_fan_out", config.fanInFanOut},
                     {"feedforward_modules", modulesToJson(config.feedforwardModules)},
                     {"init_ia3_weights", true}});
    else
        json.update(loraToJson(config));
    // Older versions of PEFT do not know these keys.
    if (config.loraBias)
        json["lora_bias"] = true;
    for (const auto& [module, ids] : config.trainableTokens)
        (module.empty() ? json["trainable_token_indices"] : json["trainable_token_indices"][module]) = ids;
    if (const Json excluded = modulesToJson(config.excludeModules); !excluded.is_null())
        json["exclude_modules"] = excluded;
    return json;
}

} // namespace luthier::files
