#include "journey.h"

#include <algorithm>

namespace luthier::tests {
namespace {

class Tokens : public Journey {};

TEST_F(Tokens, ARowIsShownAsRenderingAndPreparationSeeIt) {
    const std::string source =
        recipe("lora", {{"model", {{"random_init", path("config.json")}, {"tokenizer", path("tokenizer")}}},
                        {"method", {{"type", "full"}}},
                        {"tokens", {{"max_length", 24}}}});
    ASSERT_EQ(engine({"data", "tokens", path("p.luthier"), "rows", "3", "--recipe", source}).exitCode, 0)
        << last.errors;
    const Json view = last.json();
    writeFile(
        folder / "three.jsonl",
        R"([{"role":"user","content":"Where is the string?"},{"role":"assistant","content":"The string lies on bench 2."}])");
    ASSERT_EQ(engine({"render", path("tokenizer"), "--messages", path("three.jsonl"), "--mask"}).exitCode, 0)
        << last.errors;
    const Json rendered = last.json();
    ASSERT_EQ(view["tokens"].size(), rendered["ids"].size());
    ASSERT_GT(view["tokens"].size(), 24U);
    std::string text;
    std::int64_t trained = 0;
    for (std::size_t i = 0; i < view["tokens"].size(); ++i) {
        const Json& token = view["tokens"][i];
        EXPECT_EQ(token["id"], rendered["ids"][i]);
        EXPECT_EQ(token["state"], i >= 24 ? "cut" : rendered["mask"][i] == 1 ? "trained" : "ignored") << i;
        trained += token["state"] == "trained" ? 1 : 0;
        text += token["text"].get<std::string>();
    }
    EXPECT_EQ(view["trained"], trained);
    EXPECT_EQ(view["cut"], view["tokens"].size() - 24);
    // Each character of this ASCII row stands in one token, so the pieces make the text again.
    EXPECT_EQ(text, rendered["text"]);
}

TEST_F(Tokens, TextsThatAreNoUtf8AreRefused) {
    writeFile(folder / "latin.txt", "Where is the b\xF6w?\n");
    for (const std::vector<std::string>& words :
         std::vector<std::vector<std::string>>{{"tokenize", path("tokenizer"), "--file", path("latin.txt")},
                                               {"tokenizer", "train", "--input", path("latin.txt"), "--kind",
                                                "bpe", "--vocab-size", "300", "--out", path("made")}}) {
        EXPECT_EQ(engine(words).exitCode, 3) << last.out;
        EXPECT_EQ(last.errorCode(), "file.not_utf8") << last.errors;
    }
    EXPECT_EQ(
        engine({"data", "set", path("p.luthier"), "rows", "3", "text", "--value-file", path("latin.txt")})
            .exitCode,
        3)
        << last.errors;
}

TEST_F(Tokens, LengthsAreThoseOfTheRowsOneByOne) {
    ASSERT_EQ(engine({"data", "tokens", path("p.luthier"), "rows", "--model", path("tokenizer")}).exitCode, 0)
        << last.errors;
    const Json all = last.json();
    EXPECT_EQ(all["rows"], 64);
    std::vector<std::int64_t> lengths;
    for (int row = 1; row <= 64; ++row) {
        ASSERT_EQ(engine({"data", "tokens", path("p.luthier"), "rows", std::to_string(row), "--model",
                          path("tokenizer")})
                      .exitCode,
                  0)
            << last.errors;
        lengths.push_back(static_cast<std::int64_t>(last.json()["tokens"].size()));
    }
    std::sort(lengths.begin(), lengths.end());
    EXPECT_EQ(all["tokens"]["max"], lengths.back());
    EXPECT_EQ(all["tokens"]["p50"], lengths[31]);
    EXPECT_EQ(all["tokens"]["p95"], lengths[60]);
    std::int64_t counted = 0;
    for (const Json& bin : all["tokens"]["histogram"])
        counted += bin["rows"].get<std::int64_t>();
    EXPECT_EQ(counted, 64);
    ASSERT_EQ(engine({"data", "stats", path("p.luthier"), "rows", "--model", path("tokenizer")}).exitCode, 0)
        << last.errors;
    EXPECT_EQ(last.json()["tokens"], all["tokens"]);
    EXPECT_EQ(engine({"data", "tokens", path("p.luthier"), "rows", "999", "--model", path("tokenizer")})
                  .errorCode(),
              "dataset.no_such_row");
}

TEST_F(Tokens, RowsAreChosenByTheirLength) {
    ASSERT_EQ(engine({"data", "tokens", path("p.luthier"), "rows", "--model", path("tokenizer")}).exitCode, 0)
        << last.errors;
    const std::string longest = std::to_string(last.json()["tokens"]["max"].get<int>());
    const auto count = [&](const std::vector<std::string>& conditions) {
        std::vector<std::string> words = {"data", "show",    path("p.luthier"),
                                          "rows", "--model", path("tokenizer")};
        for (const std::string& condition : conditions)
            words.insert(words.end(), {"--where", condition});
        return engine(words).json().value("total", -1);
    };
    EXPECT_EQ(count({"tokens>" + longest}), 0);
    EXPECT_EQ(count({"tokens<" + longest}) + count({"tokens>" + std::to_string(std::stoi(longest) - 1)}), 64);
    EXPECT_EQ(count({"tokens>0", "split:validation"}), 16);
    EXPECT_EQ(engine({"data", "show", path("p.luthier"), "rows", "--where", "tokens>5"}).errorCode(),
              "usage.missing");
    EXPECT_EQ(engine({"data", "show", path("p.luthier"), "rows", "--where", "tokens>many", "--model",
                      path("tokenizer")})
                  .errorCode(),
              "dataset.bad_filter");
}

/// Codes of the findings of a recipe, with their severity.
std::vector<std::string> findingsOf(const Answer& answer) {
    std::vector<std::string> codes;
    const Json findings = answer.json();
    for (const Json& finding : findings["findings"])
        codes.push_back(finding["severity"].get<std::string>() + " " + finding["code"].get<std::string>());
    return codes;
}

TEST_F(Tokens, ACheckTellsWhatALimitAndASplitDoBeforeStart) {
    const Json model = {{"random_init", path("config.json")}, {"tokenizer", path("tokenizer")}};
    const auto check = [&](const Json& changes) {
        Json all = {{"model", model}, {"method", {{"type", "full"}}}};
        all.merge_patch(changes);
        return findingsOf(
            engine({"recipe", "check", recipe("checked", all), "--project", path("p.luthier")}));
    };
    EXPECT_EQ(check(Json::object()), std::vector<std::string>{});
    const auto cut = check({{"tokens", {{"max_length", 34}}}});
    EXPECT_EQ(cut, std::vector<std::string>{"warning recipe.rows_cut"});
    EXPECT_EQ(last.json()["findings"][0]["fix"], Json({{"field", "tokens.max_length"}, {"value", 64}}));
    // Where nearly all rows are whole, the few that are cut are told and need no answer.
    const Json row = engine({"data", "show", path("p.luthier"), "rows", "--split", "train", "--limit", "1"})
                         .json()["rows"][0];
    const std::string field = std::prev(row["fields"].end()).key();
    std::string longer = row["fields"][field].get<std::string>();
    longer += " " + longer + " " + longer;
    ASSERT_EQ(engine({"data", "set", path("p.luthier"), "rows", row["id"].dump(), field, "--value", longer})
                  .exitCode,
              0);
    EXPECT_EQ(check({{"tokens", {{"max_length", 40}}}}), std::vector<std::string>{"note recipe.rows_cut"});
    ASSERT_EQ(engine({"data", "undo", path("p.luthier"), "rows"}).exitCode, 0);
    const auto nothing = check({{"tokens", {{"max_length", 12}}}});
    EXPECT_TRUE(std::find(nothing.begin(), nothing.end(), "error recipe.rows_without_trained") !=
                nothing.end());
    EXPECT_EQ(check({{"tokens", {{"max_length", 1000}}}}),
              std::vector<std::string>{"warning recipe.longer_than_model"});
    EXPECT_EQ(check({{"validation", {{{"dataset", "rows"}, {"split", "train"}}}}}),
              std::vector<std::string>{"warning recipe.validation_is_trained"});
    EXPECT_EQ(check({{"data", {{{"dataset", "rows"}, {"split", "test"}}}}}),
              std::vector<std::string>{"error recipe.no_split"});
    // What is an error there keeps `train` from starting, with the same code.
    EXPECT_EQ(engine({"train", path("p.luthier"), "--recipe", path("checked.json")}).errorCode(),
              "recipe.no_split");
}

} // namespace
} // namespace luthier::tests
