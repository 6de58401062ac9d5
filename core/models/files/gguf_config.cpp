#include "gguf_config.h"

#include <base/utf8.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>
#include <utility>

namespace luthier::files {
namespace {

using gguf::File;
using gguf::Value;

constexpr std::string_view kRopeFactors = "rope_freqs.weight";

struct Architecture {
    std::string_view name;      ///< general.architecture
    std::string_view modelType; ///< of config.json
    std::string_view className;
};
constexpr std::array<Architecture, 3> kArchitectures{{
    {"llama", "llama", "LlamaForCausalLM"}, // Mistral's files say so too
    {"qwen2", "qwen2", "Qwen2ForCausalLM"},
    {"qwen3", "qwen3", "Qwen3ForCausalLM"},
}};

/// Keys of an architecture that are read, or do not change what is computed.
constexpr std::array<std::string_view, 16> kKnownKeys{"context_length",
                                                      "embedding_length",
                                                      "block_count",
                                                      "feed_forward_length",
                                                      "vocab_size",
                                                      "attention.head_count",
                                                      "attention.head_count_kv",
                                                      "attention.key_length",
                                                      "attention.value_length",
                                                      "attention.layer_norm_rms_epsilon",
                                                      "rope.freq_base",
                                                      "rope.dimension_count",
                                                      "rope.scaling.type",
                                                      "rope.scaling.factor",
                                                      "rope.scaling.original_context_length",
                                                      "rope.scaling.finetuned"};
/// Keys that say "none" where they say one of these.
constexpr std::array<std::pair<std::string_view, double>, 6> kHarmless{{{"expert_count", 0},
                                                                        {"expert_used_count", 0},
                                                                        {"attention.sliding_window", 0},
                                                                        {"rope.scaling.attn_factor", 1},
                                                                        {"rope.scale_linear", 1},
                                                                        {"attention.clamp_kqv", 0}}};

std::string shownValue(const Value& value) {
    if (const auto text = value.text())
        return replaceInvalidUtf8(utf8Prefix(*text, 80));
    if (const auto number = value.number())
        return dumpJson(Json(*number));
    if (const auto flag = value.boolean())
        return *flag ? "true" : "false";
    return "[" + std::to_string(value.count()) + "]";
}

Error unsupportedKey(const File& file, std::string_view key) {
    return refused("gguf.unsupported_key")
        .with("key", key)
        .with("value", shownValue(*file.header().find(key)))
        .at(file.path().string());
}

/// fp32 as people wrote it: 1e-06, not 9.99999997e-07.
double shortest(double value) {
    std::array<char, 64> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), static_cast<float>(value)).ptr;
    double read = value;
    std::from_chars(text.data(), end, read);
    return read;
}

class Reading {
public:
    Reading(const File& file, const Architecture& architecture)
        : m_file(file)
        , m_prefix(std::string(architecture.name) + ".")
        , m_config{{"model_type", architecture.modelType}, {"architectures", {architecture.className}}} {}

    Result<Json> config() {
        TRY_VOID(refuseUnknown());
        TRY_VOID(sizes());
        TRY_VOID(heads());
        TRY_VOID(rotation());
        ids();
        // Llama's biases stand in the config, and those of others do not.
        if (m_prefix == "llama.") {
            m_config["attention_bias"] = m_file.tensor("blk.0.attn_q.bias") != nullptr;
            m_config["mlp_bias"] = m_file.tensor("blk.0.ffn_gate.bias") != nullptr;
        }
        m_config["tie_word_embeddings"] = m_file.tensor("output.weight") == nullptr;
        return std::move(m_config);
    }

private:
    std::string full(std::string_view key) const { return m_prefix + std::string(key); }

    Status refuseUnknown() const {
        const auto* type = m_file.header().find("general.type");
        if (type && type->text() != "model")
            return unsupportedKey(m_file, "general.type");
        for (const auto& [key, value] : m_file.header().entries) {
            if (!key.starts_with(m_prefix))
                continue;
            const std::string_view name = key.substr(m_prefix.size());
            if (std::find(kKnownKeys.begin(), kKnownKeys.end(), name) != kKnownKeys.end())
                continue;
            const auto harmless = std::find_if(kHarmless.begin(), kHarmless.end(),
                                               [&](const auto& known) { return known.first == name; });
            if (harmless == kHarmless.end() || value.number() != harmless->second)
                return unsupportedKey(m_file, key);
        }
        return {};
    }

