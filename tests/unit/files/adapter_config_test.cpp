#include <files/adapter_folder.h>
#include <files/adapter_form.h>
#include <files/model_folder.h>

#include <support/shared_data.h>

#include <gtest/gtest.h>

#include <map>

using namespace luthier;
using namespace luthier::files;

namespace {

Json minimal() {
    return {{"peft_type", "LORA"}, {"r", 4}, {"lora_alpha", 8}, {"target_modules", {"q_proj"}}};
}

families::ModelShape shapeOf(std::string_view model) {
    return ModelFolder::open(tests::sourceFile("tests/golden/models") / model)->shape().value();
}

std::string codeOf(const char* key, const Json& value) {
    Json json = minimal();
    json[key] = value;
    const auto config = adapterConfigFromJson(json);
    return config ? "" : config.error().code();
}

std::string targetCode(const AdapterConfig& config, std::string_view model) {
    const auto targets = resolveTargets(config, shapeOf(model));
    return targets ? "" : targets.error().code();
}

} // namespace

TEST(AdapterTargets, AreThoseThatPeftResolves) {
    const Json cases = readJsonFile(tests::sourceFile("tests/golden/adapters/cases.json")).value();
    ASSERT_GE(cases.size(), 36u);
    for (const Json& golden : cases) {
        const auto adapter = golden["adapter"].get<std::string>();
        const auto folder = AdapterFolder::open(tests::sourceFile("tests/golden/adapters") / adapter);
        ASSERT_TRUE(folder) << adapter << " " << folder.error().code();
        if (golden["targets"].empty()) // a prompt or a prefix
            continue;
        const auto targets = resolveTargets(folder->config(), shapeOf(golden["model"].get<std::string>()));
        ASSERT_TRUE(targets) << adapter << " " << targets.error().code();
        std::map<std::string, AdapterTarget> ours;
        for (const AdapterTarget& target : *targets)
            ours.emplace(target.module.path, target);
        ASSERT_EQ(ours.size(), golden["targets"].size()) << adapter;
        for (const auto& [path, expected] : golden["targets"].items()) {
            ASSERT_TRUE(ours.contains(path)) << adapter << " " << path;
            if (expected.contains("feed_forward")) {
                EXPECT_EQ(ours[path].feedForward, expected["feed_forward"].get<bool>()) << path;
                continue;
            }
            EXPECT_EQ(ours[path].rank, expected["r"].get<std::int64_t>()) << adapter << " " << path;
            EXPECT_DOUBLE_EQ(ours[path].alpha, expected["alpha"].get<double>()) << adapter << " " << path;
            EXPECT_DOUBLE_EQ(ours[path].scaling, expected["scaling"].get<double>()) << adapter << " " << path;
        }
    }
}

TEST(AdapterConfig, SurvivesBeingWritten) {
    AdapterConfig config;
    config.baseModel = "models/starter";
    config.r = 6;
    config.loraAlpha = 12.5;
    config.targetModules = TargetModules::list({"q_proj", "down_proj"});
    config.useRslora = true;
    config.rankPattern = {{"q_proj", 2}};
    config.alphaPattern = {{"layers\\.1\\..*", 4}};
    config.layersToTransform = {0, 1};
    config.layersPattern = {"layers"};
    config.loraBias = true;
    config.trainableTokens = {{"embed_tokens", {5, 3}}, {"lm_head", {1}}};
    EXPECT_EQ(adapterConfigFromJson(adapterConfigToJson(config)).value(), config);
    config.targetModules = TargetModules::pattern(".*q_proj");
    config.trainableTokens = {{"", {7}}};
    EXPECT_EQ(adapterConfigFromJson(adapterConfigToJson(config)).value(), config);
}

TEST(AdapterConfig, WritesOnlyKeysThatOldVersionsOfPeftKnow) {
    const Json json = adapterConfigToJson({});
    EXPECT_EQ(json.size(), 19u);
    EXPECT_EQ(json["peft_type"], "LORA");
    EXPECT_EQ(json["init_lora_weights"], true);
    EXPECT_TRUE(json["lora_alpha"].is_number_integer());
    EXPECT_FALSE(json.contains("peft_version"));
}

TEST(AdapterConfig, RefusesByNameWhatWouldChangeTheArithmetic) {
    const std::vector<std::pair<const char*, Json>> options{
        {"peft_type", "ADALORA"},
        {"task_type", "QUESTION_ANS"},
        {"use_qalora", true},
        {"bias", "boft_only"},
        {"layer_replication", {{0, 1}}},
        {"target_parameters", {"experts"}},
        {"init_lora_weights", "pissa"},
        {"alora_invocation_tokens", {1}},
        {"megatron_config", {{"a", 1}}},
        {"an_option_of_next_year", true},
    };
    for (const auto& [key, value] : options) {
        Json json = minimal();
        json[key] = value;
        const auto config = adapterConfigFromJson(json);
        ASSERT_FALSE(config) << key;
        EXPECT_EQ(config.error().code(), "adapter.option_not_yet") << key;
        EXPECT_EQ(config.error().place().field, key);
    }
}

