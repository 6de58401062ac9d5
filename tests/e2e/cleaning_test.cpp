#include "program.h"

#include <gtest/gtest.h>

namespace luthier::tests {
namespace {

/// `data clean` as a person uses it: look, mend, take back.
class Cleaning : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_EQ(engine({"project", "new", project()}).exitCode, 0);
        const std::string lines = R"({"prompt": "What is it?", "response": "A bell. "}
{"prompt": "Fish &amp; chips?", "response": "Yes.<|im_end|>"}
{"prompt": "종은 어디에 있나요?", "response": ""}
{"prompt": "Write code", "response": "```\nx = 1"}
)";
        writeFile(folder / "rows.jsonl", lines);
        ASSERT_EQ(engine({"data", "import", project(), (folder / "rows.jsonl").string()}).exitCode, 0);
    }
    std::string project() const { return (folder / "a.luthier").string(); }
    Answer engine(std::vector<std::string> arguments) {
        arguments.emplace_back("--json");
        return runEngine(folder, arguments);
    }
    Answer clean(std::vector<std::string> options) {
        std::vector<std::string> all = {"data", "clean", project(), "rows"};
        all.insert(all.end(), options.begin(), options.end());
        return engine(all);
    }
    Json rows() { return engine({"data", "show", project(), "rows"}).json()["rows"]; }
    std::string version() { return engine({"data", "list", project()}).json()["datasets"][0]["version"]; }

    TemporaryFolder folder;
};

Json findingsOf(const Json& document, const std::string& rule) {
    for (const Json& one : document["findings"])
        if (one["rule"] == rule)
            return one;
    return {};
}

TEST_F(Cleaning, LooksWithoutChangingAnything) {
    const auto before = version();
    const Answer answer = clean({"--preset", "instruction"});
    ASSERT_EQ(answer.exitCode, 0) << answer.errors;
    const Json document = answer.json();
    EXPECT_EQ(document["rows"], 4);
    const Json entity = findingsOf(document, "html_remains");
    EXPECT_EQ(entity["rows"], 1);
    ASSERT_EQ(entity["examples"].size(), 1U);
    const Json& example = entity["examples"][0];
    EXPECT_EQ(example["row"], 2);
    EXPECT_EQ(example["field"], "prompt");
    EXPECT_EQ(example["begin"], 5);
    EXPECT_EQ(example["end"], 10);
    EXPECT_EQ(example["text"], "&amp;");
    EXPECT_EQ(example["fix"], "&");
    EXPECT_EQ(example["code"], "finding.html_remains.entity");
    EXPECT_EQ(example["why"], "HTML entity for \"&\".");
    EXPECT_EQ(findingsOf(document, "empty_answer")["rows"], 1);
    EXPECT_EQ(findingsOf(document, "unclosed_fence")["rows"], 1);
    EXPECT_EQ(findingsOf(document, "role_order")["rows"], 0) << "what finds nothing is told too";
    EXPECT_EQ(version(), before);
}

TEST_F(Cleaning, MendsAsOneOperationThatUndoTakesBack) {
    const Json before = rows();
    const auto version = this->version();
    const Answer answer = clean({"--preset", "instruction", "--fix"});
    ASSERT_EQ(answer.exitCode, 0) << answer.errors;
    const Json document = answer.json();
    EXPECT_EQ(document["changed"], 2);
    EXPECT_EQ(document["fixed"],
              Json({{"html_remains", 1}, {"template_tokens", 1}, {"outer_whitespace", 1}}));
    EXPECT_EQ(document["left"], Json({{"empty_answer", 1}, {"unclosed_fence", 1}}));
    EXPECT_EQ(document["version"], this->version());
    EXPECT_EQ(rows()[0]["fields"]["response"], "A bell.");
    EXPECT_EQ(rows()[1]["fields"], Json({{"prompt", "Fish & chips?"}, {"response", "Yes."}}));
    EXPECT_EQ(rows().size(), 4U) << "nothing is deleted";
    const Json history = engine({"data", "history", project(), "rows"}).json();
    EXPECT_EQ(history["operations"].back()["id"], document["operation"]);
    EXPECT_EQ(history["operations"].back()["kind"], "clean");
    ASSERT_EQ(engine({"data", "undo", project(), "rows"}).exitCode, 0);
    EXPECT_EQ(rows(), before);
    EXPECT_EQ(this->version(), version);
}

TEST_F(Cleaning, RulesAreChosenByNameAndListed) {
    const Json one = clean({"--rule", "empty_answer", "unclosed_fence"}).json();
    EXPECT_EQ(one["findings"].size(), 2U);
    const Json list = engine({"data", "clean", "--list"}).json();
    ASSERT_GT(list["rules"].size(), 10U);
    for (const Json& rule : list["rules"]) {
        EXPECT_FALSE(rule["presets"].empty()) << rule;
        EXPECT_FALSE(rule["summary"].get<std::string>().starts_with("rule.")) << rule;
    }
    const Answer unknown = clean({"--rule", "no_such"});
    EXPECT_EQ(unknown.exitCode, 2);
    EXPECT_EQ(unknown.errorCode(), "cleaning.no_such_rule");
    EXPECT_EQ(clean({"--rule", "language"}).errorCode(), "usage.not_yet");
    EXPECT_EQ(clean({"--preset", "prose"}).errorCode(), "cleaning.no_such_preset");
    EXPECT_EQ(clean({}).errorCode(), "usage.missing");
    EXPECT_EQ(clean({"--rule", "refusal", "--set", "refusal.within_bytes=1"}).errorCode(),
              "cleaning.out_of_bounds");
}

TEST_F(Cleaning, PeopleReadCountsAndPlaces) {
    const Answer answer = runEngine(folder, {"data", "clean", project(), "rows", "--preset", "instruction"});
    ASSERT_EQ(answer.exitCode, 0) << answer.errors;
    EXPECT_NE(answer.out.find("row 2, prompt"), std::string::npos) << answer.out;
    EXPECT_NE(answer.out.find("The answer in \"response\" is empty"), std::string::npos) << answer.out;
    EXPECT_EQ(answer.out.find("role_order"), std::string::npos) << "no lines for what found nothing";
}

} // namespace
} // namespace luthier::tests
