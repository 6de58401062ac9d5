#include "program.h"

#include <jobs/control.h>
#include <jobs/part.h>
#include <jobs/queue.h>
#include <registry/series.h>
#include <support/finished_run.h>

#include <gtest/gtest.h>

#include <cmath>
#include <csignal>

#include <sys/wait.h>
#include <unistd.h>

namespace luthier::tests {
namespace {

/// The commands that work on what a run has made, called as a person calls them.
class Compare : public testing::Test {
protected:
    const Answer& engine(std::vector<std::string> arguments) {
        arguments.emplace_back("--json");
        last = runEngine(finished.folder, arguments);
        return last;
    }
    std::string path(const std::string& name) const { return (finished.folder / name).string(); }
    std::string project() const { return path("p.luthier"); }

    /// A job in the project's queue, as the window puts one there.
    std::string enqueue(const std::string& kind, const Json& parameters) {
        auto user =
            *project::UserState::open(finished.folder / "state/luthier", std::span(&jobs::userSchema(), 1));
        return std::to_string(
            jobs::enqueueJob(finished.project, user, {kind, finished.run.number, "cpu", parameters, false})
                ->id.value);
    }
    jobs::JobState stateOf(const std::string& job) {
        return jobs::findJob(finished.project.database(), job)->state;
    }
    std::vector<registry::Evaluation> evaluations() {
        return *registry::listEvaluations(finished.project.database(), finished.run.id);
    }

    FinishedRun finished;
    Answer last;
};

TEST_F(Compare, PrintsRowsAndASummaryAndKeepsThem) {
    ASSERT_EQ(engine({"compare", project(), "--run", "1", "--dataset", "rows", "--split", "test", "--limit",
                      "2", "--max-new-tokens", "5", "--threads", "1"})
                  .exitCode,
              0)
        << last.errors;
    const auto lines = last.lines();
    ASSERT_EQ(lines.size(), 3U) << last.out;
    for (std::size_t row = 0; row < 2; ++row)
        for (const char* key : {"prompt", "reference", "base", "adapted", "base_nll", "adapted_nll",
                                "base_weights", "adapted_weights"})
            EXPECT_TRUE(lines[row].contains(key) && !lines[row][key].is_null()) << key;
    const Json& summary = lines[2]["summary"];
    EXPECT_EQ(summary["rows"], 2);
    for (const char* side : {"base", "adapted"}) {
        EXPECT_TRUE(summary[side]["loss"].is_number());
        for (const char* key : {"value", "low", "high"})
            EXPECT_TRUE(summary[side]["exact_match"][key].is_number());
    }
    EXPECT_EQ(summary["fixed"].get<int>() + summary["broken"].get<int>() + summary["both_right"].get<int>() +
                  summary["both_wrong"].get<int>(),
              2);
    EXPECT_EQ(evaluations().size(), 1U);
    ASSERT_EQ(engine({"project", "check", project()}).exitCode, 0) << last.out;

    // The loss of a row is what `model loss` says of it, with and without the adapter.
    for (std::size_t row = 0; row < 2; ++row) {
        writeFile(finished.folder / "row.jsonl",
                  dumpJson({{"prompt", lines[row]["prompt"]}, {"completion", lines[row]["reference"]}}) +
                      "\n");
        ASSERT_EQ(
            engine({"model", "loss", finished.model.string(), "--data", path("row.jsonl"), "--threads", "1"})
                .exitCode,
            0)
            << last.errors;
        EXPECT_NEAR(last.json()["loss"].get<double>(), lines[row]["base_nll"].get<double>(), 1e-6);
        ASSERT_EQ(engine({"model", "loss", finished.model.string(), "--adapter",
                          (finished.runFolder() / "adapter").string(), "--data", path("row.jsonl"),
                          "--threads", "1"})
                      .exitCode,
                  0)
            << last.errors;
        EXPECT_NEAR(last.json()["loss"].get<double>(), lines[row]["adapted_nll"].get<double>(), 1e-6);
        EXPECT_GT(std::abs(lines[row]["adapted_nll"].get<double>() - lines[row]["base_nll"].get<double>()),
                  1e-3);
    }
}

TEST_F(Compare, TakesPromptsFromAFileAndShowsThemToPeople) {
    writeFile(finished.folder / "prompts.jsonl",
              "[{\"role\": \"user\", \"content\": \"Where is the bow?\"}]\n\n{\"prompt\": \"And the peg?\", "
              "\"reference\": \"On bench 3.\"}\n\"A text alone?\"\n");
    const Answer answer = runEngine(finished.folder, {"compare", project(), "--run", "bench", "--prompts",
                                                      path("prompts.jsonl"), "--max-new-tokens", "4"});
    ASSERT_EQ(answer.exitCode, 0) << answer.errors;
    for (const char* text : {"Where is the bow?", "On bench 3.", "A text alone?", "exact match", "McNemar",
                             "runs/0001/evaluation/0001"})
        EXPECT_NE(answer.out.find(text), std::string::npos) << text << "\n" << answer.out;
}

TEST_F(Compare, SaysWhatIsMissing) {
    EXPECT_EQ(engine({"compare", project(), "--run", "7"}).errorCode(), "run.not_found");
    EXPECT_EQ(engine({"compare", project(), "--run", "1", "--split", "none"}).errorCode(),
              "compare.no_split");
    writeFile(finished.folder / "empty.jsonl", "\n");
    EXPECT_EQ(engine({"compare", project(), "--run", "1", "--prompts", path("empty.jsonl")}).errorCode(),
              "json.no_lines");
    EXPECT_EQ(last.exitCode, 3);
    EXPECT_EQ(engine({"compare", project()}).exitCode, 2);
}

TEST_F(Compare, FailsWhileAnotherHoldsTheDevice) {
    const auto user = *project::UserState::open(finished.folder / "state/luthier");
    const auto lane = *project::FileLock::tryTake(*user.lanesFolder() / "cpu.lock");
    ASSERT_TRUE(lane);
    EXPECT_EQ(engine({"compare", project(), "--run", "1", "--limit", "1"}).errorCode(), "device.busy");
    EXPECT_EQ(last.exitCode, 1);
}

/// Whether a comparison of the first run is being written.
bool isWriting(const std::filesystem::path& runFolder) {
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(runFolder / "evaluation", ignored))
        if (entry.path().filename().string().starts_with(".0001.partial-"))
            return true;
    return false;
}

/// Starts a comparison that would take long and waits until it answers.
int startLongComparison(const TemporaryFolder& folder, const std::string& project) {
    const int child = startEngine(folder, {"compare", project, "--run", "1", "--dataset", "rows",
                                           "--max-new-tokens", "20000", "--temperature", "1", "--json"});
    for (int i = 0; i < 600 && !isWriting(folder / "p.luthier/runs/0001"); ++i)
        usleep(20'000);
    return child;
}

TEST_F(Compare, EndsWhenItIsInterrupted) {
    const int child = startLongComparison(finished.folder, project());
    kill(child, SIGINT);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), 130) << readWholeFile(finished.folder / "errors");
    EXPECT_FALSE(isWriting(finished.runFolder()));
    ASSERT_EQ(engine({"project", "check", project()}).exitCode, 0) << last.out;
}

