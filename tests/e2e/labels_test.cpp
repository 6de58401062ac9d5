#include "program.h"

#include <gtest/gtest.h>

namespace luthier::tests {
namespace {

/// Twelve questions and answers, labelled as two people would.
class LabelledRows : public ::testing::Test {
protected:
    void SetUp() override {
        ASSERT_EQ(run({"project", "new", path("p.luthier")}).exitCode, 0) << last.errors;
        std::string lines;
        for (int row = 1; row <= 12; ++row)
            lines += dumpJson({{"prompt", "질문 " + std::to_string(row)},
                               {"response", "answer " + std::to_string(row)},
                               {"rejected", "bad answer"}}) +
                     "\n";
        writeFile(folder / "rows.jsonl", lines);
        ASSERT_EQ(run({"data", "import", path("p.luthier"), path("rows.jsonl"), "--name", "rows"}).exitCode,
                  0)
            << last.errors;
    }

    std::string path(const std::string& name) const { return (folder / name).string(); }
    const Answer& run(std::vector<std::string> words) {
        words.emplace_back("--json");
        return last = runEngine(folder, words);
    }
    const Answer& data(const std::string& verb, const std::vector<std::string>& options = {}) {
        std::vector<std::string> words = {"data", verb, path("p.luthier"), "rows"};
        words.insert(words.end(), options.begin(), options.end());
        return run(words);
    }
    Json row(int number) {
        return data("show", {"--where", "row:" + std::to_string(number)}).json()["rows"][0];
    }
    std::string version() { return data("history").json()["version"].get<std::string>(); }