TEST(AdapterConfig, PassesOverOptionsThatAreOff) {
    for (const auto& [key, value] :
         std::vector<std::pair<const char*, Json>>{{"use_dora", false},
                                                   {"modules_to_save", nullptr},
                                                   {"modules_to_save", Json::array()},
                                                   {"lora_bias", false},
                                                   {"lora_bias", true},
                                                   {"trainable_token_indices", nullptr},
                                                   {"trainable_token_indices", {1, 2}},
                                                   {"trainable_token_indices", {{"lm_head", {4}}}},
                                                   {"peft_version", "0.99"},
                                                   {"qalora_group_size", 16},
                                                   {"init_lora_weights", "gaussian"},
                                                   {"task_type", nullptr},
                                                   {"some_number", 3}})
        EXPECT_EQ(codeOf(key, value), "") << key;
}

TEST(AdapterConfig, RefusesValuesOutOfRange) {
    for (const auto& [key, value] : std::vector<std::pair<const char*, Json>>{
             {"r", 0},
             {"r", -1},
             {"r", 1 << 20},
             {"r", "8"},
             {"lora_alpha", "x"},
             {"lora_alpha", 1e300},
             {"lora_dropout", 1.5},
             {"lora_dropout", -0.1},
             {"use_rslora", "yes"},
             {"lora_bias", "all"},
             {"lora_bias", 1},
             {"trainable_token_indices", "all"},
             {"trainable_token_indices", 3},
             {"trainable_token_indices", true},
             {"trainable_token_indices", {-1}},
             {"trainable_token_indices", {1.5}},
             {"trainable_token_indices", {"1"}},
             {"trainable_token_indices", {UINT64_MAX}},
             {"trainable_token_indices", {{"", {1}}}},
             {"trainable_token_indices", {{"embed_tokens", 1}}},
             {"trainable_token_indices", {{"embed_tokens", Json::array()}}},
             {"target_modules", 3},
             {"target_modules", {1}},
             {"target_modules", {""}},
             {"rank_pattern", {{"a", 0}}},
             {"rank_pattern", {"a"}},
             {"alpha_pattern", {{"a", nullptr}}},
             {"layers_to_transform", {-1}},
             {"layers_to_transform", "all"},
             {"base_model_name_or_path", 1}})
        EXPECT_EQ(codeOf(key, value), "adapter.bad_config") << key << " " << value;
    EXPECT_FALSE(adapterConfigFromJson(Json::array()));
    EXPECT_FALSE(adapterConfigFromJson(Json::object()));
}

TEST(AdapterConfig, RefusesABiasBesideWhatPeftDoesNotTakeWithIt) {
    for (const auto& [key, value] :
         std::vector<std::pair<const char*, Json>>{{"use_dora", true}, {"init_lora_weights", "gaussian"}}) {
        Json json = minimal();
        json["lora_bias"] = true;
        EXPECT_TRUE(adapterConfigFromJson(json)->loraBias);
        json[key] = value;
        const auto config = adapterConfigFromJson(json);
        ASSERT_FALSE(config) << key;
        EXPECT_EQ(config.error().code(), "adapter.options_exclude") << key;
        EXPECT_EQ(config.error().parameters().at("other"), key);
    }
}

TEST(AdapterTargets, MatchWholeNamesOnly) {
    AdapterConfig config;
    config.targetModules = TargetModules::list({"proj"});
    EXPECT_EQ(targetCode(config, "llama"), "adapter.no_target");
    config.targetModules = TargetModules::list({"model.layers.1.self_attn.q_proj"});
    EXPECT_EQ(resolveTargets(config, shapeOf("llama"))->size(), 1u);
    config.targetModules = TargetModules::pattern("q_proj");
    EXPECT_EQ(targetCode(config, "llama"), "adapter.no_target") << "an expression must match the whole path";
}

TEST(AdapterTargets, AreTheFamilysDefaultWithoutAny) {
    AdapterConfig config;
    config.targetModules = TargetModules::list({});
    EXPECT_EQ(resolveTargets(config, shapeOf("qwen2"))->size(), 4u);
}

TEST(AdapterTargets, RefuseWhatTablesCannotHaveAndTiedHeads) {
    AdapterConfig config;
    config.targetModules = TargetModules::list({"q_proj", "embed_tokens"});
    EXPECT_EQ(targetCode(config, "llama"), "");
    config.useDora = true;
    EXPECT_EQ(targetCode(config, "llama"), "adapter.embedding_not_yet");
    config.useDora = false;
    config.loraBias = true;
    EXPECT_EQ(targetCode(config, "llama"), "adapter.embedding_not_yet");
    config.loraBias = false;
    config.targetModules = TargetModules::list({"shared", "q"});
    EXPECT_EQ(targetCode(config, "t5"), "adapter.embedding_not_yet");
    config.targetModules = TargetModules::list({"q_proj", "lm_head"});
    EXPECT_EQ(targetCode(config, "qwen2"), "adapter.tied_head_not_yet");
    EXPECT_EQ(resolveTargets(config, shapeOf("llama"))->size(), 3u);
}

