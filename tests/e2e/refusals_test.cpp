#include "program.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace luthier::tests {
namespace {

Answer refuse(const TemporaryFolder& folder, std::vector<std::string> arguments) {
    arguments.emplace_back("--json");
    return runEngine(folder, arguments);
}

TEST(Refusals, NamesOfLaterVersionsSaySo) {
    const TemporaryFolder folder;
    for (const std::vector<std::string>& words :
         std::vector<std::vector<std::string>>{{"evaluate", "p", "--model", "m"},
                                               {"score", "--metric", "bleu"},
                                               {"data", "augment", "p", "d"},
                                               {"merge-models"},
                                               {"hub", "get", "x"},
                                               {"export", "gguf", "m"},
                                               {"data", "augment", "p", "d"}}) {
        const Answer answer = refuse(folder, words);
        EXPECT_EQ(answer.exitCode, 2) << words.front();
        EXPECT_EQ(answer.errorCode(), "usage.not_yet") << answer.errors;
    }
}

TEST(Refusals, WrongWordsAreExitTwoAndMissingThingsHaveASentence) {
    const TemporaryFolder folder;
    EXPECT_EQ(refuse(folder, {"bogus"}).exitCode, 2);
    EXPECT_EQ(refuse(folder, {}).exitCode, 2);
    EXPECT_EQ(refuse(folder, {"train", "nowhere.luthier"}).exitCode, 2);
    const Answer none = refuse(folder, {"project", "info", (folder / "none.luthier").string()});
    EXPECT_NE(none.exitCode, 0);
    EXPECT_FALSE(none.errorCode().empty());
    const Answer model = refuse(folder, {"model", "inspect", (folder / "none").string()});
    EXPECT_NE(model.exitCode, 0);
    EXPECT_FALSE(model.errorCode().empty());
    EXPECT_NE(refuse(folder, {"generate", (folder / "none").string(), "--prompt", "x"}).exitCode, 0);
}

TEST(Refusals, ARecipeTellsEverythingThatIsWrong) {
    const TemporaryFolder folder;
    writeFile(folder / "bad.json",
              R"({"model":"m","data":[{"dataset":"d"}],"tokens":{"max_lenght":5},"task":"grpo"})");
    const Answer answer = refuse(folder, {"recipe", "check", (folder / "bad.json").string()});
    EXPECT_EQ(answer.exitCode, 2);
    ASSERT_EQ(answer.json()["findings"].size(), 2U) << answer.out;
    writeFile(folder / "later.json", R"({"model":"m","data":[{"dataset":"d"}],"task":"grpo"})");
    const Json later = refuse(folder, {"recipe", "check", (folder / "later.json").string()}).json();
    EXPECT_EQ(later["findings"][0]["code"], "usage.not_yet") << later;
    writeFile(folder / "cut.json", "{\"model\":");
    EXPECT_EQ(refuse(folder, {"recipe", "check", (folder / "cut.json").string()}).errorCode(), "json.syntax");
}

TEST(Keys, OfARecipeAreListedWithTheirBoundsDefaultsAndMeaning) {
    const TemporaryFolder folder;
    const Answer all = refuse(folder, {"recipe", "keys"});
    ASSERT_EQ(all.exitCode, 0) << all.errors;
    const Json standard = refuse(folder, {"recipe", "default"}).json();
    int written = 0;
    const Json keys = all.json()["keys"];
    for (const Json& key : keys) {
        EXPECT_GT(key["meaning"].get<std::string>().size(), 10U) << key;
        std::string place = key["path"].get<std::string>();
        std::replace(place.begin(), place.end(), '.', '/');
        if (const Json::json_pointer pointer("/" + place); standard.contains(pointer)) {
            ++written;
            EXPECT_TRUE(key["default"].is_null() || key["default"] == standard[pointer]) << key;
        }
    }
    EXPECT_GT(written, 40) << "every key that `recipe default` prints";
    const Json one = refuse(folder, {"recipe", "keys", "tokens.max_length"}).json()["keys"];
    ASSERT_EQ(one.size(), 1U);
    EXPECT_EQ(one[0]["bounds"], Json::array({8.0, 1048576.0}));
    EXPECT_EQ(one[0]["type"], "integer");
    const Answer full = refuse(folder, {"recipe", "keys", "optimizer.learning_rate", "--method", "full"});
    EXPECT_EQ(full.json()["keys"][0]["default"], 2e-5);
    EXPECT_EQ(refuse(folder, {"recipe", "keys", "tokens.max_lenght"}).errorCode(),
              "recipe.unknown_key_meant");
    const Answer people = runEngine(folder, {"recipe", "keys", "schedule"});
    EXPECT_NE(people.out.find("schedule.power: number 0.01 … 100"), std::string::npos) << people.out;
}

} // namespace
} // namespace luthier::tests