    TemporaryFolder folder;
    Answer last;
};

TEST_F(LabelledRows, AreShownFilteredCountedAndUndone) {
    ASSERT_EQ(data("scheme", {"intent", "--option", "refund", "--option", "billing"}).exitCode, 0)
        << last.errors;
    EXPECT_EQ(last.json()["scheme"],
              (Json{{"name", "intent"}, {"kind", "class"}, {"options", {"refund", "billing"}}}));
    ASSERT_EQ(data("scheme", {"quality", "--kind", "rating"}).exitCode, 0) << last.errors;
    EXPECT_EQ(data("schemes").json()["schemes"].size(), 2U);
    const std::string before = version();

    EXPECT_EQ(data("label", {"3", "intent=refund", "quality=4", "--annotator", "anna"}).json()["changed"], 1)
        << last.errors;
    EXPECT_EQ(row(3)["labels"], (Json{{"intent", "refund"}, {"quality", 4}}));
    EXPECT_EQ(row(3)["annotations"]["intent"], (Json{{"anna", "refund"}}));
    EXPECT_EQ(row(4)["labels"], Json::object());
    EXPECT_NE(version(), before);
    EXPECT_EQ(data("show", {"--where", "label:intent=refund"}).json()["total"], 1);
    EXPECT_EQ(data("show", {"--where", "label:intent="}).json()["total"], 11);
    EXPECT_EQ(data("history").json()["operations"].back()["summary"],
              "intent, quality labelled \"refund, 4\" in 1 rows, the first 3");

    EXPECT_EQ(data("label", {"--where", "search:질문 1", "intent=billing"}).json()["changed"], 4);
    EXPECT_EQ(data("label", {"intent=billing", "--where", "search:질문 1"}).json()["changed"], 0);
    const Json labels = data("stats").json()["labels"];
    EXPECT_EQ(labels["intent"]["rows"], 5);
    EXPECT_EQ(labels["intent"]["values"], (Json{{"billing", 4}, {"refund", 1}}));
    EXPECT_EQ(labels["quality"]["annotators"], (Json{{"anna", 1}}));

    EXPECT_EQ(data("undo", {"--steps", "2"}).exitCode, 0) << last.errors;
    EXPECT_EQ(version(), before);
    EXPECT_EQ(data("redo", {"--steps", "2"}).exitCode, 0) << last.errors;
    EXPECT_EQ(data("stats").json()["labels"], labels);
    EXPECT_EQ(run({"project", "check", path("p.luthier")}).json()["ok"], true);
}

TEST_F(LabelledRows, AreHeldAgainstEachOther) {
    ASSERT_EQ(data("scheme", {"kind", "--option", "0", "--option", "1"}).exitCode, 0) << last.errors;
    const std::string meg = "0100000010";
    const std::string owen = "1110010000";
    for (std::size_t row = 0; row < meg.size(); ++row) {
        const std::string number = std::to_string(row + 1);
        data("label", {number, "kind=" + meg.substr(row, 1), "--annotator", "meg"});
        ASSERT_EQ(data("label", {number, "kind=" + owen.substr(row, 1), "--annotator", "owen"}).exitCode, 0);
    }
    EXPECT_EQ(row(1)["labels"], (Json{{"kind", nullptr}}));
    EXPECT_EQ(row(2)["labels"], (Json{{"kind", "1"}}));
    const Json report = data("agreement", {"kind"}).json();
    EXPECT_EQ(report["items"], 10) << last.errors;
    EXPECT_EQ(report["annotators"], (Json{"meg", "owen"}));
    EXPECT_NEAR(report["percent"].get<double>(), 0.6, 1e-12);
    EXPECT_NEAR(report["cohen_kappa"].get<double>(), 0.0909091, 1e-7);
    EXPECT_NEAR(report["krippendorff_alpha"].get<double>(), 0.0952381, 1e-7);
    EXPECT_NEAR(report["gwet_ac2"].get<double>(), 0.3103448, 1e-7);
    EXPECT_EQ(report["weighted_kappa"], nullptr);
    EXPECT_EQ(report["confusion"]["meg"]["owen"],
              (Json{{"0", {{"0", 5}, {"1", 3}}}, {"1", {{"0", 1}, {"1", 1}}}}));
    EXPECT_EQ(report["differ"], 4);
}

TEST_F(LabelledRows, AreRefusedByName) {
    ASSERT_EQ(data("scheme", {"intent", "--option", "refund"}).exitCode, 0) << last.errors;
    ASSERT_EQ(data("scheme", {"things", "--kind", "span", "--option", "T", "--field", "prompt"}).exitCode, 0)
        << last.errors;
    const std::string before = version();
    const auto refused = [&](const std::string& verb, const std::vector<std::string>& words) {
        EXPECT_EQ(data(verb, words).exitCode, 2) << last.out;
        EXPECT_EQ(last.errors.find("{"), last.errors.find("{\"error\"")) << last.errors;
        return last.errorCode();
    };
    EXPECT_EQ(refused("label", {"1", "mood=refund"}), "dataset.no_such_scheme");
    EXPECT_EQ(refused("label", {"1", "intent=billing"}), "label.not_an_option");
    EXPECT_EQ(refused("label", {"13", "intent=refund"}), "dataset.no_such_row");
    EXPECT_EQ(refused("label", {"x", "intent=refund"}), "usage.command_line");
    EXPECT_EQ(refused("label", {"1", "refund"}), "usage.command_line");
    EXPECT_EQ(refused("label", {"1"}), "usage.missing");
    EXPECT_EQ(refused("label", {"1", "things=0-5:T"}), "label.span_outside");
    EXPECT_EQ(refused("label", {"things=0-1:T", "--where", "row:1"}), "label.not_in_bulk");
    EXPECT_EQ(refused("label", {"1", "intent=refund", "--annotator", "a=b"}), "dataset.bad_name_of_label");
    EXPECT_EQ(refused("scheme", {"better", "--kind", "preference", "--field", "prompt"}),
              "label.needs_fields");
    EXPECT_EQ(refused("scheme", {"order", "--kind", "ranking"}), "usage.not_yet");
    EXPECT_EQ(refused("scheme", {"intent", "--kind", "text"}), "dataset.scheme_taken");
    EXPECT_EQ(refused("agreement", {"mood"}), "dataset.no_such_scheme");
    EXPECT_EQ(refused("show", {"--where", "label:mood=x"}), "dataset.no_such_scheme");
    EXPECT_EQ(version(), before);
}

TEST_F(LabelledRows, HoldTheirSchemeAndLeaveWithTheFile) {
    ASSERT_EQ(data("scheme", {"things", "--kind", "span", "--option", "T", "--field", "prompt"}).exitCode, 0)
        << last.errors;
    ASSERT_EQ(data("label", {"2", "things=0-2:T", "--annotator", "ben"}).exitCode, 0) << last.errors;
    EXPECT_NE(data("scheme", {"things", "--remove"}).exitCode, 0);
    EXPECT_EQ(last.errorCode(), "dataset.scheme_in_use");

    ASSERT_EQ(data("export", {path("out.jsonl"), "--labels"}).exitCode, 0) << last.errors;
    std::vector<Json> records;
    ASSERT_TRUE(
        readJsonLines(folder / "out.jsonl", 1 << 20, [&](std::int64_t, Result<Json> record) -> Status {
            records.push_back(*record);
            return {};
        }));
    ASSERT_EQ(records.size(), 12U);
    EXPECT_EQ(records[1]["labels"]["things"]["ben"], (Json{{{"begin", 0}, {"end", 2}, {"label", "T"}}}));
    EXPECT_EQ(records[0]["labels"], Json::object());
    EXPECT_EQ(data("export", {path("out.csv"), "--format", "csv", "--labels"}).errorCode(),
              "export.labels_need_records");

    ASSERT_EQ(data("label", {"2", "things=", "--annotator", "ben"}).exitCode, 0) << last.errors;
    ASSERT_EQ(data("scheme", {"things", "--remove"}).exitCode, 0) << last.errors;
    EXPECT_EQ(data("schemes").json()["schemes"].size(), 0U);
    ASSERT_EQ(data("undo").exitCode, 0) << last.errors;
    EXPECT_EQ(data("schemes").json()["schemes"].size(), 1U);
}

} // namespace
} // namespace luthier::tests
