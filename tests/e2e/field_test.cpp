#include "program.h"

#include <support/shared_data.h>
#include <support/tiny_model.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace luthier::tests {
namespace {

namespace fs = std::filesystem;

fs::path field(const std::string& name) {
    return sharedData() / "field" / name;
}

/// Files as people bring them, each taken through the command line as its README says a good tool takes it.
class Field : public testing::Test {
protected:
    void SetUp() override {
        SKIP_WITHOUT_SHARED_DATA();
        writeTinyModel(folder / "model");
        ASSERT_EQ(engine({"project", "new", path("p.luthier")}).exitCode, 0) << last.errors;
    }

    const Answer& engine(std::vector<std::string> arguments) {
        arguments.emplace_back("--json");
        last = runEngine(folder, arguments);
        return last;
    }
    std::string path(const std::string& name) const { return (folder / name).string(); }
    /// A list in the last answer.
    std::vector<Json> told(const std::string& key) const { return last.json()[key].get<std::vector<Json>>(); }

    /// Imports a file of the material under a name; what the import says.
    Json import(const std::string& file, const std::string& name) {
        engine({"data", "import", path("p.luthier"), field(file).string(), "--name", name});
        EXPECT_EQ(last.exitCode, 0) << file << last.errors;
        return last.json();
    }
    std::vector<Json> rows(const std::string& name) {
        engine({"data", "show", path("p.luthier"), name});
        std::vector<Json> fields;
        for (const Json& row : told("rows"))
            fields.push_back(row["fields"]);
        return fields;
    }
    std::vector<std::string> problems(const std::string& name) {
        engine({"data", "problems", path("p.luthier"), name});
        std::vector<std::string> codes;
        for (const Json& problem : told("problems"))
            codes.push_back(problem["code"]);
        return codes;
    }
    Json tokens(const std::string& name, int row) {
        engine({"data", "tokens", path("p.luthier"), name, std::to_string(row), "--model", path("model")});
        EXPECT_EQ(last.exitCode, 0) << last.errors;
        return last.json();
    }
    static std::string trainedText(const Json& view) {
        std::string text;
        for (const Json& token : view["tokens"])
            if (token["state"] == "trained")
                text += token["text"];
        return text;
    }
    /// A recipe of the material with the model's folder in it; its path.
    std::string recipe(const std::string& file, const Json& changes = Json::object()) {
        std::string text = readWholeFile(field(file));
        const std::string placeholder = "MODEL";
        text.replace(text.find(placeholder), placeholder.size(), path("model"));
        Json document = Json::parse(text);
        document.merge_patch(changes);
        writeFile(folder / "recipe.json", dumpJson(document));
        return path("recipe.json");
    }
    /// The findings of a recipe by code.
    std::map<std::string, Json> findings(const std::string& file, const Json& changes = Json::object()) {
        engine({"recipe", "check", recipe(file, changes), "--project", path("p.luthier")});
        std::map<std::string, Json> found;
        for (const Json& finding : told("findings"))
            found[finding["code"]] = finding;
        return found;
    }

