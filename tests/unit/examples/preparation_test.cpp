#include <examples/preparation.h>

#include <dataset/part.h>
#include <importing/importing.h>
#include <support/temporary_folder.h>
#include <support/tiny_model.h>
#include <tokenizing/tokenizer.h>

#include <gtest/gtest.h>

#include <array>
#include <stdexcept>

namespace luthier::examples {
namespace {

template <class T>
T must(Result<T> result) {
    if (!result)
        throw std::runtime_error(result.error().code() + " " + result.error().detail());
    return std::move(*result);
}

/// Rows prepared with the tiny model, whose template writes role names around each turn.
Prepared prepare(const std::string& lines, std::int64_t samples) {
    const tests::TemporaryFolder folder;
    tests::writeTinyModel(folder / "tiny");
    tests::writeFile(folder / "rows.jsonl", lines);
    const std::array parts = {dataset::projectPart()};
    auto project = must(project::Project::create(folder / "p.luthier", "", parts));
    const std::array files = {folder / "rows.jsonl"};
    NullProgress silent;
    must(importing::importFiles(project, files, {}, {}, silent));
    const auto tokenizer = must(tokenizing::loadTokenizer(folder / "tiny"));
    recipe::Recipe recipe;
    recipe.samplePrompts = samples;
    const auto chosen = must(chooseTemplate("model", *tokenizer, {}));
    const ExampleMaker maker(tokenizer, chosen.chatTemplate, recipe);
    recipe::DataSource source;
    source.dataset = "rows";
    return must(prepareRows(project, {source}, maker, recipe, {}, silent));
}

TEST(Preparation, KeepsTheWordsThatTheFirstRowsAsk) {
    const auto prepared = prepare(R"({"prompt": "Where is the bow?", "completion": "On bench 3."}
{"prompt": "활은 어디에 있나요?", "completion": "3번 작업대에 있습니다."}
{"prompt": "And the peg?", "completion": "On bench 4."}
)",
                                  2);
    EXPECT_EQ(prepared.data.rows(), 3);
    EXPECT_EQ(prepared.questions, (std::vector<std::string>{"Where is the bow?", "활은 어디에 있나요?"}));
}

TEST(Preparation, AsksWhatStandsBeforeTheLastAnswer) {
    const auto prepared = prepare(
        R"({"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Hi"}, {"role": "user", "content": "Where is the bow?"}, {"role": "assistant", "content": "On bench 3."}]}
)",
        3);
    EXPECT_EQ(prepared.questions, std::vector<std::string>{"Where is the bow?"});
}

TEST(Preparation, HasNoQuestionForPlainText) {
    const auto prepared = prepare("{\"text\": \"The bow lies on bench 3.\"}\n", 1);
    EXPECT_EQ(prepared.questions, std::vector<std::string>{""});
}

} // namespace
} // namespace luthier::examples
