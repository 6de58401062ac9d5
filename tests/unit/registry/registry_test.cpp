#include "registry_project.h"

#include <registry/series.h>

#include <project/topics.h>
#include <storage/migration.h>
#include <storage/transaction.h>

#include <cmath>

namespace luthier::registry {
namespace {

using Runs = tests::RegistryProject;

TEST_F(Runs, AreNumberedAndKeepTheirRecipe) {
    const auto first = createRun(m_project, "tone", {{"seed", 1}});
    const auto second = createRun(m_project, "", {{"seed", 2}});
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->number, "0001");
    EXPECT_EQ(second->name, "0002");
    EXPECT_EQ((*readJsonFile(folderOf(m_project, *first) / "recipe.json"))["seed"], 1);
    EXPECT_EQ(findRun(db(), "tone")->number, "0001");
    EXPECT_EQ(findRun(db(), "2")->number, "0002");
    EXPECT_EQ(findRun(db(), "0002")->id, second->id);
    EXPECT_EQ(findRun(db(), "none").error().code(), "run.not_found");
}

TEST_F(Runs, AreCalledAnewWithNumberAndFolderAsTheyWere) {
    const auto run = createRun(m_project, "recipe", Json::object());
    ASSERT_TRUE(renameRun(m_project, run->id, "짧은 답 1"));
    EXPECT_EQ(findRun(db(), "짧은 답 1")->number, run->number);
    EXPECT_EQ(findRun(db(), "recipe").error().code(), "run.not_found");
    EXPECT_TRUE(std::filesystem::exists(folderOf(m_project, *findRun(db(), "0001"))));
    for (const std::string& name :
         {std::string(), std::string("  "), std::string("a\nb"), std::string(201, 'a'), std::string("\xff")})
        EXPECT_EQ(renameRun(m_project, run->id, name).error().code(), "run.bad_name") << name;
}

TEST_F(Runs, NeverReuseAFolderThatIsThere) {
    std::filesystem::create_directories(m_project.runsFolder() / "0001");
    EXPECT_EQ(createRun(m_project, "a", Json::object())->number, "0002");
}

TEST_F(Runs, RemovedOnesAreHiddenAndComeBack) {
    const auto run = createRun(m_project, "a", Json::object());
    ASSERT_TRUE(setRemoved(m_project, run->id, true));
    EXPECT_TRUE(listRuns(db())->empty());
    EXPECT_EQ(listRuns(db(), Which::Removed)->size(), 1U);
    EXPECT_TRUE(std::filesystem::exists(folderOf(m_project, *run)));
    ASSERT_TRUE(setRemoved(m_project, run->id, false));
    EXPECT_EQ(listRuns(db())->size(), 1U);
}

TEST_F(Runs, EvaluationsOfOneKindAreListedWithTheNumberOfTheirRun) {
    const RunId first = createRun(m_project, "a", Json::object())->id;
    const RunId removed = createRun(m_project, "b", Json::object())->id;
    const RunId third = createRun(m_project, "c", Json::object())->id;
    for (const RunId run : {third, removed, first})
        ASSERT_TRUE(addEvaluation(db(), run, {0, "merge", {}, {{"out", "m"}}, "", ""}));
    ASSERT_TRUE(addEvaluation(db(), third, {0, "compare", {}, {}, "", ""}));
    ASSERT_TRUE(setRemoved(m_project, removed, true));
    const auto merges = *listEvaluations(db(), "merge");
    ASSERT_EQ(merges.size(), 2U);
    EXPECT_EQ(merges[0].first, "0001");
    EXPECT_EQ(merges[1].first, "0003");
    EXPECT_EQ(merges[1].second.summary["out"], "m");
}

TEST_F(Runs, SeriesComeBackByStepAndForgetWhatAResumeDoesAgain) {
    const RunId run = createRun(m_project, "a", Json::object())->id;
    ASSERT_TRUE(appendMetrics(db(), run, {{.step = 1, .loss = 2.5, .gradNorm = 1}, {.step = 2, .loss = NAN}},
                              {{2, "evaluation.loss", 3.5}}));
    ASSERT_TRUE(appendMetrics(db(), run, {{.step = 3, .loss = 1.5}}));
    ASSERT_TRUE(putSamples(db(), run, 3, {{3, "q", "r", "o"}}));
    auto loss = readSeries(db(), run, "loss");
    ASSERT_EQ(loss->size(), 3U);
    EXPECT_EQ(loss->at(0).value, 2.5);
    EXPECT_TRUE(std::isnan(loss->at(1).value));
    EXPECT_EQ(readSeries(db(), run, "loss", 2)->size(), 1U);
    EXPECT_EQ(readSeries(db(), run, "evaluation.loss")->at(0).value, 3.5);
    EXPECT_EQ(*seriesNames(db(), run), (std::vector<std::string>{"loss", "grad_norm", "evaluation.loss"}));
    const auto steps = readSteps(db(), run, 0);
    ASSERT_EQ(steps->size(), 3U);
    EXPECT_EQ(steps->at(0).gradNorm, 1);
    EXPECT_TRUE(std::isnan(steps->at(2).gradNorm));
    EXPECT_EQ(db().queryInteger("SELECT count(*) FROM steps"), 3) << "one row a step";
    ASSERT_TRUE(resumeAfter(db(), run, 2, {}, Json::array({{{"code", "notice.not_bitwise"}}})));
    EXPECT_EQ(readSeries(db(), run, "loss")->size(), 2U);
    EXPECT_TRUE(readSamples(db(), run)->empty());
    EXPECT_EQ(runById(db(), run)->summary["notices"][0]["code"], "notice.not_bitwise");
}

TEST_F(Runs, AResumeIsWrittenWholeOrNotAtAll) {
    const RunId run = createRun(m_project, "a", Json::object())->id;
    ASSERT_TRUE(appendMetrics(db(), run, {{.step = 1, .loss = 2.5}, {.step = 2, .loss = 1.5}}));
    ASSERT_TRUE(putSamples(db(), run, 2, {{2, "q", "r", "o"}}));
    ASSERT_TRUE(db().execute("CREATE TEMP TRIGGER cut BEFORE DELETE ON samples "
                             "BEGIN SELECT RAISE(ABORT, 'the power went'); END"));
    EXPECT_FALSE(resumeAfter(db(), run, 1, {}, Json::array({{{"code", "notice.not_bitwise"}}})));
    EXPECT_EQ(readSteps(db(), run, 0)->size(), 2U);
    EXPECT_FALSE(runById(db(), run)->summary.contains("notices"));
}

TEST(RunsOfAnEarlierFormat, HaveEachStepInOneRowAfterwards) {
    const luthier::tests::TemporaryFolder folder;
    auto db = std::move(*storage::Connection::open(folder / "a.db", storage::Access::Create));
    const storage::Schema& schema = projectPart().schema;
    const storage::Schema before = {schema.owner, {schema.steps.front()}};
    ASSERT_TRUE(storage::migrate(db, 1, std::span(&before, 1)));
    ASSERT_TRUE(
        db.execute("INSERT INTO metric_names VALUES(1, 'loss'), (2, 'evaluation.loss'), (3, 'tokens');"
                   "INSERT INTO metrics VALUES(7, 1, 1, 0.1), (7, 3, 1, 512), (7, 1, 2, NULL),"
                   "(7, 2, 2, 0.7), (8, 1, 1, 3.25)"));
    ASSERT_TRUE(storage::migrate(db, 1, std::span(&schema, 1)));
    const auto steps = readSteps(db, RunId{7});
    ASSERT_EQ(steps->size(), 2U);
    EXPECT_EQ(steps->at(0).loss, 0.1);
    EXPECT_EQ(steps->at(0).tokens, 512);
    EXPECT_TRUE(std::isnan(steps->at(1).loss));
    EXPECT_EQ(readSeries(db, RunId{7}, "evaluation.loss")->at(0).value, 0.7);
    EXPECT_EQ(readSteps(db, RunId{8})->at(0).loss, 3.25);
    EXPECT_EQ(db.queryInteger("SELECT count(*) FROM metrics"), 1);
}

TEST_F(Runs, MetricsDoNotTouchTheTopicOfTheRegister) {
    const RunId run = createRun(m_project, "a", Json::object())->id;
    const auto before = project::topicRevisions(db());
    ASSERT_TRUE(appendMetrics(db(), run, {{.step = 1, .loss = 1}}));
    const auto after = project::topicRevisions(db());
    EXPECT_EQ(before->at("runs"), after->at("runs"));
    EXPECT_GT(after->at("metrics"), 0);
}

TEST_F(Runs, SummaryAndEvaluationsAreKept) {
    const RunId run = createRun(m_project, "a", Json::object())->id;
    ASSERT_TRUE(updateSummary(db(), run, {{"steps", 10}, {"loss", 2.0}}));
    ASSERT_TRUE(updateSummary(db(), run, {{"loss", 1.0}}));
    EXPECT_EQ(dumpJson(runById(db(), run)->summary), R"({"steps":10,"loss":1.0})");
    ASSERT_TRUE(addEvaluation(db(), run, {0, "compare", {{"limit", 5}}, {{"rows", 5}}, "evaluation/1", ""}));
    EXPECT_EQ(listEvaluations(db(), run)->front().summary["rows"], 5);
    ASSERT_TRUE(putPlan(db(), run, {{"peak_bytes", 100}}, 100));
    ASSERT_TRUE(putMeasuredPeak(db(), run, 97));
    EXPECT_EQ(planHistory(db())->front().measuredBytes, 97);
}

} // namespace
} // namespace luthier::registry
