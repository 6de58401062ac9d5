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
    EXPECT_EQ(refused("scheme", {"order", "--kind", "ranking"}), "label.needs_more_fields");
    EXPECT_EQ(refused("show", {"--where", "label:intent=refnd"}), "dataset.no_such_answer");
    EXPECT_EQ(refused("scheme", {"intent", "--kind", "text"}), "dataset.scheme_taken");
    EXPECT_EQ(refused("agreement", {"mood"}), "dataset.no_such_scheme");
    EXPECT_EQ(refused("show", {"--where", "label:mood=x"}), "dataset.no_such_scheme");
    EXPECT_EQ(version(), before);
}

TEST_F(LabelledRows, AreSuggestedAndAccepted) {
    ASSERT_EQ(data("scheme", {"intent", "--option", "refund", "--option", "billing"}).exitCode, 0)
        << last.errors;
    const std::string before = version();
    EXPECT_EQ(data("suggest", {"intent", "--contains", "ANSWER 1", "--answer", "refund"}).json(),
              (Json{{"rows", 12}, {"suggested", 4}}))
        << last.errors;
    EXPECT_EQ(
        data("suggest", {"intent", "--matches", "^질문 [23]$", "--field", "prompt", "--answer", "billing"})
            .json()["suggested"],
        2)
        << last.errors;
    EXPECT_EQ(version(), before);
    EXPECT_EQ(row(2)["suggestions"]["intent"],
              (Json{{"value", "billing"}, {"confidence", 1.0}, {"source", "pattern: ^질문 [23]$"}}));
    EXPECT_EQ(row(2)["labels"], Json::object());
    ASSERT_EQ(data("export", {path("out.jsonl"), "--labels"}).exitCode, 0);
    EXPECT_EQ(readWholeFile(folder / "out.jsonl").find("billing"), std::string::npos);
    EXPECT_EQ(data("show", {"--where", "suggested:intent=refund"}).json()["total"], 4);
    EXPECT_EQ(data("accept", {"intent", "--annotator", "anna", "--where", "row:2"}).json()["changed"], 1)
        << last.errors;
    EXPECT_EQ(row(2)["annotations"], (Json{{"intent", {{"anna", "billing"}}}}));
    EXPECT_FALSE(row(2).contains("suggestions"));
    EXPECT_EQ(data("accept", {"intent", "--annotator", "anna"}).json()["changed"], 5);
    EXPECT_EQ(data("history").json()["operations"].back()["summary"],
              "Suggestions of intent accepted in 5 rows, the first 1");
    EXPECT_EQ(data("undo").exitCode, 0);
    EXPECT_EQ(data("suggest", {"intent", "--clear"}).json()["dropped"], 6);
    EXPECT_EQ(data("queue", {"intent", "--order", "random", "--limit", "3"}).json()["rows"].size(), 3U);
    const auto refused = [&](const std::string& verb, const std::vector<std::string>& words) {
        EXPECT_EQ(data(verb, words).exitCode, 2) << last.out;
        return last.errorCode();
    };
    EXPECT_EQ(refused("suggest", {"intent", "--contains", "x"}), "usage.missing");
    EXPECT_EQ(refused("suggest", {"intent", "--answer", "refund"}), "usage.missing");
    EXPECT_EQ(refused("suggest", {"intent", "--contains", "x", "--answer", "mood"}), "label.not_an_option");
    EXPECT_EQ(refused("suggest", {"intent", "--matches", "(", "--answer", "refund"}), "label.bad_pattern");
    EXPECT_EQ(refused("queue", {"intent", "--order", "soonest"}), "usage.command_line");
    EXPECT_EQ(refused("accept", {"mood"}), "dataset.no_such_scheme");
}

TEST_F(LabelledRows, AreDecidedAndMergedFromAnotherProject) {
    ASSERT_EQ(data("scheme", {"intent", "--option", "refund", "--option", "billing"}).exitCode, 0);
    ASSERT_EQ(data("label", {"1", "intent=refund", "--annotator", "anna"}).exitCode, 0);
    ASSERT_EQ(run({"project", "new", path("ben.luthier")}).exitCode, 0) << last.errors;
    ASSERT_EQ(run({"data", "import", path("ben.luthier"), path("rows.jsonl"), "--name", "rows"}).exitCode, 0);
    ASSERT_EQ(run({"data", "scheme", path("ben.luthier"), "rows", "intent", "--option", "refund", "--option",
                   "billing"})
                  .exitCode,
              0);
    ASSERT_EQ(run({"data", "label", path("ben.luthier"), "rows", "1", "intent=billing", "--annotator", "ben"})
                  .exitCode,
              0);
    const Json merged = data("merge-labels", {path("ben.luthier")}).json();
    EXPECT_EQ(merged["merged"], 1) << last.errors;
    EXPECT_EQ(merged["unmatched"], 0);
    EXPECT_EQ(data("show", {"--where", "differ:intent"}).json()["total"], 1);
    EXPECT_EQ(row(1)["labels"], (Json{{"intent", nullptr}}));
    ASSERT_EQ(data("label", {"1", "intent=billing", "--annotator", "carl", "--final"}).exitCode, 0)
        << last.errors;
    EXPECT_EQ(row(1)["labels"], (Json{{"intent", "billing"}}));
    EXPECT_EQ(data("show", {"--where", "differ:intent"}).json()["total"], 0);
    const Json report = data("agreement", {"intent"}).json();
    EXPECT_EQ(report["differ"], 1);
    EXPECT_EQ(report["decided"], 1);
    ASSERT_EQ(run({"data", "scheme", path("ben.luthier"), "rows", "mood", "--option", "x"}).exitCode, 0);
    ASSERT_EQ(data("scheme", {"mood", "--option", "y"}).exitCode, 0);
    EXPECT_NE(data("merge-labels", {path("ben.luthier")}).exitCode, 0);
    EXPECT_EQ(last.errorCode(), "label.schemes_differ");
    EXPECT_NE(data("merge-labels", {path("nobody.luthier")}).exitCode, 0);
}

