#include <families/family.h>

#include <support/shared_data.h>

#include <gtest/gtest.h>

#include <cmath>
#include <random>

using namespace luthier;
using namespace luthier::families;

namespace {

Json llama() {
    return {{"model_type", "llama"},
            {"architectures", {"LlamaForCausalLM"}},
            {"hidden_size", 64},
            {"num_hidden_layers", 2},
            {"num_attention_heads", 4},
            {"num_key_value_heads", 2},
            {"intermediate_size", 128},
            {"vocab_size", 100},
            {"max_position_embeddings", 256},
            {"rms_norm_eps", 1e-5},
            {"hidden_act", "silu"},
            {"rope_theta", 10000.0},
            {"tie_word_embeddings", false}};
}

Json gpt2() {
    return {{"model_type", "gpt2"}, {"architectures", {"GPT2LMHeadModel"}},
            {"n_embd", 64},         {"n_layer", 2},
            {"n_head", 4},          {"n_positions", 128},
            {"vocab_size", 100}};
}

struct Change {
    const char* key;
    Json value;
    const char* code;
};

void expectRefusal(const Json& base, const Change& change) {
    Json config = base;
    config[change.key] = change.value;
    const auto shape = shapeFromConfig(config);
    ASSERT_FALSE(shape) << change.key << " = " << change.value;
    EXPECT_EQ(shape.error().code(), change.code) << change.key << " = " << change.value;
    EXPECT_EQ(shape.error().kind(), ErrorKind::Refused);
}

} // namespace

TEST(Config, FillsEveryFieldOfALlama) {
    const ModelShape shape = shapeFromConfig(llama()).value();
    EXPECT_EQ(shape.family, "llama");
    EXPECT_EQ(shape.headDim, 16);
    EXPECT_EQ(shape.kvHeads, 2);
    EXPECT_EQ(shape.queryWidth(), 64);
    EXPECT_EQ(shape.keyValueWidth(), 32);
    EXPECT_EQ(shape.normKind, NormKind::Rms);
    EXPECT_EQ(shape.mlpKind, MlpKind::Gated);
    EXPECT_DOUBLE_EQ(shape.attentionScale, 0.25);
    EXPECT_FALSE(shape.qkvBias);
}

TEST(Config, TakesAnExplicitHeadWidth) {
    Json config = llama();
    config["head_dim"] = 24;
    const ModelShape shape = shapeFromConfig(config).value();
    EXPECT_EQ(shape.queryWidth(), 96);
    EXPECT_DOUBLE_EQ(shape.attentionScale, 1.0 / std::sqrt(24.0));
}

TEST(Config, FillsEveryFieldOfAGpt2) {
    const ModelShape shape = shapeFromConfig(gpt2()).value();
    EXPECT_EQ(shape.intermediateSize, 256);
    EXPECT_EQ(shape.linearLayout, LinearLayout::InOut);
    EXPECT_EQ(shape.position, PositionKind::Learned);
    EXPECT_EQ(shape.activation, Activation::GeluTanh);
    EXPECT_TRUE(shape.tiedEmbeddings);
    EXPECT_TRUE(shape.fusedQkv && shape.qkvBias && shape.outputBias && shape.mlpBias);
}

TEST(Config, NamesAnUnknownFamilyAndTheSupportedOnes) {
    Json config = llama();
    config["model_type"] = "mamba";
    const auto shape = shapeFromConfig(config);
    ASSERT_FALSE(shape);
    EXPECT_EQ(shape.error().code(), "model.unsupported_family");
    EXPECT_EQ(shape.error().parameters().at("model_type"), "mamba");
    EXPECT_TRUE(shape.error().parameters().at("supported").starts_with("llama, qwen2, gpt2, mistral, "));
    EXPECT_EQ(shape.error().place().field, "model_type");
}

