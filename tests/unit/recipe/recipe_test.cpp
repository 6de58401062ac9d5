#include <recipe/recipe.h>

#include <gtest/gtest.h>

#include <algorithm>

namespace luthier::recipe {
namespace {

Json smallest() {
    return {{"model", "models/starter"}, {"data", {{{"dataset", "support"}}}}};
}

/// "code field" of each finding.
std::vector<std::string> findingsOf(const Json& document) {
    std::vector<std::string> all;
    for (const Finding& finding : readRecipe(document).findings)
        all.push_back(finding.code + " " + finding.field);
    return all;
}

using Strings = std::vector<std::string>;

TEST(Recipe, ComesBackAsItWasWritten) {
    const Result<Recipe> recipe = recipeFromJson(smallest());
    ASSERT_TRUE(recipe);
    const Json written = recipeToJson(*recipe);
    EXPECT_EQ(written["batch"]["per_device_train_batch_size"], 4);
    EXPECT_EQ(written["method"]["target_modules"], "all-linear");
    const Result<Recipe> again = recipeFromJson(written);
    ASSERT_TRUE(again) << again.error().code();
    EXPECT_EQ(dumpJson(recipeToJson(*again)), dumpJson(written));
}

TEST(Recipe, SaysWhichKeyWasMeant) {
    Json document = smallest();
    document["optimizer"] = {{"learning_rat", 1e-4}};
    document["zzz"] = 1;
    const ReadRecipe read = readRecipe(document);
    ASSERT_EQ(read.findings.size(), 2U);
    EXPECT_EQ(read.findings[0].code, "recipe.unknown_key_meant");
    EXPECT_EQ(read.findings[0].field, "optimizer.learning_rat");
    EXPECT_EQ(read.findings[0].parameters.at("meant"), "learning_rate");
    EXPECT_EQ(read.findings[1].code, "recipe.unknown_key");
    EXPECT_EQ(recipeFromJson(document).error().kind(), ErrorKind::Usage);
}

TEST(Recipe, KnowsTheKeysOfOtherProgramsAndOfOtherGroups) {
    Json document = smallest();
    document["sequence_len"] = 512;
    document["learning_rate"] = 1e-4;
    document["schedule"] = {{"warmup_ratio", 0.1}};
    document["method"] = {{"lora_rank", 8}};
    std::vector<std::string> meant;
    for (const Finding& finding : readRecipe(document).findings)
        meant.push_back(finding.field + " " + finding.parameters.at("meant"));
    EXPECT_EQ(meant, (Strings{"method.lora_rank method.r", "schedule.warmup_ratio schedule.warmup_steps",
                              "sequence_len tokens.max_length", "learning_rate optimizer.learning_rate"}));
}

TEST(Recipe, QuestionsRatesFarOutsideTheMethodsRange) {
    const auto findings = [](const char* method, double rate) {
        Json document = smallest();
        document["method"] = {{"type", method}};
        document["optimizer"] = {{"learning_rate", rate}};
        return findingsOf(document);
    };
    EXPECT_EQ(findings("lora", 3e-3), Strings{});
    EXPECT_EQ(findings("lora", 5e-3), Strings{"recipe.rate_high_lora optimizer.learning_rate"});
    EXPECT_EQ(findings("full", 1e-4), Strings{});
    EXPECT_EQ(findings("full", 2e-4), Strings{"recipe.rate_high optimizer.learning_rate"});
    EXPECT_EQ(findings("lora", 1e-8), Strings{"recipe.rate_low optimizer.learning_rate"});
}

TEST(Recipe, TellsWhatIsIdleWithoutValidations) {
    const auto findings = [](const Json& evaluation) {
        Json document = smallest();
        document["validation"] = {{{"dataset", "support"}, {"split", "validation"}}};
        document["evaluation"] = evaluation;
        return findingsOf(document);
    };
    EXPECT_EQ(findings({{"eval_steps", 20}}), Strings{});
    EXPECT_EQ(findings({{"eval_steps", 0}}),
              (Strings{"recipe.start_not_validated evaluation.eval_on_start",
                       "recipe.samples_not_written evaluation.sample_prompts"}));
    EXPECT_EQ(findings({{"eval_steps", 0}, {"eval_on_start", false}}),
              Strings{"recipe.samples_not_written evaluation.sample_prompts"});
    EXPECT_EQ(findings({{"eval_steps", 0}, {"eval_on_start", false}, {"sample_prompts", 0}}), Strings{});
}

TEST(Recipe, ListsEveryFaultAtOnce) {
    Json document = smallest();
    document["tokens"] = {{"max_length", "long"}, {"packing", 1}};
    document["batch"] = {{"per_device_train_batch_size", 0}};
    document["method"] = {{"r", 2.5}};
    EXPECT_EQ(
        findingsOf(document),
        (Strings{"recipe.wrong_type method.r", "recipe.wrong_type tokens.max_length",
                 "recipe.wrong_type tokens.packing", "recipe.bad_value batch.per_device_train_batch_size"}));
}

TEST(Recipe, RefusesByNameWhatLaterVersionsBring) {
    for (const auto& [group, key, value] :
         {std::tuple{"method", "type", "bottleneck"}, {"compute", "dtype", "fp16"}}) {
        Json document = smallest();
        document[group] = {{key, value}};
        const ReadRecipe read = readRecipe(document);
        ASSERT_EQ(read.findings.size(), 1U) << value;
        EXPECT_EQ(read.findings[0].code, "usage.not_yet");
        EXPECT_EQ(read.findings[0].parameters.at("name"), value);
    }
    Json task = smallest();
    task["task"] = "grpo";
    EXPECT_EQ(findingsOf(task), (Strings{"usage.not_yet task"}));
    Json unknown = smallest();
    unknown["task"] = "guess";
    EXPECT_EQ(findingsOf(unknown), (Strings{"recipe.bad_value task"}));
}

TEST(Recipe, QuantizesTheBaseOfAnAdapterAndNothingElse) {
    Json document = smallest();
    EXPECT_EQ(recipeToJson(*recipeFromJson(document))["quantization"], (Json{{"type", "none"}}));
    document["quantization"] = {{"type", "nf4"}, {"double_quant", false}};
    const Recipe recipe = *recipeFromJson(document);
    EXPECT_EQ(recipe.quantization.kind, QuantizationKind::Nf4);
    EXPECT_FALSE(recipe.quantization.doubleQuant);
    EXPECT_EQ(recipeToJson(recipe)["quantization"], document["quantization"]);
    document["method"] = {{"type", "full"}};
    EXPECT_EQ(findingsOf(document), Strings{"recipe.quantized_full quantization.type"});
    document["quantization"] = {{"type", "fp4"}};
    EXPECT_EQ(findingsOf(document), Strings{"recipe.bad_value quantization.type"});
}

TEST(Recipe, GivesLoraABiasButNotDora) {
    Json document = smallest();
    EXPECT_FALSE(recipeToJson(*recipeFromJson(document))["method"].contains("lora_bias"));
    document["method"] = {{"lora_bias", true}};
    EXPECT_EQ(recipeToJson(*recipeFromJson(document))["method"]["lora_bias"], true);
    document["method"]["use_dora"] = true;
    EXPECT_EQ(findingsOf(document), Strings{"recipe.bias_beside_dora method.lora_bias"});
    document["method"] = {{"lora_bias", "all"}};
    EXPECT_EQ(findingsOf(document), Strings{"recipe.wrong_type method.lora_bias"});
}

TEST(Recipe, NamesTokensByTheirIds) {
    Json document = smallest();
    document["method"] = {{"trainable_token_indices", {7, 120}}};
    EXPECT_EQ(recipeToJson(*recipeFromJson(document))["method"]["trainable_token_indices"], Json({7, 120}));
    for (const Json& bad : {Json(7), Json({-1}), Json({"cat"}), Json({1.5}), Json{{"embed_tokens", {7}}}}) {
        document["method"]["trainable_token_indices"] = bad;
        EXPECT_EQ(findingsOf(document), Strings{"recipe.wrong_type method.trainable_token_indices"}) << bad;
    }
}

TEST(Recipe, RefusesWhatNoCodeDoesYetAndWritesNoneOfIt) {
    const auto with = [](const char* group, const char* key, const Json& value) {
        Json document = smallest();
        document[group] = {{key, value}};
        return document;
    };
    const std::tuple<const char*, const char*, Json, Json> all[] = {
        {"compute", "deterministic", true, false},
        {"compute", "weights", "bf16", "as_file"},
    };
    const Json written = recipeToJson(*recipeFromJson(smallest()));
    for (const auto& [group, key, asked, harmless] : all) {
        const std::string field = std::string(group) + "." + key;
        EXPECT_EQ(findingsOf(with(group, key, asked)), Strings{"usage.not_yet " + field});
        // What says nothing stays readable: recipes of the first version have it written.
        EXPECT_EQ(findingsOf(with(group, key, harmless)), Strings{}) << field;
        EXPECT_FALSE(written[group].contains(key)) << field;
    }
}

TEST(Recipe, TakesWholeRanksAndAnyAlphaForNamesOfTheirOwn) {
    Json document = smallest();
    document["method"] = {{"rank_pattern", {{"q_proj", 8.5}}}, {"alpha_pattern", {{"q_proj", 8.5}}}};
    EXPECT_EQ(findingsOf(document), Strings{"recipe.bad_value method.rank_pattern"});
    document["method"] = {{"rank_pattern", {{"q_proj", 8}}}, {"alpha_pattern", {{"q_proj", 0}}}};
    EXPECT_EQ(findingsOf(document), Strings{"recipe.bad_value method.alpha_pattern"});
}

TEST(Recipe, TellsWhatHasNoMeaningAndTakesNoneOfIt) {
    Json document = smallest();
    document["schedule"] = {{"type", "linear"}, {"power", 3}};
    document["method"] = {{"type", "full"}, {"r", 8}, {"lora_dropout", 0}};
    document["duration"] = {{"max_steps", 50}, {"num_train_epochs", 9}};
    const ReadRecipe read = readRecipe(document);
    std::vector<std::string> told;
    for (const Finding& finding : read.findings) {
        EXPECT_EQ(finding.code, "recipe.without_meaning");
        EXPECT_EQ(finding.severity, Severity::Note);
        told.push_back(finding.field + ": " + finding.parameters.at("condition"));
    }
    // A value that is the default anyway is nothing to tell.
    EXPECT_EQ(told, (Strings{"method.r: method.type lora", "schedule.power: schedule.type polynomial",
                             "duration.num_train_epochs: duration.max_steps unset"}));
    EXPECT_EQ(read.recipe.schedule.power, 1.0);
    EXPECT_EQ(read.recipe.method.r, 16);
    EXPECT_EQ(read.recipe.epochs, 3);
    Json refused = smallest();
    refused["task"] = "grpo";
    refused["tokens"] = {{"mlm_probability", 0.3}};
    EXPECT_EQ(findingsOf(refused), Strings{"usage.not_yet task"}) << "one reason, not two";
}

TEST(Recipe, TakesCheckpointingAsTrainingArgumentsDo) {
    const auto read = [](const Json& value) {
        Json document = smallest();
        document["compute"] = {{"gradient_checkpointing", value}};
        return recipeFromJson(document);
    };
    EXPECT_EQ(read(true)->gradientCheckpointing, Checkpointing::On);
    EXPECT_EQ(read(false)->gradientCheckpointing, Checkpointing::Off);
    EXPECT_EQ(read("on")->gradientCheckpointing, Checkpointing::On);
    EXPECT_EQ(read("off")->gradientCheckpointing, Checkpointing::Off);
    EXPECT_EQ(read("auto")->gradientCheckpointing, Checkpointing::Auto);
    EXPECT_EQ(read("yes").error().code(), "recipe.bad_value");
    EXPECT_EQ(read(1).error().code(), "recipe.wrong_type");
}

TEST(Recipe, FindsSettingsThatExcludeEachOther) {
    Json random = smallest();
    random["model"] = {{"random_init", "config.json"}};
    EXPECT_EQ(findingsOf(random), (Strings{"recipe.random_needs_full method.type"}));
    Json patience = smallest();
    patience["checkpoints"] = {{"early_stopping_patience", 3}};
    EXPECT_EQ(findingsOf(patience),
              (Strings{"recipe.patience_needs_validation checkpoints.early_stopping_patience"}));
    EXPECT_EQ(findingsOf(Json::object()), (Strings{"recipe.no_model model", "recipe.no_data data"}));
    EXPECT_EQ(findingsOf(Json::array()).size(), 1U);
}

TEST(Recipe, TakesItsDefaultsFromTaskAndMethod) {
    Json document = smallest();
    document["task"] = "pretrain";
    document["method"] = {{"type", "full"}};
    const Result<Recipe> recipe = recipeFromJson(document);
    ASSERT_TRUE(recipe) << recipe.error().code();
    EXPECT_FALSE(recipe->tokens.assistantOnlyLoss);
    EXPECT_EQ(recipe->optimizer.learningRate, 2e-5);
}

} // namespace
} // namespace luthier::recipe