    Status take(std::string_view key, const char* into) {
        TRY(const std::int64_t value, m_file.integer(full(key)));
        m_config[into] = value;
        return {};
    }

    Status sizes() {
        TRY_VOID(take("block_count", "num_hidden_layers"));
        TRY_VOID(take("embedding_length", "hidden_size"));
        TRY_VOID(take("feed_forward_length", "intermediate_size"));
        TRY_VOID(take("context_length", "max_position_embeddings"));
        TRY(const double epsilon, m_file.number(full("attention.layer_norm_rms_epsilon")));
        m_config["rms_norm_eps"] = shortest(epsilon);
        const gguf::Tensor* words = m_file.tensor("token_embd.weight");
        if (!words || words->shape.size() != 2)
            return refused("model.missing_tensor").with("name", "token_embd.weight");
        m_config["vocab_size"] = words->shape[0];
        return {};
    }

    Status heads() {
        TRY_VOID(take("attention.head_count", "num_attention_heads"));
        m_config["num_key_value_heads"] = m_config["num_attention_heads"];
        if (m_file.has(full("attention.head_count_kv")))
            TRY_VOID(take("attention.head_count_kv", "num_key_value_heads"));
        const auto count = m_config["num_attention_heads"].get<std::int64_t>();
        std::int64_t length = count > 0 ? m_config["hidden_size"].get<std::int64_t>() / count : 0;
        if (m_file.has(full("attention.key_length"))) {
            TRY(length, m_file.integer(full("attention.key_length")));
        }
        m_config["head_dim"] = length;
        for (const char* same : {"attention.value_length", "rope.dimension_count"})
            if (m_file.has(full(same))) {
                TRY(const std::int64_t found, m_file.integer(full(same)));
                if (found != length)
                    return unsupportedKey(m_file, full(same));
            }
        return {};
    }

    Status rotation() {
        m_config["rope_theta"] = 10000.0;
        if (m_file.has(full("rope.freq_base"))) {
            TRY(const double theta, m_file.number(full("rope.freq_base")));
            m_config["rope_theta"] = shortest(theta);
        }
        if (const gguf::Tensor* factors = m_file.tensor(kRopeFactors))
            return divided(*factors);
        const std::string key = full("rope.scaling.type");
        if (!m_file.has(key))
            return {};
        TRY(const std::string_view type, m_file.text(key));
        if (type == "none")
            return {};
        if (type != "linear" && type != "yarn")
            return unsupportedKey(m_file, key);
        TRY(const double factor, m_file.number(full("rope.scaling.factor")));
        Json scaling{{"rope_type", type}, {"factor", shortest(factor)}};
        if (type == "yarn") {
            TRY(const std::int64_t original, m_file.integer(full("rope.scaling.original_context_length")));
            scaling["original_max_position_embeddings"] = original;
        }
        m_config["rope_scaling"] = std::move(scaling);
        return {};
    }

    /// Frequencies divided one by one, however long the text: what Llama 3's scaling comes to.
    Status divided(const gguf::Tensor& factors) {
        std::vector<float> values(
            static_cast<std::size_t>(std::min<std::int64_t>(factors.elements(), std::int64_t{1} << 16)));
        if (factors.format->isQuantised() || factors.shape.size() != 1 ||
            static_cast<std::int64_t>(values.size()) != factors.elements())
            return refused("gguf.bad_shape").with("name", factors.name).at(m_file.path().string());
        factors.format->expand(m_file.bytes(factors).data(), values.data(), factors.elements());
        m_config["rope_scaling"] = {{"rope_type", "longrope"},
                                    {"factor", 1.0},
                                    {"attention_factor", 1.0},
                                    {"original_max_position_embeddings", m_config["max_position_embeddings"]},
                                    {"short_factor", values},
                                    {"long_factor", values}};
        return {};
    }