TEST_F(LabelledRows, OfOrdersAgreeInPart) {
    ASSERT_EQ(data("scheme", {"order", "--kind", "ranking", "--field", "response", "--field", "rejected",
                              "--field", "prompt"})
                  .exitCode,
              0)
        << last.errors;
    ASSERT_EQ(data("label", {"1", "order=response>rejected>prompt", "--annotator", "anna"}).exitCode, 0)
        << last.errors;
    ASSERT_EQ(data("label", {"1", "order=response>rejected=prompt", "--annotator", "ben"}).exitCode, 0);
    EXPECT_EQ(data("label", {"1", "order=response>rejected"}).errorCode(), "label.bad_ranking");
    const Json report = data("agreement", {"order"}).json();
    EXPECT_NEAR(report["kendall_tau"].get<double>(), 0.8164966, 1e-7) << report;
    EXPECT_TRUE(report["krippendorff_alpha"].is_number());
    EXPECT_EQ(report["cohen_kappa"], nullptr);
    EXPECT_EQ(data("show", {"--where", "label:order=response"}).json()["total"], 1);
    EXPECT_EQ(data("show", {"--where", "label:order=prompt"}).json()["total"], 0);
}

TEST_F(LabelledRows, OfCorrectionsLeaveAsPreferencePairs) {
    ASSERT_EQ(data("scheme", {"fix", "--kind", "correction"}).exitCode, 0) << last.errors;
    EXPECT_EQ(data("export", {path("pairs.jsonl"), "--pairs", "fix"}).errorCode(), "label.no_pairs");
    ASSERT_EQ(data("label", {"1", "fix=a better answer"}).exitCode, 0) << last.errors;
    ASSERT_EQ(data("label", {"2", "fix=answer 2"}).exitCode, 0) << last.errors;
    ASSERT_EQ(data("label", {"3", "fix=an answer = another"}).exitCode, 0) << last.errors;
    const Json left = {{"unlabelled", 9}, {"differ", 0}, {"ties", 0}, {"unchanged", 1}, {"unusable", 0}};
    EXPECT_EQ(data("export", {"--pairs", "fix", "--dry-run"}).json(),
              (Json{{"of_rows", 12}, {"pairs", 2}, {"left_out", left}}))
        << last.errors;
    ASSERT_EQ(data("export", {path("pairs.jsonl"), "--pairs", "fix"}).exitCode, 0) << last.errors;
    EXPECT_EQ(last.json()["left_out"], left);
    EXPECT_EQ(last.json()["rows"], 2);
    EXPECT_EQ(data("export", {path("one.jsonl"), "--pairs", "fix", "--where", "row:3"}).json()["rows"], 1);
    ASSERT_EQ(run({"data", "import", path("p.luthier"), path("pairs.jsonl")}).json()["layout"], "preference")
        << last.errors;
    const auto refused = [&](const std::vector<std::string>& words) {
        EXPECT_EQ(data("export", words).exitCode, 2) << last.out;
        return last.errorCode();
    };
    EXPECT_EQ(refused({path("x.jsonl"), "--pairs", "mood"}), "dataset.no_such_scheme");
    EXPECT_EQ(refused({path("x.jsonl"), "--pairs", "fix", "--format", "csv"}), "usage.command_line");
    EXPECT_EQ(refused({"--pairs", "fix"}), "usage.missing");
    EXPECT_EQ(refused({path("x.jsonl"), "--dry-run"}), "usage.missing");
}

TEST_F(LabelledRows, ComeWithTheListOfAnotherProgram) {
    writeFile(folder / "set/one.json", R"([{"q":"a","good":"b","poor":"c"}])");
    writeFile(folder / "set/two.jsonl", R"({"instruction":"a","output":"b"})");
    writeFile(folder / "set/broken.json", "nothing\0");
    writeFile(
        folder / "set/dataset_info.json",
        R"({"one": {"file_name": "one.json", "columns": {"prompt": "q", "chosen": "good", "rejected": "poor"}},
                  "two": {"file_name": "two.jsonl"}, "away": {"hf_hub_url": "a/b"}})");
    const Json taken = run({"data", "import", path("p.luthier"), path("set/dataset_info.json")}).json();
    ASSERT_EQ(taken["datasets"].size(), 2U) << last.errors;
    EXPECT_EQ(taken["datasets"][0]["name"], "one");
    EXPECT_EQ(taken["datasets"][0]["layout"], "preference");
    EXPECT_EQ(taken["datasets"][1]["layout"], "alpaca");
    EXPECT_EQ(taken["left_out"][0]["name"], "away");
    EXPECT_EQ(taken["left_out"][0]["reason"]["code"], "import.info_not_here");
    EXPECT_EQ(
        run({"data", "import", path("p.luthier"), path("set/dataset_info.json"), "--name", "x"}).exitCode, 2);
    const Json again = run({"data", "import", path("p.luthier"), path("set/dataset_info.json")}).json();
    EXPECT_EQ(again["datasets"].size(), 0U);
    EXPECT_EQ(again["left_out"].size(), 3U) << "names that are taken";
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