TEST(Config, RefusesUnsupportedOptionsByName) {
    const char* option = "model.unsupported_option";
    for (const Change& change : std::vector<Change>{
             {"hidden_act", "relu2", option},
             {"hidden_act", "quick_gelu", option},
             {"rope_scaling", {{"rope_type", "proportional"}, {"factor", 4.0}}, option},
             {"rope_scaling", {{"rope_type", "longrope"}}, "model.missing_key"},
             {"rope_scaling", {{"rope_type", "yarn"}}, "model.missing_key"},
             {"rope_scaling",
              {{"rope_type", "longrope"},
               {"original_max_position_embeddings", 64},
               {"short_factor", {1.0, 1.0}},
               {"long_factor", {1.0}}},
              "model.bad_list"},
             {"rope_scaling", {{"type", "mrope"}}, option},
             {"rope_scaling", "yarn", option},
             {"rope_parameters", {{"full_attention", {{"rope_theta", 1e6}}}}, option},
             {"partial_rotary_factor", 0.5, option},
             {"use_sliding_window", true, option},
             {"layer_types", {"full_attention", "sliding_attention"}, option},
             {"use_mrope", true, option},
             {"quantization_config", {{"bits", 4}}, option},
             {"rope_interleaved", true, option},
             {"pruned_heads", {{"0", {1}}}, option},
             {"is_encoder_decoder", true, option},
             {"architectures", {"LlamaForQuestionAnswering"}, "model.unsupported_architecture"},
         })
        expectRefusal(llama(), change);
    expectRefusal(gpt2(), {"add_cross_attention", true, option});
    expectRefusal(gpt2(), {"activation_function", "mish", option});
}

/// Experts, pictures' attention and heads that differ within a kind of layer are not computed.
TEST(Config, RefusesWhatGemma4ComputesOtherwise) {
    const char* option = "model.unsupported_option";
    const Json config = readJsonFile(tests::sourceFile("tests/golden/models/gemma4/config.json")).value();
    const auto layers = [&](const char* layer, const Json& own) {
        Json changed = config["per_layer_config"];
        changed[layer] = own;
        return changed;
    };
    for (const Change& change : std::vector<Change>{
             {"enable_moe_block", true, option},
             {"use_bidirectional_attention", "all", option},
             {"per_layer_config", layers("1", {{"head_dim", 16}}), option},
             {"per_layer_config", layers("0", {{"head_dim", 16}}), option},
             {"per_layer_config", layers("1", {{"head_dim", 12}, {"hidden_size", 8}}), option},
             {"per_layer_config", layers("4", {{"head_dim", 12}}), option},
             {"per_layer_config", layers("one", {{"head_dim", 12}}), option},
             {"num_kv_shared_layers", 3, option},
             {"num_kv_shared_layers", 4, "model.bad_size"},
             {"rope_scaling", {{"rope_type", "linear"}, {"factor", 2.0}}, option},
             {"rope_parameters", {{"rope_theta", 100.0}}, option},
             {"vocab_size_per_layer_input", 79, "model.bad_size"},
         })
        expectRefusal(config, change);
}

TEST(Config, RefusesAbsurdNumbers) {
    const char* size = "model.bad_size";
    for (const Change& change : std::vector<Change>{
             {"hidden_size", 0, size},
             {"hidden_size", -1, size},
             {"hidden_size", std::int64_t{1} << 31, size},
             {"hidden_size", std::uint64_t{18446744073709551615u}, size},
             {"hidden_size", 64.0, size},
             {"hidden_size", "64", size},
             {"num_hidden_layers", 1000000000, size},
             {"num_hidden_layers", -3, size},
             {"num_attention_heads", 0, size},
             {"num_attention_heads", 1 << 20, size},
             {"num_key_value_heads", 3, "model.not_divisible"},
             {"head_dim", 15, "model.not_divisible"},
             {"head_dim", 1 << 20, size},
             {"intermediate_size", std::int64_t{1} << 40, size},
             {"vocab_size", 0, size},
             {"vocab_size", std::int64_t{1} << 33, size},
             {"max_position_embeddings", std::int64_t{1} << 60, size},
             {"rms_norm_eps", 0.0, "model.bad_number"},
             {"rms_norm_eps", -1e-5, "model.bad_number"},
             {"rms_norm_eps", 2.0, "model.bad_number"},
             {"rms_norm_eps", "small", "json.wrong_type"},
             {"rope_theta", 0.0, "model.bad_number"},
             {"rope_theta", -1.0, "model.bad_number"},
             {"rope_scaling", {{"rope_type", "linear"}, {"factor", 0.0}}, "model.bad_number"},
             {"rope_scaling", {{"rope_type", "linear"}}, "json.missing_field"},
             {"tie_word_embeddings", "yes", "json.wrong_type"},
         })
        expectRefusal(llama(), change);
    Json llama3{{"rope_type", "llama3"},
                {"factor", 8.0},
                {"low_freq_factor", 4.0},
                {"high_freq_factor", 4.0},
                {"original_max_position_embeddings", 64}};
    expectRefusal(llama(), {"rope_scaling", llama3, "model.bad_number"});
    expectRefusal(gpt2(), {"n_head", 5, "model.not_divisible"});
}