    TemporaryFolder folder;
    Answer last;
};

using Texts = std::vector<std::string>;

TEST_F(Field, PartsOfTextAreJoinedAndOthersCostTheirRow) {
    const Json report = import("content-parts/parts.jsonl", "parts");
    EXPECT_EQ(report["rows"], 2);
    EXPECT_EQ(report["rejected"], 1);
    EXPECT_EQ(problems("parts"), Texts{"conversation.part_not_text"});
    const Json view = tokens("parts", 1);
    EXPECT_NE(view["text"].get<std::string>().find("PARTONE Say hello.\nPARTTWO In one word."),
              std::string::npos);
    EXPECT_EQ(trainedText(view), "ANSWER Hello.<|im_end|>");
}

TEST_F(Field, SpeakersAreKnownAndAnUnknownOneCostsItsRow) {
    const Json report = import("sharegpt-speakers/speakers.json", "speakers");
    EXPECT_EQ(report["rows"], 7);
    EXPECT_EQ(report["rejected"], 1);
    EXPECT_EQ(report["layout"], "sharegpt");
    EXPECT_EQ(problems("speakers"), Texts{"conversation.bad_role"});
    const int asked[] = {1, 2, 3, 4, 5, 6};
    for (const int row : asked)
        EXPECT_EQ(trainedText(tokens("speakers", row)),
                  "ANSWER" + std::to_string(row) + " I cannot see a calendar.<|im_end|>");
    // The tiny model's template renders no calls.
    const Json call = tokens("speakers", 7);
    EXPECT_EQ(trainedText(call), "ANSWER8 Twenty past ten.<|im_end|>");
    EXPECT_EQ(call["untrained_turns"], Json::parse(R"([{"message": 2, "reason": "calls_lost"}])"));
}

TEST_F(Field, SpreadsheetTextIsReadAsItWasMeant) {
    const std::string kept = "Ab 110,50 Euro; auf Wunsch\nauch in Raten.";
    for (const auto& [name, answer] : std::map<std::string, std::string>{
             {"excel.csv", kept},
             {"sep-line.csv", kept},
             {"excel-utf16.csv", kept},
             {"excel-cp1252.csv", "Ab 110,50 €; auf Wunsch\nauch in Raten."},
             {"unicode-text-line-only.tsv", "Ab 110,50 Euro\nauf Wunsch."},
             {"unicode-text-tab-only.tsv", "Ab 110,50 Euro\tauf Wunsch."},
             {"unicode-text-tab-and-line.tsv", "Ab 110,50 Euro\tauf Wunsch\nauch in Raten."}}) {
        const Json report = import("excel-semicolon/" + name, name);
        EXPECT_EQ(report["rows"], name.ends_with(".csv") ? 3 : 2) << name;
        EXPECT_EQ(report["rejected"], 0) << name;
        EXPECT_EQ(report["header"], true) << name;
        const auto read = rows(name);
        ASSERT_FALSE(read.empty()) << name;
        EXPECT_EQ(read[0],
                  (Json{{"Frage", "Was kostet ein Bogen?"}, {"Antwort", answer}, {"Thema", "Preis"}}))
            << name;
        EXPECT_EQ(read.back()["Frage"], "Habt ihr sonntags offen?") << name;
    }
}

TEST_F(Field, RowsBelowTheTopAreFound) {
    const std::map<std::string, std::pair<int, std::string>> files = {{"data-key", {5, "data"}},
                                                                      {"columns", {5, "columns"}},
                                                                      {"pandas-index", {5, "index"}},
                                                                      {"train-test-keys", {5, "train, test"}},
                                                                      {"single-object", {1, ""}}};
    for (const auto& [name, expected] : files) {
        const Json report = import("json-wrapped/" + name + ".json", name);
        EXPECT_EQ(report["rows"], expected.first) << name;
        EXPECT_EQ(report["place"], expected.second.empty() ? Json() : Json(expected.second)) << name;
        EXPECT_EQ(report["layout"], "alpaca") << name;
        if (expected.first == 5) {
            EXPECT_EQ(rows(name)[4]["output"], "item 5") << name;
        }
    }
    engine({"data", "list", path("p.luthier")});
    for (const Json& dataset : told("datasets"))
        if (dataset["name"] == "train-test-keys") {
            EXPECT_EQ(dataset["splits"], (Json{{"train", 3}, {"test", 2}}));
        }
    engine({"data", "import", path("p.luthier"), field("json-wrapped/squad.json").string()});
    EXPECT_EQ(last.exitCode, 3) << last.out;
    EXPECT_EQ(last.errorCode(), "import.rows_nested");
    EXPECT_NE(last.errors.find("data[].paragraphs[].qas[].answers[]"), std::string::npos) << last.errors;
}

TEST_F(Field, TheContentDecidesAndNotTheName) {
    for (const char* name :
         {"array.jsonl", "glued.jsonl", "lines.json", "lines.txt", "pretty-concatenated.jsonl", "tabs.csv"}) {
        const Json report = import(std::string("wrong-extension/") + name, name);
        EXPECT_EQ(report["rows"], 4) << name;
        EXPECT_EQ(report["rejected"], 0) << name;
        EXPECT_EQ(report["layout"], "prompt_completion") << name;
        EXPECT_EQ(rows(name)[3]["response"], "tell 3") << name;
    }
}

TEST_F(Field, TemplatesAreReadInAllTheirForms) {
    const auto withTemplate = [&](const std::string& file) {
        const fs::path config = folder / "model/tokenizer_config.json";
        Json document = Json::parse(readWholeFile(config));
        document["chat_template"] = Json::parse(readWholeFile(field("tokenizer-config-forms/" + file)));
        writeFile(config, dumpJson(document));
    };
    const std::string chat = field("tokenizer-config-forms/chat.jsonl").string();
    const auto text = [&](const std::vector<std::string>& more) {
        std::vector<std::string> words = {"render", path("model"), "--messages", chat};
        words.insert(words.end(), more.begin(), more.end());
        engine(words);
        EXPECT_EQ(last.exitCode, 0) << last.errors << last.out;
        return last.json()["text"].get<std::string>();
    };
    const std::string turns = "<|im_start|>user\nhello<|im_end|>\n<|im_start|>assistant\nhi<|im_end|>\n";
    withTemplate("named-templates.json");
    EXPECT_EQ(text({}), turns);
    EXPECT_TRUE(
        text({"--tools", field("tokenizer-config-forms/tools.json").string()}).starts_with("TOOLS ["));
    EXPECT_TRUE(text({"--template", "model:tool_use"}).starts_with("TOOLS "));
    withTemplate("only-rag.json");
    ASSERT_EQ(engine({"model", "inspect", path("model")}).exitCode, 0) << last.errors;
    EXPECT_EQ(last.json()["has_chat_template"], true);
    EXPECT_EQ(last.json()["chat_templates"], Json::parse(R"(["rag"])"));
    EXPECT_EQ(text({"--template", "model:rag"}), "hello");
    import("recipes-from-peers/data.jsonl", "data");
    const auto found = findings("recipes-from-peers/lr-zero.json");
    ASSERT_TRUE(found.contains("template.name_one"));
    EXPECT_EQ(found.at("template.name_one")["fix"],
              (Json{{"field", "template.source"}, {"value", "model:rag"}}));
    EXPECT_FALSE(findings("recipes-from-peers/lr-zero.json", {{"template", {{"source", "model:rag"}}}})
                     .contains("template.name_one"));
    fs::copy_file(field("tokenizer-config-forms/file.jinja"), folder / "model/chat_template.jinja");
    EXPECT_EQ(text({}), "FROMFILE hellohi");
}

TEST_F(Field, ATokenWithoutARowIsRefusedWhereItIsUsed) {
    const fs::path file = folder / "model/tokenizer.json";
    Json document = Json::parse(readWholeFile(file));
    document["added_tokens"].push_back({{"id", 400},
                                        {"content", "<|newtool|>"},
                                        {"single_word", false},
                                        {"lstrip", false},
                                        {"rstrip", false},
                                        {"normalized", false},
                                        {"special", true}});
    writeFile(file, dumpJson(document));
    import("token-beyond-embedding/chat.jsonl", "data");
    const auto unused = findings("recipes-from-peers/lr-zero.json");
    EXPECT_EQ(last.exitCode, 0) << last.out;
    ASSERT_TRUE(unused.contains("recipe.tokens_beyond_embedding"));
    EXPECT_EQ(unused.at("recipe.tokens_beyond_embedding")["severity"], "warning");
    EXPECT_EQ(unused.at("recipe.tokens_beyond_embedding")["parameters"]["names"], "<|newtool|>");
    const Json changes = {
        {"template", {{"source", field("token-beyond-embedding/uses-new-token.jinja").string()}}},
        {"optimizer", {{"learning_rate", 1e-4}}}};
    const auto used = findings("recipes-from-peers/lr-zero.json", changes);
    EXPECT_EQ(last.exitCode, 2) << last.out;
    ASSERT_TRUE(used.contains("recipe.token_without_row"));
    EXPECT_EQ(used.at("recipe.token_without_row")["parameters"]["token"], "<|newtool|>");
    engine({"train", path("p.luthier"), "--recipe", path("recipe.json")});
    EXPECT_EQ(last.exitCode, 2) << last.out;
    EXPECT_EQ(last.errorCode(), "recipe.token_without_row");
}

TEST_F(Field, KeysOfOtherProgramsAreExplained) {
    import("recipes-from-peers/data.jsonl", "data");
    const auto meant = [&](const std::string& file) {
        engine({"recipe", "check", recipe("recipes-from-peers/" + file), "--project", path("p.luthier")});
        EXPECT_EQ(last.exitCode, 2) << file << last.out;
        std::map<std::string, std::string> pairs;
        for (const Json& finding : told("findings"))
            if (finding["code"] == "recipe.unknown_key_meant")
                pairs[finding["field"]] = finding["parameters"]["meant"];
        return pairs;
    };
    EXPECT_EQ(meant("axolotl.json"),
              (std::map<std::string, std::string>{{"sequence_len", "tokens.max_length"},
                                                  {"micro_batch_size", "batch.per_device_train_batch_size"},
                                                  {"num_epochs", "duration.num_train_epochs"},
                                                  {"lora_r", "method.r"},
                                                  {"sample_packing", "tokens.packing"},
                                                  {"adapter", "method.type"}}));
    EXPECT_EQ(meant("llamafactory.json"),
              (std::map<std::string, std::string>{
                  {"cutoff_len", "tokens.max_length"},
                  {"lora_rank", "method.r"},
                  {"lora_target", "method.target_modules"},
                  {"per_device_train_batch_size", "batch.per_device_train_batch_size"}}));
    EXPECT_EQ(meant("trl.json"), (std::map<std::string, std::string>{
                                     {"tokens.max_seq_length", "tokens.max_length"},
                                     {"batch.train_batch_size", "batch.per_device_train_batch_size"}}));
    EXPECT_EQ(meant("warmup-ratio.json"),
              (std::map<std::string, std::string>{{"schedule.warmup_ratio", "schedule.warmup_steps"}}));
    const auto qlora = findings("recipes-from-peers/qlora.json");
    ASSERT_TRUE(qlora.contains("usage.not_yet"));
}

TEST_F(Field, RatesAndTargetsThatCannotBeMeantAreFindings) {
    import("recipes-from-peers/data.jsonl", "data");
    const auto huge = findings("recipes-from-peers/lr-huge.json");
    ASSERT_TRUE(huge.contains("recipe.rate_high_lora"));
    EXPECT_EQ(huge.at("recipe.rate_high_lora")["fix"]["value"], 2e-4);
    EXPECT_TRUE(findings("recipes-from-peers/lr-zero.json").contains("recipe.rate_zero"));
    const auto text = findings("recipes-from-peers/lr-string.json");
    ASSERT_TRUE(text.contains("recipe.wrong_type"));
    EXPECT_EQ(text.at("recipe.wrong_type")["fix"],
              (Json{{"field", "optimizer.learning_rate"}, {"value", 2e-4}}));
    EXPECT_TRUE(findings("recipes-from-peers/epochs-zero.json").contains("recipe.bad_value"));
    const auto partly = findings("recipes-from-peers/targets-partly.json");
    EXPECT_EQ(last.exitCode, 0) << last.out;
    ASSERT_TRUE(partly.contains("recipe.target_unmatched"));
    EXPECT_EQ(partly.at("recipe.target_unmatched")["parameters"]["names"], "W_pack");
    EXPECT_EQ(partly.at("recipe.target_unmatched")["fix"]["value"], Json::parse(R"(["q_proj"])"));
    const auto gpt2 = findings("recipes-from-peers/targets-gpt2.json");
    ASSERT_TRUE(gpt2.contains("adapter.no_target"));
    EXPECT_NE(gpt2.at("adapter.no_target")["message"].get<std::string>().find("q_proj"), std::string::npos);
    const auto comma = findings("recipes-from-peers/targets-comma.json");
    ASSERT_TRUE(comma.contains("recipe.targets_no_list"));
    EXPECT_EQ(comma.at("recipe.targets_no_list")["fix"]["value"], Json::parse(R"(["q_proj", "v_proj"])"));
}

TEST_F(Field, ATinyDatasetIsOneStepAnEpochAndItsWarmUpIsQuestioned) {
    import("tiny-dataset/one.jsonl", "one");
    const auto one = findings("tiny-dataset/recipe.json");
    EXPECT_EQ(last.exitCode, 0) << last.out;
    ASSERT_TRUE(one.contains("recipe.warmup_long"));
    EXPECT_EQ(one.at("recipe.warmup_long")["parameters"], (Json{{"steps", "3"}, {"warmup", "100"}}));
    engine({"plan", path("p.luthier"), "--recipe", path("recipe.json")});
    EXPECT_EQ(last.json()["steps"], 3) << last.out << last.errors;
    import("recipes-from-peers/data.jsonl", "data");
    const auto tiny = findings("recipes-from-peers/tiny-steps.json");
    ASSERT_TRUE(tiny.contains("recipe.warmup_long"));
    EXPECT_EQ(tiny.at("recipe.warmup_long")["parameters"]["steps"], "1");
}

} // namespace
} // namespace luthier::tests
