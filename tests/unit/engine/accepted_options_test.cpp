#include "golden_case.h"

#include <base/json.h>
#include <generation/open_decoder.h>

#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <map>
#include <optional>
#include <set>

namespace luthier::engine::tests {
namespace {

using luthier::tests::readWholeFile;
using luthier::tests::sourceFile;
using luthier::tests::TemporaryFolder;
using luthier::tests::writeFile;

/// Keys that change no logit in transformers either, and why.
const std::set<std::string> kWithoutLogits{
    "architectures", // which class; any other is refused
    "bos_token_id",  // begins and ends texts
    "eos_token_id",  //
    "pad_token_id",  //
    "dtype",         // how the file stores them; the tensors say it themselves
    "cls_token_id",
    "sep_token_id",
    "id2label", // names of labels, whose number the tensors say
    "label2id",
    "initializer_range", // models that start from random weights
    "initializer_factor",
    "initializer_cutoff_factor",
    "deterministic_flash_attn", // how transformers computes, not what
    "sparse_prediction",        // logits of masked tokens alone, where there are labels
    "sparse_pred_ignore_index",
    "max_position_embeddings", // the longest text; tables of rotation grow with it
    "max_window_layers",       // without a window there is nothing to limit
    "pretraining_tp",          // sums in slices
    "reorder_and_upcast_attn", // products in fp32, which ours are
    "sliding_window",          // Qwen2 reads it with use_sliding_window, which is refused
    "summary_activation",      // heads of other architectures
    "summary_first_dropout",
    "summary_proj_to_labels",
    "summary_type",
    "summary_use_proj",
    "transformers_version",
    "use_cache",
};
/// Dropouts of the model itself: no logit shows them, training does; inspecting the model warns.
const std::set<std::string> kDropouts{
    "attention_dropout",   "attn_pdrop",         "embd_pdrop",          "resid_pdrop",
    "hidden_dropout_prob", "classifier_dropout", "dropout_rate",        "attention_probs_dropout_prob",
    "embedding_dropout",   "mlp_dropout",        "summary_last_dropout"};

/// Names that `ACT2FN` of transformers knows.
const std::vector<Json> kActivations{
    "silu",        "swish",      "gelu",    "gelu_new",   "gelu_pytorch_tanh",
    "gelu_python", "gelu_fast",  "gelu_10", "quick_gelu", "relu",
    "relu2",       "relu6",      "mish",    "tanh",       "sigmoid",
    "linear",      "leaky_relu", "laplace", "prelu",      "hardswish"};

/// What else each key may hold.
std::vector<Json> otherValues(const std::string& key, const Json& value) {
    static const std::map<std::string, std::vector<Json>> kByKey{
        {"hidden_act", kActivations},
        {"activation_function", kActivations},
        {"rope_type", {"linear", "dynamic", "yarn", "longrope", "llama3", "proportional"}},
        {"layer_types", {{"sliding_attention", "full_attention"}, {"full_attention", "linear_attention"}}},
        {"model_type", {"mistral", "qwen2_moe"}},
        {"n_inner", {64}},
    };
    if (const auto known = kByKey.find(key); known != kByKey.end())
        return known->second;
    if (value.is_boolean())
        return {!value.get<bool>()};
    if (key.ends_with("eps"))
        return {1e-3};
    if (key == "local_attention") // half of it on either side
        return {value.get<std::int64_t>() * 2, value.get<std::int64_t>() + 2};
    if (value.is_number_integer())
        return {value.get<std::int64_t>() * 2, value.get<std::int64_t>() + 1};
    if (value.is_number_float())
        return {value.get<double>() == 0.0 ? 0.1 : value.get<double>() * 50.0};
    return {1, "other"};
}

/// Keys that transformers reads no more than we do in these files, by the start of their folder's name.
const std::map<std::string, std::set<std::string>> kInertIn{
    // The pattern is what layer_types came from; Gemma 3's attention has no cap.
    {"gemma3", {"_sliding_window_pattern", "attn_logit_softcapping"}},
    {"modernbert-sequence", {"decoder_bias"}}, // of the words' head
    // The files say whose the head is, and scale_decoder_outputs what T5 1.1 does otherwise.
    {"mt5", {"tie_word_embeddings"}},
    {"t5", {"tie_word_embeddings"}},
    // Electra's own heads are made otherwise.
    {"electra", {"summary_activation", "summary_type", "summary_use_proj"}},
    // Of experts, which models that are read do not have.
    {"gemma4", {"moe_intermediate_size", "num_experts", "top_k_experts"}},
    // One pair turns, by 1 whatever the base; no layer shares keys, none gets an input of its own.
    {"gemma4-shared-values", {"rope_theta", "use_double_wide_mlp", "vocab_size_per_layer_input"}},
    // Of pictures' positions; the part that turns stands in rope_parameters, which wins.
    {"qwen3_5", {"mrope_interleaved", "mrope_section", "partial_rotary_factor"}},
    // Of longrope alone; the one at the top wins.
    {"phi3", {"original_max_position_embeddings", "partial_rotary_factor"}},
    // no_rope_layers and layer_types say what these would.
    {"smollm3", {"no_rope_layer_interval", "use_sliding_window"}},
    {"exaone4", {"sliding_window_pattern"}},
    // All pairs of so small a head are on one side of the ramp.
    {"ministral3", {"beta_fast"}},
    {"olmo3", {"beta_fast", "original_max_position_embeddings"}},
    {"glm4", {"partial_rotary_factor"}}, // it stands in rope_parameters, which wins
    {"gpt2-by-layer", {"n_inner"}},      // 64 is what null means here
    {"granite4-nope", {"rope_theta"}},   // nothing turns
    // Of state-space layers and experts, which models that are read do not have.
    {"granite4",
     {"intermediate_size", "mamba_chunk_size", "mamba_conv_bias", "mamba_d_conv", "mamba_d_head",
      "mamba_d_state", "mamba_expand", "mamba_n_groups", "mamba_n_heads", "mamba_proj_bias",
      "num_experts_per_tok", "output_router_logits", "router_aux_loss_coef", "time_step_limit"}},
};

/// What no encoder and no T5 reads: rotations, windows and a second text.
const std::set<std::string> kOfDecoders{"add_cross_attention", "partial_rotary_factor", "use_mrope"};

bool isInert(const std::string& folder, const std::string& key) {
    // Qwen and SmolLM3 alone read it.
    if (key == "use_sliding_window" && !folder.starts_with("qwen") && !folder.starts_with("llama"))
        return true;
    const bool isT5 = folder.starts_with("t5") || folder.starts_with("mt5");
    const bool isEncoder = folder.find("bert") != std::string::npos || folder.starts_with("electra");
    if ((isT5 || isEncoder) && kOfDecoders.contains(key) && (isT5 || key != "add_cross_attention"))
        return true;
    for (const auto& [start, keys] : kInertIn)
        if (folder.starts_with(start) && keys.contains(key))
            return true;
    return false;
}

/// Names of one function, or of two that differ by rounding.
bool isSameFunction(const Json& one, const Json& other, const std::string& folder) {
    const auto both = [&](std::string_view a, std::string_view b) {
        return (one == a && other == b) || (one == b && other == a);
    };
    // transformers takes Gemma's "gelu" for the approximation.
    return both("silu", "swish") || both("gelu_new", "gelu_pytorch_tanh") ||
           (folder == "gemma" && both("gelu", "gelu_pytorch_tanh"));
}

/// Options that transformers reads and these files leave out.
const std::map<std::string, std::vector<Json>> kLeftOut{
    {"partial_rotary_factor", {0.5}},
    {"use_sliding_window", {true}},
    {"quantization_config", {{{"load_in_4bit", true}}}},
    {"is_encoder_decoder", {true}},
    {"add_cross_attention", {true}},
    {"use_mrope", {true}},
};

/// Of a model that writes, each token of the text; of another, all that the golden asks for.
std::vector<float> logitsIn(const std::filesystem::path& folder, const GoldenCase& golden,
                            std::span<const std::int32_t> ids) {
    auto opened = files::ModelFolder::open(folder);
    if (!opened || !opened->shape())
        return {};
    auto model = Model::load(*opened, {});
    if (!model)
        return {};
    if ((*model)->shape().kind != families::ModelKind::Decoder)
        return logitsOf(*model, golden);
    auto decoder = generation::openDecoder(*model, {}, {});
    std::vector<float> all;
    if (decoder)
        (void)(*decoder)->appendAll(ids, [&](std::int64_t, std::span<const float> logits) {
            all.insert(all.end(), logits.begin(), logits.end());
        });
    return all;
}

class AcceptedOptions : public testing::TestWithParam<std::string> {
protected:
    void SetUp() override {
        const auto folder = sourceFile("tests/golden/models") / GetParam();
        for (const auto& entry : std::filesystem::directory_iterator(folder))
            std::filesystem::copy_file(entry.path(), m_folder.path() / entry.path().filename());
        m_config = *parseJson(readWholeFile(folder / "config.json"), {});
        // The longest text, which windows and long rotations show in.
        m_golden.emplace(openGolden(folder));
        const auto& starts = m_golden->rowStarts;
        std::size_t longest = 0;
        for (std::size_t row = 1; row + 1 < starts.size(); ++row)
            if (starts[row + 1] - starts[row] > starts[longest + 1] - starts[longest])
                longest = row;
        m_ids.assign(m_golden->ids.begin() + starts[longest], m_golden->ids.begin() + starts[longest + 1]);
        m_logits = logitsIn(m_folder.path(), *m_golden, m_ids);
        ASSERT_FALSE(m_logits.empty());
    }