TEST(Config, NamesAMissingKey) {
    for (const char* key :
         {"hidden_size", "num_hidden_layers", "num_attention_heads", "vocab_size", "intermediate_size"}) {
        Json config = llama();
        config.erase(key);
        const auto shape = shapeFromConfig(config);
        ASSERT_FALSE(shape);
        EXPECT_EQ(shape.error().code(), "model.missing_key");
        EXPECT_EQ(shape.error().place().field, key);
    }
}

TEST(Config, PassesOverKeysItDoesNotKnow) {
    Json config = llama();
    config["auto_map"] = {{"AutoModelForCausalLM", "modeling_evil.Evil"}};
    config["trust_remote_code"] = true;
    config["_attn_implementation_internal"] = "some/repository";
    EXPECT_EQ(shapeFromConfig(config).value(), shapeFromConfig(llama()).value());
}

TEST(Config, ReadsOneIdAListOrNone) {
    Json config = llama();
    config["bos_token_id"] = 1;
    config["eos_token_id"] = {2, 3, 100000, -1, "x"};
    const ModelShape shape = shapeFromConfig(config).value();
    EXPECT_EQ(shape.beginIds, (std::vector<std::int64_t>{1}));
    EXPECT_EQ(shape.endIds, (std::vector<std::int64_t>{2, 3}));
    config["eos_token_id"] = nullptr;
    EXPECT_TRUE(shapeFromConfig(config).value().endIds.empty());
    EXPECT_EQ(shapeFromConfig(llama()).value().endIds, (std::vector<std::int64_t>{2}))
        << "transformers' default";
    EXPECT_TRUE(shapeFromConfig(gpt2()).value().endIds.empty()) << "the default is outside this vocabulary";
}

TEST(Config, StaysWithinItsRangesWhateverTheValues) {
    std::mt19937_64 random(5);
    const std::vector<Json> values{nullptr,
                                   true,
                                   0,
                                   -1,
                                   1,
                                   2,
                                   3,
                                   64,
                                   1 << 20,
                                   std::int64_t{1} << 40,
                                   1e300,
                                   0.5,
                                   "silu",
                                   "yarn",
                                   Json::array(),
                                   Json::object(),
                                   {1, 2},
                                   std::uint64_t{1} << 63};
    int accepted = 0;
    for (int round = 0; round < 20'000; ++round) {
        Json config = round % 2 ? llama() : gpt2();
        for (int change = 0; change < 1 + round % 3; ++change) {
            auto entry = config.begin();
            std::advance(entry, static_cast<std::ptrdiff_t>(random() % config.size()));
            entry.value() = values[random() % values.size()];
        }
        const auto shape = shapeFromConfig(config);
        if (!shape)
            continue;
        ++accepted;
        EXPECT_GT(parameterCount(*shape), 0);
        EXPECT_LE(shape->layers, 1024);
        EXPECT_LE(shape->hiddenSize, 65'536);
    }
    EXPECT_GT(accepted, 100);
}
