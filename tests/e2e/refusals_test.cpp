#include "program.h"

#include <gtest/gtest.h>

namespace luthier::tests {
namespace {

Answer refuse(const TemporaryFolder& folder, std::vector<std::string> arguments) {
    arguments.emplace_back("--json");
    return runEngine(folder, arguments);
}

TEST(Refusals, NamesOfLaterVersionsSaySo) {
    const TemporaryFolder folder;
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"evaluate", "p", "--model", "m"},
             {"score", "--metric", "bleu"},
             {"data", "clean", "p", "d"},
             {"data", "duplicates", "p", "d"},
             {"merge-models"},
             {"hub", "get", "x"},
             {"export", "gguf", "m"},
             {"data", "label", "p", "d"},
             {"model", "logits", "m", "--ids", "1", "--decoder-ids", "1"}}) {
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
              R"({"model":"m","data":[{"dataset":"d"}],"tokens":{"max_lenght":5},"task":"dpo"})");
    const Answer answer = refuse(folder, {"recipe", "check", (folder / "bad.json").string()});
    EXPECT_EQ(answer.exitCode, 2);
    ASSERT_EQ(answer.json()["findings"].size(), 2U) << answer.out;
    writeFile(folder / "later.json", R"({"model":"m","data":[{"dataset":"d"}],"preference":{"beta":0.1}})");
    const Json later = refuse(folder, {"recipe", "check", (folder / "later.json").string()}).json();
    EXPECT_EQ(later["findings"][0]["code"], "usage.not_yet") << later;
    writeFile(folder / "cut.json", "{\"model\":");
    EXPECT_EQ(refuse(folder, {"recipe", "check", (folder / "cut.json").string()}).errorCode(), "json.syntax");
}

} // namespace
} // namespace luthier::tests
