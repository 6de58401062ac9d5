#include "program.h"

#include <gtest/gtest.h>

#include <set>

namespace luthier::tests {
namespace {

constexpr auto kQuestion =
    "please tell me how long it takes until the parcel that I sent from Seoul last week arrives "
    "in Berlin and what it costs";

/// Rows that repeat each other, cleaned as a stranger would.
class DuplicateRows : public ::testing::Test {
protected:
    void SetUp() override {
        ASSERT_EQ(run({"project", "new", path("p.luthier")}).exitCode, 0) << last.errors;
        std::string lines;
        for (int row = 1; row <= 60; ++row)
            lines += dumpJson({{"prompt", "question number " + std::to_string(row)},
                               {"response", "answer " + std::to_string(row)}}) +
                     "\n";
        for (const std::string& prompt :
             {std::string(kQuestion), std::string("question  number 7"), std::string(kQuestion) + " today"})
            lines += dumpJson({{"prompt", prompt}, {"response", "answer 7"}}) + "\n";
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

    TemporaryFolder folder;
    Answer last;
};

TEST_F(DuplicateRows, AreToldRemovedInOneOperationAndBroughtBack) {
    const Json told = data("duplicates").json();
    EXPECT_EQ(last.exitCode, 0) << last.errors;
    EXPECT_EQ(told["exact_groups"], 1);
    ASSERT_EQ(told["near_pairs"].size(), 1U);
    EXPECT_EQ(told["near_pairs"][0]["removed"], 63);
    EXPECT_EQ(told["near_pairs"][0]["keeper"], 61);
    EXPECT_GE(told["near_pairs"][0]["jaccard"], 0.8);
    EXPECT_EQ(told["removed"], 2);
    EXPECT_EQ(told["clusters"], 2);
    EXPECT_EQ(told["largest_cluster"], 2);
    EXPECT_EQ(told["alarm"], false) << "2 of 63 rows";
    EXPECT_EQ(last.errors, "");
    EXPECT_EQ(data("show").json()["total"], 63) << "nothing has changed";

    const Json removed = data("duplicates", {"--remove"}).json();
    EXPECT_EQ(removed["changed"], 2) << last.errors;
    EXPECT_EQ(data("show").json()["total"], 61);
    const Json operations = data("history").json()["operations"];
    EXPECT_EQ(operations.size(), 2U);
    EXPECT_EQ(operations.back()["summary"], "2 duplicates removed");
    const Json evidence =
        data("duplicates", {"--evidence", dumpJson(removed["operation"])}).json()["evidence"];
    ASSERT_EQ(evidence.size(), 2U);
    EXPECT_EQ(evidence[0], (Json{{"removed", 62}, {"keeper", 7}, {"jaccard", 1.0}}));
    EXPECT_EQ(evidence[1], told["near_pairs"][0]);

    EXPECT_EQ(data("undo").exitCode, 0) << last.errors;
    EXPECT_EQ(data("show").json()["total"], 63);
    Json again = data("duplicates").json();
    EXPECT_EQ(again, told);
}

TEST_F(DuplicateRows, AreThoseThatTheOptionsMean) {
    const Json exact = data("duplicates", {"--exact"}).json();
    EXPECT_EQ(exact["removed"], 1);
    EXPECT_TRUE(exact["near_pairs"].empty());
    EXPECT_TRUE(exact["threshold"].is_null());
    EXPECT_EQ(data("duplicates", {"--near", "1"}).json()["removed"], 1) << "the exact one is near too";
    EXPECT_EQ(data("duplicates", {"--key", "response", "--exact"}).json()["removed"], 3);
    EXPECT_EQ(data("duplicates", {"--key", "prompt", "--threads", "3"}).json(),
              data("duplicates", {"--key", "prompt", "--threads", "1"}).json());
    EXPECT_EQ(data("duplicates", {"--near", "0.2"}).errorCode(), "cleaning.bad_threshold");
    EXPECT_EQ(last.exitCode, 2);
    EXPECT_EQ(data("duplicates", {"--key", "colour"}).exitCode, 2);
    EXPECT_EQ(data("duplicates", {"--against", "rows"}).errorCode(), "cleaning.against_itself");
    EXPECT_EQ(data("duplicates", {"--against", "none"}).errorCode(), "dataset.not_found");
}

TEST_F(DuplicateRows, AlarmWhereManyWouldGoAndContradictionsAreNamed) {
    const Answer people = runEngine(
        folder, {"data", "duplicates", path("p.luthier"), "rows", "--key", "response", "--near", "0.5"});
    EXPECT_EQ(people.exitCode, 0) << people.errors;
    EXPECT_NE(people.out.find("rows repeat another"), std::string::npos) << people.out;
    std::string lines;
    for (int row = 0; row < 10; ++row)
        lines += dumpJson({{"prompt", "the same"}, {"response", "answer " + std::to_string(row % 2)}}) + "\n";
    writeFile(folder / "more.jsonl", lines);
    ASSERT_EQ(run({"data", "import", path("p.luthier"), path("more.jsonl"), "--into", "rows"}).exitCode, 0);
    const Json told = data("duplicates", {"--key", "prompt"}).json();
    EXPECT_EQ(told["alarm"], true);
    EXPECT_NE(last.errors.find("Look at some pairs"), std::string::npos) << last.errors;
    ASSERT_EQ(told["conflicts"].size(), 1U);
    EXPECT_EQ(told["conflicts"][0]["rows"].size(), 10U);
    EXPECT_EQ(told["conflicts"][0]["answers"], 2);
}

TEST_F(DuplicateRows, AgainstAnotherDatasetAreTheContaminatedOnes) {
    writeFile(folder / "benchmark.jsonl",
              dumpJson({{"prompt", "question number 9"}, {"response", "gold"}}) + "\n");
    ASSERT_EQ(run({"data", "import", path("p.luthier"), path("benchmark.jsonl"), "--name", "gold"}).exitCode,
              0)
        << last.errors;
    const Json told = data("duplicates", {"--against", "gold", "--key", "prompt"}).json();
    EXPECT_EQ(told["exact_pairs"], Json::array({{{"removed", 9}, {"keeper", 1}, {"jaccard", 1.0}}}))
        << last.errors;
    EXPECT_EQ(told["removed"], 1);
}

TEST_F(DuplicateRows, LeakWhereTheyStandInTwoSplits) {
    Json clean = data("leakage").json();
    EXPECT_EQ(clean["clean"], true) << last.errors;
    EXPECT_EQ(clean["without_split"], 63);
    ASSERT_EQ(data("split", {"--ratio", "train=0.5,test=0.5"}).exitCode, 0) << last.errors;
    // One of each pair on either side, whichever fell where.
    std::set<std::string> sides;
    const Json rows = data("show", {"--limit", "100"}).json()["rows"];
    for (const std::size_t row : {6U, 61U})
        sides.insert(rows[row]["split"].get<std::string>());
    const Json leaks = data("leakage").json();
    EXPECT_EQ(leaks["exact"], sides.size() == 2 ? 1 : 0);
    EXPECT_EQ(leaks["clean"], leaks["pairs"].empty());
    EXPECT_EQ(leaks["splits"], Json::array({"train", "test"}));
    const Answer people = runEngine(folder, {"data", "leakage", path("p.luthier"), "rows"});
    EXPECT_EQ(people.exitCode, 0) << people.errors;
    EXPECT_NE(people.out.find("earlier split"), std::string::npos) << people.out;
}

} // namespace
} // namespace luthier::tests
