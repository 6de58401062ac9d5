#include <adopting/adopting.h>

#include <recipe/recipe.h>
#include <recipe/schema.h>
#include <support/shared_data.h>
#include <support/temporary_folder.h>
#include <texts/texts.h>

#include <gtest/gtest.h>

#include <map>

namespace luthier::adopting {
namespace {

Adopted adopted(const std::string& name) {
    auto made = adoptFile(tests::sourceFile("tests/golden/peers") / name);
    EXPECT_TRUE(made) << made.error().code();
    return made ? std::move(*made) : Adopted{};
}

std::map<std::string, AdoptedKey> byKey(const Adopted& made) {
    std::map<std::string, AdoptedKey> keys;
    for (const AdoptedKey& key : made.keys)
        keys.emplace(key.key, key);
    return keys;
}

/// Each key once, and what the recipe says of it is what the list says.
void expectWhole(const Adopted& made) {
    for (const auto& [name, key] : byKey(made)) {
        EXPECT_EQ(key.path.empty(), key.fate == Fate::Idle || key.fate == Fate::Left) << name;
        EXPECT_EQ(key.code.empty(), key.fate == Fate::Taken || key.fate == Fate::Idle) << name;
        for (const auto language : {texts::Language::English, texts::Language::Korean})
            EXPECT_TRUE(key.code.empty() || texts::Texts::of(language).has(key.code))
                << name << " " << key.code;
    }
    EXPECT_EQ(byKey(made).size(), made.keys.size());
    for (const recipe::Finding& finding : recipe::readRecipe(made.recipe).findings)
        EXPECT_TRUE(finding.severity != recipe::Severity::Error || finding.field == "model" ||
                    finding.field == "data")
            << finding.code << " " << finding.field;
}

TEST(Adopting, TakesLlamaFactory) {
    const Adopted made = adopted("llamafactory.yaml");
    EXPECT_EQ(programName(made.program), "LLaMA-Factory");
    expectWhole(made);
    const Json& recipe = made.recipe;
    EXPECT_EQ(recipe["name"], "llamafactory");
    EXPECT_EQ(recipe["task"], "dpo");
    EXPECT_EQ(recipe["method"]["type"], "lora");
    EXPECT_EQ(recipe["method"]["r"], 8);
    EXPECT_EQ(recipe["method"]["lora_alpha"], 16) << "what it has where nothing is said: twice the rank";
    EXPECT_EQ(recipe["method"]["target_modules"], (Json{"q_proj", "v_proj"}));
    EXPECT_EQ(recipe["preference"]["beta"], 0.2);
    EXPECT_EQ(recipe["data"], (Json{{{"dataset", "support_pairs"}, {"weight", 1.0}},
                                    {{"dataset", "more_pairs"}, {"weight", 1.0}}}));
    EXPECT_EQ(recipe["tokens"]["max_length"], 1024);
    EXPECT_EQ(recipe["tokens"]["neftune_noise_alpha"], 5);
    EXPECT_EQ(recipe["batch"]["per_device_train_batch_size"], 2);
    EXPECT_EQ(recipe["batch"]["gradient_accumulation_steps"], 8);
    EXPECT_EQ(recipe["optimizer"]["learning_rate"], 5e-6);
    EXPECT_EQ(recipe["duration"]["num_train_epochs"], 2.0);
    EXPECT_EQ(recipe["schedule"]["type"], "cosine");
    EXPECT_EQ(recipe["evaluation"]["eval_steps"], 50);
    EXPECT_EQ(recipe["checkpoints"]["save_steps"], 200);
    EXPECT_EQ(recipe["compute"]["dtype"], "bf16");
    const auto keys = byKey(made);
    EXPECT_EQ(keys.at("model_name_or_path").code, "adopted.model_elsewhere");
    EXPECT_EQ(keys.at("template").fate, Fate::Near);
    EXPECT_EQ(keys.at("warmup_ratio").code, "adopted.warmup_share");
    EXPECT_EQ(keys.at("val_size").code, "adopted.split_first");
    for (const char* key : {"max_samples", "a_key_of_tomorrow"})
        EXPECT_EQ(keys.at(key).code, "adopted.not_there") << key;
    for (const char* key : {"output_dir", "plot_loss", "trust_remote_code", "eval_strategy"})
        EXPECT_EQ(keys.at(key).fate, Fate::Idle) << key;
    EXPECT_FALSE(keys.at("weight_decay").wasGiven);
    EXPECT_TRUE(keys.at("lora_rank").wasGiven);
    EXPECT_EQ(keys.at("seed").path, "seed");
}

TEST(Adopting, TakesAxolotl) {
    const Adopted made = adopted("axolotl.yml");
    EXPECT_EQ(programName(made.program), "Axolotl");
    expectWhole(made);
    const Json& recipe = made.recipe;
    EXPECT_EQ(recipe["task"], "sft");
    EXPECT_EQ(recipe["quantization"]["type"], "nf4");
    EXPECT_EQ(recipe["method"]["target_modules"], "all-linear");
    EXPECT_EQ(recipe["method"]["lora_dropout"], 0.05);
    EXPECT_EQ(recipe["data"][0]["dataset"], "support");
    EXPECT_EQ(recipe["data"][1]["dataset"], "more");
    EXPECT_EQ(recipe["tokens"]["packing"], true);
    EXPECT_EQ(recipe["tokens"]["assistant_only_loss"], true);
    EXPECT_EQ(recipe["duration"], (Json{{"max_steps", 300}}));
    EXPECT_EQ(recipe["schedule"]["warmup_steps"], 9) << "three of a hundred of 300 steps";
    EXPECT_EQ(recipe["optimizer"]["learning_rate"], 2e-4);
    EXPECT_EQ(recipe["compute"]["gradient_checkpointing"], "on");
    const auto keys = byKey(made);
    EXPECT_EQ(recipe["optimizer"]["type"], "adamw_8bit");
    EXPECT_EQ(keys.at("optimizer").fate, Fate::Taken);
    EXPECT_EQ(keys.at("num_epochs").fate, Fate::Idle) << "the steps say it";
    EXPECT_EQ(keys.at("special_tokens").code, "adopted.not_there");
    EXPECT_EQ(keys.at("load_in_8bit").fate, Fate::Idle);
    EXPECT_FALSE(keys.contains("lora_model_dir")) << "an empty key says nothing";
}

TEST(Adopting, TakesUnslothStudio) {
    const Adopted made = adopted("unsloth.yaml");
    EXPECT_EQ(programName(made.program), "Unsloth Studio");
    expectWhole(made);
    const Json& recipe = made.recipe;
    EXPECT_EQ(recipe["method"]["r"], 64);
    EXPECT_EQ(recipe["method"]["use_rslora"], true);
    EXPECT_EQ(recipe["method"]["target_modules"], (Json{"q_proj", "k_proj"}));
    EXPECT_EQ(recipe["quantization"]["type"], "nf4");
    EXPECT_EQ(recipe["seed"], 3407);
    EXPECT_EQ(recipe["duration"], (Json{{"num_train_epochs", 1.0}}));
    EXPECT_EQ(recipe["schedule"]["warmup_steps"], 5);
    EXPECT_EQ(recipe["tokens"]["packing"], false);
    const auto keys = byKey(made);
    EXPECT_EQ(keys.at("lora.lora_r").path, "method.r");
    EXPECT_EQ(keys.at("training.max_steps").fate, Fate::Idle);
    EXPECT_EQ(keys.at("inference.temperature").fate, Fate::Idle);
    EXPECT_EQ(recipe["optimizer"]["type"], "adamw_8bit") << "its own default";
}

std::map<std::string, AdoptedKey> keysOf(const Json& document) {
    const auto made = adopt(document, {});
    EXPECT_TRUE(made);
    if (!made)
        return {};
    expectWhole(*made);
    auto keys = byKey(*made);
    keys["recipe"].value = made->recipe;
    return keys;
}

TEST(Adopting, TakesTheTaskAndMethodOfTrl) {
    auto keys = keysOf({{"model_name_or_path", "m"}, {"use_peft", "true"}, {"learning_rate", "1e-4"}});
    EXPECT_EQ(keys["recipe"].value["method"]["type"], "lora");
    EXPECT_EQ(keys["recipe"].value["method"]["lora_dropout"], 0.05);
    keys = keysOf({{"model_name_or_path", "m"}, {"use_peft", false}, {"lora_r", 16}});
    EXPECT_EQ(keys["recipe"].value["method"]["type"], "full");
    EXPECT_EQ(keys.at("lora_r").code, "adopted.without_meaning") << "said, and of no use: told";
    EXPECT_EQ(keys.at("use_peft").path, "method.type") << "it decides the method";
    keys = keysOf({{"base_model", "m"}, {"adapter", "lora"}, {"num_epochs", 0}});
    EXPECT_EQ(keys.at("num_epochs").fate, Fate::Left)
        << "no epoch and no steps is not three epochs in silence";
    keys = keysOf({{"model_name_or_path", "m"},
                   {"per_device_train_batch_size", 2},
                   {"beta", 0.3},
                   {"loss_type", "ipo"},
                   {"torch_dtype", "bfloat16"}});
    EXPECT_EQ(keys["recipe"].value["task"], "dpo");
    EXPECT_EQ(keys["recipe"].value["preference"]["loss_type"], "ipo");
    EXPECT_EQ(keys["recipe"].value["preference"]["beta"], 0.3);
    EXPECT_EQ(keys["recipe"].value["compute"]["dtype"], "bf16");
}

TEST(Adopting, ReadsWordsAsTheseProgramsDo) {
    auto keys = keysOf({{"base_model", "m"},
                        {"adapter", "lora"},
                        {"load_in_4bit", "false"},
                        {"train_on_inputs", "False"},
                        {"lora_r", "32"},
                        {"max_steps", "100"},
                        {"warmup_ratio", "0.1"},
                        {"sample_packing", "true"},
                        {"bf16", "false"},
                        {"peft_use_dora", true},
                        {"adam_beta2", "0.95"},
                        {"optimizer", "galore_adamw"}});
    const Json& recipe = keys["recipe"].value;
    EXPECT_EQ(recipe["quantization"]["type"], "none");
    EXPECT_EQ(recipe["tokens"]["assistant_only_loss"], true);
    EXPECT_EQ(recipe["tokens"]["packing"], true);
    EXPECT_EQ(recipe["method"]["r"], 32);
    EXPECT_EQ(recipe["method"]["use_dora"], true);
    EXPECT_EQ(recipe["schedule"]["warmup_steps"], 10);
    EXPECT_EQ(recipe["compute"]["dtype"], "auto");
    EXPECT_EQ(recipe["optimizer"]["betas"], (Json{0.9, 0.95}));
    EXPECT_EQ(recipe["batch"]["per_device_train_batch_size"], 1) << "what it has where nothing is said";
    EXPECT_EQ(keys.at("optimizer").code, "adopted.unknown_value");
}

TEST(Adopting, TakesAnOptimiserByEveryNameOfIt) {
    struct Named {
        const char* there;
        const char* here;
        Fate fate;
        const char* code;
    };
    for (const Named& named : {Named{"adamw_torch_fused", "adamw", Fate::Taken, ""},
                               {"adamw_8bit", "adamw_8bit", Fate::Taken, ""},
                               {"adamw_bnb_8bit", "adamw_8bit", Fate::Taken, ""},
                               {"paged_adamw_8bit", "adamw_8bit", Fate::Near, "adopted.unpaged_optimizer"},
                               {"paged_adamw_32bit", "adamw", Fate::Near, "adopted.unpaged_optimizer"},
                               {"ao_adamw_8bit", "adamw_8bit", Fate::Near, "adopted.other_optimizer_bytes"},
                               {"ao_adamw_4bit", "adamw", Fate::Near, "adopted.whole_optimizer"},
                               {"lion_8bit", "lion", Fate::Near, "adopted.whole_optimizer"}})
        for (const char* key : {"optim", "optimizer"}) {
            const bool axolotl = std::string_view(key) == "optimizer";
            auto keys = keysOf({{axolotl ? "base_model" : "model_name_or_path", "m"},
                                {axolotl ? "adapter" : "finetuning_type", "lora"},
                                {key, named.there}});
            ASSERT_TRUE(keys.contains(key)) << named.there;
            EXPECT_EQ(keys["recipe"].value["optimizer"]["type"], named.here) << named.there;
            EXPECT_EQ(keys.at(key).fate, named.fate) << named.there;
            EXPECT_EQ(keys.at(key).code, named.code) << named.there;
        }
}

TEST(Adopting, TellsWhichOfTwoKeysDecides) {
    auto keys = keysOf(
        {{"base_model", "m"},
         {"adapter", "lora"},
         {"lora_target_modules", {"q_proj"}},
         {"lora_target_linear", true},
         {"save_steps", 100},
         {"save_strategy", "no"},
         {"bnb_4bit_quant_type", "nf4"},
         {"batch_size", 32},
         {"micro_batch_size", 2},
         {"datasets", {{{"path", "json"}, {"data_files", "rows/mine.jsonl"}}, {{"path", "./folder/"}}}}});
    const Json& recipe = keys["recipe"].value;
    EXPECT_EQ(recipe["method"]["target_modules"], "all-linear");
    EXPECT_EQ(recipe["quantization"]["type"], "none") << "it only says which kind of four bits";
    EXPECT_EQ(recipe["batch"]["per_device_train_batch_size"], 2);
    EXPECT_EQ(keys.at("batch_size").code, "adopted.whole_batch");
    EXPECT_EQ(keys.at("save_steps").code, "adopted.overruled");
    EXPECT_EQ(recipe["data"][0]["dataset"], "mine");
    EXPECT_EQ(recipe["data"][1]["dataset"], "folder");
    EXPECT_EQ(keysOf({{"base_model", "m"}, {"datasets", {{{"path", "a"}}, 5}}}).at("datasets").fate,
              Fate::Left);
}

TEST(Adopting, FindsAModelThatLiesBesideTheFile) {
    const tests::TemporaryFolder folder;
    std::filesystem::create_directories(folder / "base");
    tests::writeFile(folder / "a.yaml", "base_model: base\nadapter: lora\nlora_r: 4\nrl: orpo\n");
    const auto made = adoptFile(folder / "a.yaml");
    ASSERT_TRUE(made);
    EXPECT_EQ(made->recipe["model"], (folder / "base").string());
    EXPECT_EQ(made->recipe["task"], "orpo");
}

TEST(Adopting, TakesTheWeightsOfAnswersThatAreMarked) {
    const auto factory = adopt({{"model_name_or_path", "m"},
                                {"stage", "kto"},
                                {"finetuning_type", "lora"},
                                {"pref_beta", 0.2},
                                {"kto_chosen_weight", 0.7},
                                {"kto_rejected_weight", 1.3}},
                               {});
    ASSERT_TRUE(factory);
    EXPECT_EQ(factory->recipe["task"], "kto");
    EXPECT_EQ(factory->recipe["preference"],
              (Json{{"beta", 0.2}, {"desirable_weight", 0.7}, {"undesirable_weight", 1.3}}));
    const auto axolotl =
        adopt({{"base_model", "m"}, {"adapter", "lora"}, {"rl", "kto"}, {"kto_undesirable_weight", 2}}, {});
    ASSERT_TRUE(axolotl);
    EXPECT_EQ(axolotl->recipe["task"], "kto");
    EXPECT_EQ(axolotl->recipe["preference"]["undesirable_weight"], 2);
    const auto trl = adopt({{"num_train_epochs", 1},
                            {"learning_rate", 1e-5},
                            {"loss_type", "kto"},
                            {"desirable_weight", 3},
                            {"beta", 0.3}},
                           {});
    ASSERT_TRUE(trl);
    EXPECT_EQ(trl->recipe["task"], "kto");
    EXPECT_EQ(trl->recipe["preference"]["desirable_weight"], 3);
    EXPECT_EQ(byKey(*trl).at("loss_type").fate, Fate::Taken);
}

TEST(Adopting, LeavesWhatARecipeRefuses) {
    const auto made = adopt({{"base_model", "x"},
                             {"adapter", "lora"},
                             {"lora_r", -3},
                             {"learning_rate", 1e9},
                             {"lora_alpha", "many"},
                             {"lr_scheduler", "of tomorrow"},
                             {"max_steps", 1e67},
                             {"warmup_ratio", 0.5},
                             {"rl", "grpo"}},
                            {});
    ASSERT_TRUE(made);
    const auto keys = byKey(*made);
    for (const char* key :
         {"lora_r", "learning_rate", "lora_alpha", "lr_scheduler", "max_steps", "warmup_ratio", "rl"}) {
        EXPECT_EQ(keys.at(key).fate, Fate::Left) << key;
        EXPECT_FALSE(keys.at(key).code.empty()) << key;
    }
    EXPECT_EQ(made->recipe["method"]["r"], 16);
    expectWhole(*made);
    EXPECT_EQ(adopt({{"apiVersion", "v1"}}, {}).error().code(), "adopt.not_known");
    EXPECT_EQ(adopt(Json("words"), {}).error().code(), "adopt.not_known");
    EXPECT_EQ(adoptFile("/nowhere/a.yaml").error().code(), "file.not_found");
}

/// Whatever kind of value a key has, nothing falls over and every key that says something is told of.
TEST(Adopting, TellsOfEveryKeyWhateverItsValue) {
    for (const char* file : {"llamafactory.json", "axolotl.json", "unsloth.json"}) {
        const Json document = *readJsonFile(tests::sourceFile("tests/golden/peers") / file);
        for (const Json& wrong : {Json("words"), Json(-1), Json(1e300), Json(true),
                                  Json::array({1, Json::object()}), Json{{"path", 3}}, Json("")})
            for (const auto& [key, value] : document.items()) {
                Json changed = document;
                changed[key] = wrong;
                const auto made = adopt(changed, {});
                if (!made) {
                    EXPECT_EQ(made.error().code(), "adopt.not_known") << key;
                    continue;
                }
                expectWhole(*made);
            }
    }
}

} // namespace
} // namespace luthier::adopting
