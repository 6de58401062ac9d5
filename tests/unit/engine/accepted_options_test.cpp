#include "golden_case.h"

#include <base/json.h>
#include <generation/open_decoder.h>

#include <support/shared_data.h>
#include <support/temporary_folder.h>

#include <map>
#include <set>

namespace luthier::engine::tests {
namespace {

using luthier::tests::readWholeFile;
using luthier::tests::sourceFile;
using luthier::tests::TemporaryFolder;
using luthier::tests::writeFile;

/// Keys that change no logit in transformers either, and why.
const std::set<std::string> kWithoutLogits{
    "architectures",           // which class; any other is refused
    "bos_token_id",            // begins and ends texts
    "eos_token_id",            //
    "pad_token_id",            //
    "dtype",                   // how the file stores them; the tensors say it themselves
    "initializer_range",       // models that start from random weights
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
const std::set<std::string> kDropouts{"attention_dropout", "attn_pdrop", "embd_pdrop", "resid_pdrop"};

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
    if (value.is_number_integer())
        return {value.get<std::int64_t>() * 2, value.get<std::int64_t>() + 1};
    if (value.is_number_float())
        return {value.get<double>() == 0.0 ? 0.1 : value.get<double>() * 50.0};
    return {1, "other"};
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

std::vector<float> logitsOf(const std::filesystem::path& folder, std::span<const std::int32_t> ids) {
    auto opened = files::ModelFolder::open(folder);
    if (!opened || !opened->shape())
        return {};
    auto model = Model::load(*opened, {});
    if (!model)
        return {};
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
        const GoldenCase golden = openGolden(folder);
        m_ids.assign(golden.ids.begin(), golden.ids.begin() + golden.rowStarts[1]);
        m_logits = logitsOf(m_folder.path(), m_ids);
        ASSERT_FALSE(m_logits.empty());
    }

    /// The changed config must be refused, or its logits must differ.
    void expectNoticed(const Json& config, const std::string& key, const Json& value) {
        writeFile(m_folder.path() / "config.json", config.dump());
        const std::vector<float> logits = logitsOf(m_folder.path(), m_ids);
        EXPECT_NE(logits, m_logits) << GetParam() << ": " << key << " = " << value << " changes nothing";
    }

    TemporaryFolder m_folder;
    Json m_config;
    std::vector<std::int32_t> m_ids;
    std::vector<float> m_logits;
};

TEST_P(AcceptedOptions, EveryValueChangesTheLogitsOrIsRefused) {
    for (const auto& [key, value] : m_config.items()) {
        if (kWithoutLogits.contains(key) || kDropouts.contains(key))
            continue;
        if (value.is_object()) {
            for (const auto& [inner, innerValue] : value.items())
                for (const Json& other : otherValues(inner, innerValue)) {
                    Json config = m_config;
                    config[key][inner] = other;
                    if (other != innerValue)
                        expectNoticed(config, key + "." + inner, other);
                }
            continue;
        }
        for (const Json& other : otherValues(key, value)) {
            Json config = m_config;
            config[key] = other;
            const auto& [a, b] =
                std::minmax(other, value, [](const Json& x, const Json& y) { return x < y; });
            const bool sameName =
                (a == "silu" && b == "swish") || (a == "gelu_new" && b == "gelu_pytorch_tanh");
            if (other != value && !sameName)
                expectNoticed(config, key, other);
        }
    }
    for (const auto& [key, values] : kLeftOut)
        for (const Json& value : values) {
            Json config = m_config;
            config[key] = value;
            expectNoticed(config, key, value);
        }
}

INSTANTIATE_TEST_SUITE_P(All, AcceptedOptions,
                         testing::Values("llama", "llama-biased", "llama-tied-gqa", "llama3-scaled", "qwen2",
                                         "gpt2"),
                         [](const auto& tested) {
                             std::string name = tested.param;
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

} // namespace
} // namespace luthier::engine::tests