    /// The changed config must be refused, or its logits must differ.
    void expectNoticed(const Json& config, const std::string& key, const Json& value) {
        writeFile(m_folder.path() / "config.json", config.dump());
        const std::vector<float> logits = logitsIn(m_folder.path(), *m_golden, m_ids);
        EXPECT_NE(logits, m_logits) << GetParam() << ": " << key << " = " << value << " changes nothing";
    }

    void changeWithin(const Json& config, std::vector<std::string> path, const Json& object);

    TemporaryFolder m_folder;
    std::optional<GoldenCase> m_golden;
    Json m_config;
    std::vector<std::int32_t> m_ids;
    std::vector<float> m_logits;
};

/// Each value of an object of the config, and of those in it.
void AcceptedOptions::changeWithin(const Json& config, std::vector<std::string> path, const Json& object) {
    for (const auto& [inner, value] : object.items()) {
        path.push_back(inner);
        std::string pointer;
        for (const std::string& part : path)
            pointer += "/" + part;
        if (value.is_object())
            changeWithin(config, path, value);
        else if (!kWithoutLogits.contains(inner) && !isInert(GetParam(), inner))
            for (const Json& other : otherValues(inner, value)) {
                Json changed = config;
                changed[Json::json_pointer(pointer)] = other;
                if (other != value)
                    expectNoticed(changed, pointer, other);
            }
        path.pop_back();
    }
}

TEST_P(AcceptedOptions, EveryValueChangesTheLogitsOrIsRefused) {
    for (const auto& [key, value] : m_config.items()) {
        if (kWithoutLogits.contains(key) || kDropouts.contains(key) || isInert(GetParam(), key))
            continue;
        if (value.is_object()) {
            changeWithin(m_config, {key}, value);
            continue;
        }
        for (const Json& other : otherValues(key, value)) {
            Json config = m_config;
            config[key] = other;
            if (other != value && !isSameFunction(other, value, GetParam()))
                expectNoticed(config, key, other);
        }
    }
    for (const auto& [key, values] : kLeftOut)
        for (const Json& value : values) {
            Json config = m_config;
            if (m_config.value(key, Json()) == value || isInert(GetParam(), key))
                continue;
            config[key] = value;
            expectNoticed(config, key, value);
        }
}

INSTANTIATE_TEST_SUITE_P(
    All, AcceptedOptions,
    testing::Values("llama", "llama-biased", "llama-tied-gqa", "llama3-scaled", "qwen2", "gpt2", "mistral",
                    "qwen2-window", "qwen3", "qwen3-window", "qwen3_5", "gemma", "gemma2", "gemma3", "gemma4",
                    "gemma4-shared-values", "phi3", "phi3-longrope-short", "phi3-longrope-long", "smollm3",
                    "ministral3", "olmo2", "olmo3", "exaone4", "exaone4-full", "hyperclovax", "granite",
                    "granite4", "granite4-nope", "glm4", "llama-yarn-mscale", "gpt2-by-layer", "bert",
                    "bert-sequence", "roberta", "xlm-roberta", "electra-generator", "electra-sequence",
                    "modernbert", "modernbert-sequence", "t5", "t5-v1_1", "mt5"),
    [](const auto& tested) {
        std::string name = tested.param;
        std::replace(name.begin(), name.end(), '-', '_');
        return name;
    });

} // namespace
} // namespace luthier::engine::tests
