#include "program.h"

#include <support/tiny_model.h>

#include <gtest/gtest.h>

namespace luthier::tests {
namespace {

/// A template's text goes into what a run publishes, so that a recipe of a project, which may be a
/// stranger's, can name the project's own alone.
class ForeignTemplate : public testing::Test {
protected:
    void SetUp() override {
        writeTinyModel(folder / "model");
        writeFile(folder / "rows.jsonl", R"({"prompt": "a", "completion": "b"})"
                                         "\n");
        writeFile(folder / "secret", "secret {% for m in messages %}{{ m.content }}{% endfor %}");
        ASSERT_EQ(engine({"project", "new", path("p.luthier")}).exitCode, 0) << last.errors;
        ASSERT_EQ(engine({"data", "import", path("p.luthier"), path("rows.jsonl")}).exitCode, 0)
            << last.errors;
    }
    const Answer& engine(std::vector<std::string> arguments) {
        arguments.emplace_back("--json");
        last = runEngine(folder, arguments);
        return last;
    }
    std::string path(const std::string& name) const { return (folder / name).string(); }
    Json recipe(const std::string& source) const {
        return {{"model", path("model")},
                {"data", {{{"dataset", "rows"}}}},
                {"tokens", {{"max_length", 64}}},
                {"template", {{"source", source}}}};
    }
    /// The codes of the findings of a recipe that lies at `place`.
    std::vector<std::string> codes(const std::string& place, const std::string& source) {
        writeFile(folder / place, dumpJson(recipe(source)));
        engine({"recipe", "check", path(place), "--project", path("p.luthier")});
        std::vector<std::string> found;
        const Json answer = last.json();
        for (const Json& finding : answer["findings"])
            if (finding["severity"] == "error")
                found.push_back(finding["code"]);
        return found;
    }

    TemporaryFolder folder;
    Answer last;
};

TEST_F(ForeignTemplate, OfARecipeInAProjectIsRefused) {
    using Codes = std::vector<std::string>;
    EXPECT_EQ(codes("p.luthier/recipe.json", path("secret")), Codes{"file.outside"});
    EXPECT_EQ(codes("p.luthier/recipe.json", "../secret"), Codes{"file.outside"});
    std::filesystem::create_symlink("../secret", folder / "p.luthier/link.jinja");
    EXPECT_EQ(codes("p.luthier/recipe.json", "link.jinja"), Codes{"file.outside"});
    engine({"train", path("p.luthier"), "--recipe", path("p.luthier/recipe.json")});
    EXPECT_EQ(last.errorCode(), "file.outside") << last.errors;
    EXPECT_FALSE(std::filesystem::exists(folder / "p.luthier/runs/0001"));
    std::filesystem::copy_file(folder / "secret", folder / "p.luthier/own.jinja");
    EXPECT_EQ(codes("p.luthier/recipe.json", "own.jinja"), Codes{});
    // A file of one's own names what it likes.
    EXPECT_EQ(codes("recipe.json", "secret"), Codes{});
}

TEST_F(ForeignTemplate, OfTheWindowsRecipeIsRefused) {
    ServedProgram serve(folder, {"serve"});
    const Json answer =
        serve.ask("recipe.check", {{"recipe", recipe(path("secret"))}, {"project", path("p.luthier")}});
    EXPECT_EQ(answer["result"]["ok"], false) << answer;
    EXPECT_NE(dumpJson(answer).find("file.outside"), std::string::npos) << answer;
    EXPECT_EQ(serve.finish(), 0);
}

} // namespace
} // namespace luthier::tests
