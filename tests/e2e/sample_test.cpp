#include "journey.h"

#include <filesystem>

namespace luthier::tests {
namespace {

/// What the program brings along: the starter model, two datasets and a recipe.
class Sample : public testing::Test {
protected:
    const Answer& engine(std::vector<std::string> arguments) {
        arguments.emplace_back("--json");
        last = runEngine(folder, arguments);
        return last;
    }
    std::string path(const std::string& name) const { return (folder / name).string(); }

    TemporaryFolder folder;
    Answer last;
};

TEST_F(Sample, IsAProjectThatCanBeTrainedAtOnce) {
    ASSERT_EQ(engine({"project", "new", path("s.luthier"), "--sample"}).exitCode, 0) << last.errors;
    ASSERT_EQ(engine({"data", "list", path("s.luthier")}).exitCode, 0) << last.errors;
    const Json datasets = last.json()["datasets"];
    ASSERT_EQ(datasets.size(), 2U);
    for (const Json& dataset : datasets)
        for (const char* split : {"train", "validation", "test"})
            EXPECT_GT(dataset["splits"].value(split, 0), 20) << dataset["name"] << " " << split;
    ASSERT_EQ(engine({"recipe", "list", path("s.luthier")}).json()["recipes"].size(), 1U);
    const std::string recipe = path("s.luthier/recipe.json");
    writeFile(recipe, readWholeFile(std::filesystem::path(std::getenv("LUTHIER_SOURCE")) /
                                    "resources/samples/recipe.json"));
    ASSERT_EQ(engine({"recipe", "check", recipe, "--project", path("s.luthier")}).exitCode, 0) << last.out;
    for (const Json& finding : last.json()["findings"])
        EXPECT_NE(finding["code"], "recipe.rows_cut") << finding;
    EXPECT_EQ(engine({"plan", path("s.luthier"), "--recipe", recipe}).json()["steps"], 324)
        << "what the run does";
    ASSERT_EQ(engine({"model", "inspect", path("s.luthier/models/starter")}).exitCode, 0) << last.errors;
    EXPECT_TRUE(last.json()["supported"].get<bool>());
    EXPECT_TRUE(last.json()["has_chat_template"].get<bool>());
    EXPECT_LE(std::filesystem::file_size(path("s.luthier/models/starter/model.safetensors")), 16'000'000U);
    EXPECT_EQ(engine({"project", "check", path("s.luthier")}).exitCode, 0) << last.out;
    EXPECT_EQ(engine({"project", "new", path("s.luthier"), "--sample"}).errorCode(), "project.exists");
}

TEST_F(Sample, ItsModelAnswersSimpleQuestionsInBothLanguages) {
    const auto starter = std::filesystem::path(std::getenv("LUTHIER_SOURCE")) / "resources/starter";
    writeFile(folder / "asked.jsonl", R"([{"role":"user","content":"What colour is snow?"}])"
                                      "\n"
                                      R"([{"role":"user","content":"눈은 무슨 색이에요?"}])"
                                      "\n");
    ASSERT_EQ(
        engine({"generate", starter.string(), "--messages", path("asked.jsonl"), "--max-new-tokens", "24"})
            .exitCode,
        0)
        << last.errors;
    const auto answers = last.lines();
    ASSERT_EQ(answers.size(), 2U);
    EXPECT_EQ(answers[0]["text"], "Snow is white.");
    EXPECT_EQ(answers[1]["text"], "눈은 하얀색이에요.");
}

} // namespace
} // namespace luthier::tests