TEST_F(Compare, IsAlsoAJob) {
    const std::string job =
        enqueue("compare", {{"dataset", "rows"}, {"split", "test"}, {"limit", 3}, {"max_new_tokens", 4}});
    ASSERT_EQ(engine({"job", "run", project(), job}).exitCode, 0) << last.errors;
    EXPECT_EQ(stateOf(job), jobs::JobState::Done);
    const auto facts = *jobs::findJob(finished.project.database(), job);
    EXPECT_EQ(facts.step, 3);
    EXPECT_EQ(facts.steps, 3);
    const auto kept = evaluations();
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].kind, "compare");
    EXPECT_EQ(kept[0].summary["rows"], 3);
    ASSERT_EQ(engine({"job", "watch", project(), job}).exitCode, 0) << last.errors;
    EXPECT_EQ(last.lines().back()["summary"]["rows"], 3) << last.out;
}

TEST_F(Compare, FailsAsAJobWithItsReason) {
    const std::string job = enqueue("compare", {{"dataset", "none"}});
    engine({"job", "run", project(), job});
    EXPECT_EQ(stateOf(job), jobs::JobState::Failed);
    EXPECT_EQ((*jobs::findJob(finished.project.database(), job)).message["code"], "dataset.not_found");
}

TEST_F(Compare, StopsAsAJobBetweenTokens) {
    const std::string job =
        enqueue("compare", {{"dataset", "rows"}, {"max_new_tokens", 20000}, {"temperature", 1}});
    const int child = startEngine(finished.folder, {"job", "run", project(), job});
    for (int i = 0; i < 600 && !isWriting(finished.runFolder()); ++i)
        usleep(20'000);
    ASSERT_TRUE(jobs::requestStop(finished.project, jobs::findJob(finished.project.database(), job)->id));
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(stateOf(job), jobs::JobState::Stopped);
    EXPECT_FALSE(isWriting(finished.runFolder()));
}

TEST_F(Compare, MergesExportsAndTellsOfARun) {
    const std::string adapter = path("adapter");
    ASSERT_EQ(engine({"export", "adapter", project(), "1", "--out", adapter}).exitCode, 0) << last.errors;
    writeFile(finished.folder / "row.jsonl", "{\"prompt\": \"Where?\", \"completion\": \"On bench 1.\"}\n");
    ASSERT_EQ(engine({"merge", finished.model.string(), "--adapter", adapter, "--out", path("merged"),
                      "--verify", path("row.jsonl")})
                  .exitCode,
              0)
        << last.errors;
    const Json merged = last.json();
    EXPECT_EQ(merged["out"], path("merged"));
    EXPECT_LE(merged["max_abs_logit_difference"].get<double>(), 1e-4);
    EXPECT_NEAR(merged["loss_before"].get<double>(), merged["loss_after"].get<double>(), 1e-5);
    ASSERT_EQ(engine({"merge", path("merged"), "--out", path("half"), "--dtype", "bf16"}).exitCode, 0)
        << last.errors;
    EXPECT_TRUE(last.json()["loss_before"].is_null());
    ASSERT_EQ(engine({"model", "inspect", path("half")}).exitCode, 0);
    EXPECT_EQ(last.json()["dtype"], "bf16");
    EXPECT_EQ(engine({"merge", path("merged"), "--out", path("half")}).errorCode(), "file.exists");
    EXPECT_EQ(engine({"merge", path("merged"), "--out", path("other"), "--dtype", "int4"}).errorCode(),
              "usage.bad_value");

    const std::string job = enqueue("merge", {{"out", path("by-job")}, {"dtype", "fp16"}});
    ASSERT_EQ(engine({"job", "run", project(), job}).exitCode, 0) << last.errors;
    EXPECT_EQ(stateOf(job), jobs::JobState::Done);
    EXPECT_TRUE(std::filesystem::exists(finished.folder / "by-job/model.safetensors"));

    ASSERT_EQ(engine({"export", "card", project(), "1", "--out", path("card.md")}).exitCode, 0)
        << last.errors;
    EXPECT_EQ(last.json()["bytes"].get<std::size_t>(), readWholeFile(finished.folder / "card.md").size());
}

} // namespace
} // namespace luthier::tests