TEST(AdapterForms, RefuseRowsOfTokensThatCannotTrainByThemselves) {
    using Tokens = std::vector<std::pair<std::string, std::vector<std::int64_t>>>;
    AdapterConfig config;
    config.targetModules = TargetModules::list({"q_proj"});
    const auto codeOn = [&](std::string_view model, Tokens tokens) {
        config.trainableTokens = std::move(tokens);
        const auto form = formOf(config, shapeOf(model));
        EXPECT_TRUE(form || form.error().place().field == "trainable_token_indices");
        return form ? std::string() : form.error().code();
    };
    EXPECT_EQ(codeOn("llama", {{"", {79, 0}}}), "");
    EXPECT_EQ(codeOn("llama", {{"", {80}}}), "adapter.token_out_of_range");
    EXPECT_EQ(codeOn("llama", {{"", {1, std::int64_t{1} << 62}}}), "adapter.token_out_of_range");
    EXPECT_EQ(codeOn("llama", {{"", {-1}}}), "adapter.token_out_of_range");
    EXPECT_EQ(codeOn("llama", {{"", {4, 5, 4}}}), "adapter.token_twice");
    EXPECT_EQ(codeOn("llama", {{"lm_head", {4}}}), "");
    EXPECT_EQ(codeOn("llama-tied-gqa", {{"embed_tokens", {4}}, {"lm_head", {4}}}),
              "adapter.tied_head_not_yet");
    for (const char* other : {"q_proj", "norm", "word_embeddings"})
        EXPECT_EQ(codeOn("llama", {{other, {4}}}), "adapter.token_rows_not_yet") << other;
    EXPECT_EQ(codeOn("llama", {{"embed_tokens", {4}}, {"model.embed_tokens", {5}}}),
              "adapter.options_exclude");
    config.modulesToSave = {"embed_tokens"};
    EXPECT_EQ(codeOn("llama", {{"", {4}}}), "adapter.options_exclude");
    config.modulesToSave = {};
    config.targetModules = TargetModules::list({"q_proj", "embed_tokens"});
    EXPECT_EQ(codeOn("llama", {{"", {4}}}), "adapter.options_exclude");
    config.targetModules = TargetModules::list({"query", "q"});
    EXPECT_EQ(codeOn("t5", {{"", {4}}}), "adapter.token_rows_not_yet");
    EXPECT_EQ(codeOn("bert", {{"", {4}}}), "adapter.token_rows_not_yet");
    config.modulesToSave = {"classifier"};
    EXPECT_EQ(codeOn("bert-sequence", {{"", {4}}}), "");
}

TEST(AdapterForms, RefuseVirtualTokensInFrontOfWhatIsNoDecoder) {
    AdapterConfig config;
    config.kind = AdapterKind::Prefix;
    config.virtualTokens = 4;
    for (const char* model : {"bert", "t5", "roberta-sequence"}) {
        const auto form = formOf(config, shapeOf(model));
        ASSERT_FALSE(form) << model;
        EXPECT_EQ(form.error().code(), "adapter.not_for_family");
    }
    EXPECT_TRUE(formOf(config, shapeOf("qwen3")));
}

TEST(AdapterTargets, RunExpressionsUnderLimits) {
    AdapterConfig config;
    for (const char* bad : {"(", "[", "*a", "a{2,1}", "(?P<", "\\C"}) {
        config.targetModules = TargetModules::pattern(bad);
        EXPECT_EQ(targetCode(config, "llama"), "adapter.bad_pattern") << bad;
    }
    config.targetModules = TargetModules::pattern(std::string(200, '(') + std::string(200, ')'));
    EXPECT_EQ(targetCode(config, "llama"), "adapter.bad_pattern") << "deep nesting";
    config.targetModules = TargetModules::pattern(std::string(100'000, 'a'));
    EXPECT_EQ(targetCode(config, "llama"), "adapter.bad_pattern") << "too long";
    config.targetModules = TargetModules::pattern("(?:[a-z_0-9.]+)+[^a-z_0-9.]");
    EXPECT_EQ(targetCode(config, "llama"), "adapter.pattern_too_slow");
    config.targetModules = TargetModules::list({"q_proj"});
    config.rankPattern = {{"(?:[a-z_0-9.]+)+[^a-z_0-9.]", 2}};
    EXPECT_EQ(targetCode(config, "llama"), "adapter.pattern_too_slow");
}