    void ids() {
        const auto id = [&](std::string_view name) {
            const Value* value = m_file.header().find("tokenizer.ggml." + std::string(name) + "_token_id");
            return value ? value->integer() : std::nullopt;
        };
        m_config["bos_token_id"] = id("bos") ? Json(*id("bos")) : Json();
        Json ends = Json::array();
        for (const char* name : {"eos", "eot", "eom"})
            if (const auto end = id(name); end && std::find(ends.begin(), ends.end(), *end) == ends.end())
                ends.push_back(*end);
        m_config["eos_token_id"] = std::move(ends);
    }

    const File& m_file;
    std::string m_prefix;
    Json m_config;
};

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kOutside{{
    {"token_embd", "model.embed_tokens"},
    {"output_norm", "model.norm"},
    {"output", "lm_head"},
}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kOfLayers{{
    {"attn_norm", "input_layernorm"},
    {"ffn_norm", "post_attention_layernorm"},
    {"attn_q", "self_attn.q_proj"},
    {"attn_k", "self_attn.k_proj"},
    {"attn_v", "self_attn.v_proj"},
    {"attn_output", "self_attn.o_proj"},
    {"attn_q_norm", "self_attn.q_norm"},
    {"attn_k_norm", "self_attn.k_norm"},
    {"ffn_gate", "mlp.gate_proj"},
    {"ffn_up", "mlp.up_proj"},
    {"ffn_down", "mlp.down_proj"},
}};

template <std::size_t kCount>
std::string_view named(const std::array<std::pair<std::string_view, std::string_view>, kCount>& table,
                       std::string_view name) {
    const auto found =
        std::find_if(table.begin(), table.end(), [&](const auto& entry) { return entry.first == name; });
    return found == table.end() ? std::string_view() : found->second;
}

/// "blk.3.attn_q.weight": the layer, the part and the rest; an empty layer outside of them.
struct Parts {
    std::string_view layer;
    std::string_view part;
    std::string_view kind;
};
Parts partsOf(std::string_view name) {
    Parts parts;
    const auto last = name.rfind('.');
    if (last == std::string_view::npos)
        return parts;
    parts.kind = name.substr(last);
    name = name.substr(0, last);
    if (name.starts_with("blk.")) {
        name.remove_prefix(4);
        parts.layer = name.substr(0, name.find('.'));
        name.remove_prefix(std::min(name.size(), parts.layer.size() + 1));
    }
    parts.part = name;
    return parts;
}

} // namespace

Result<Json> configOfGguf(const File& file) {
    TRY(const std::string_view name, file.text("general.architecture"));
    std::string supported;
    for (const Architecture& architecture : kArchitectures) {
        if (architecture.name == name)
            return Reading(file, architecture).config();
        supported += (supported.empty() ? "" : ", ") + std::string(architecture.name);
    }
    return refused("gguf.unsupported_architecture")
        .with("architecture", replaceInvalidUtf8(utf8Prefix(name, 80)))
        .with("supported", supported)
        .at(file.path().string());
}

std::string hubNameOf(std::string_view ggufName) {
    const Parts parts = partsOf(ggufName);
    const std::string_view known =
        parts.layer.empty() ? named(kOutside, parts.part) : named(kOfLayers, parts.part);
    if (known.empty())
        return std::string(ggufName);
    const std::string layer = parts.layer.empty() ? "" : "model.layers." + std::string(parts.layer) + ".";
    return layer + std::string(known) + std::string(parts.kind);
}

bool isConfigTensor(std::string_view ggufName) {
    return ggufName == kRopeFactors;
}

std::int64_t turnedHeads(const families::ModelShape& shape, std::string_view ggufName) {
    if (shape.family != "llama")
        return 0;
    const Parts parts = partsOf(ggufName);
    if (parts.layer.empty())
        return 0;
    return parts.part == "attn_q" ? shape.heads : parts.part == "attn_k" ? shape.kvHeads : 0;
}

} // namespace luthier::files
