#include "trouble.h"

#include <storage/transaction.h>

#include <csignal>
#include <cstdlib>
#include <set>

namespace luthier::tests {
namespace {

/// Processes that are killed by their number while others go on.
class Deaths : public Trouble {
protected:
    std::string longRecipe(int steps) {
        return fullRecipe({{"checkpoints", {{"save_steps", 5}, {"keep_best", false}}},
                           {"evaluation", {{"eval_steps", 0}}},
                           {"duration", {{"max_steps", steps}}}});
    }
    /// Every step of a run stands in its series once.
    void expectSteps(const std::string& run, std::size_t steps) {
        const Json metrics = engine({"run", "metrics", project(), run, "--series", "loss"}).json();
        std::set<int> seen;
        for (const Json& point : metrics["series"]["loss"])
            seen.insert(point[0].get<int>());
        EXPECT_EQ(metrics["series"]["loss"].size(), steps);
        EXPECT_EQ(seen.size(), steps);
    }
    static bool isAlive(int process) { return kill(process, 0) == 0; }
};

TEST_F(Deaths, AKilledSupervisorTakesItsWorkerAlongAndTheRunIsTakenUpAgain) {
    const std::string job = trainDetached(longRecipe(400));
    const std::string next = trainDetached(longRecipe(4));
    ASSERT_TRUE(waitForSteps("1", 8)) << last.out;
    const int worker = holderOf(workerLock(job));
    const int supervisor = holderOf(supervisorLock(job));
    ASSERT_GT(supervisor, 1);
    ASSERT_GT(worker, 1);
    kill(supervisor, SIGKILL);
    ASSERT_TRUE(eventually([&] { return !isAlive(worker) && holderOf(workerLock(job)) == 0; }));

    EXPECT_EQ(stateOf(job), "lost") << last.out;
    EXPECT_EQ(stateOf(next), "queued") << "a lost run keeps its lane\n" << last.out;
    expectSound();
    ASSERT_EQ(engine({"job", "resume", project(), job}).exitCode, 0) << last.errors;
    ASSERT_EQ(watch(job).exitCode, 0) << last.errors;
    EXPECT_EQ(eventsOf(last, "done").back()["steps"], 400);
    expectSteps("1", 400);
    ASSERT_EQ(watch(next).exitCode, 0) << last.errors;
    expectSteps("2", 4);
    EXPECT_EQ(engine({"job", "list", project()}).json()["jobs"].size(), 2U);
    expectSound();
}

TEST_F(Deaths, ARunPausesWhereMemoryIsUsedUpAndGoesOnToTheSameBytes) {
    ASSERT_EQ(engine({"train", project(), "--recipe", longRecipe(12)}).exitCode, 0) << last.errors;
    ::setenv("LUTHIER_FAULT", "memory:6:ENOMEM", 1); // from the sixth look on nothing is left
    const std::string job = trainDetached(longRecipe(12));
    const bool paused = waitForState(job, "paused");
    ::unsetenv("LUTHIER_FAULT");
    ASSERT_TRUE(paused) << last.out;
    const Json notices = engine({"run", "show", project(), "2"}).json()["summary"]["notices"];
    ASSERT_EQ(notices.size(), 1U) << last.out;
    EXPECT_EQ(notices[0]["code"], "notice.memory_scarce");
    EXPECT_EQ(notices[0]["parameters"]["step"], "5") << notices;
    // A supervisor that was started with the fault may still be there, and give it to the next worker too.
    constexpr int kPaused = 130;
    int ended = kPaused;
    for (int resumed = 0; ended == kPaused && resumed < 4; ++resumed) {
        ASSERT_EQ(engine({"job", "resume", project(), job}).exitCode, 0) << last.errors;
        ended = watch(job).exitCode;
    }
    ASSERT_EQ(ended, 0) << last.errors;
    expectSteps("2", 12);
    const Json unbroken = engine({"run", "metrics", project(), "1", "--series", "loss"}).json();
    EXPECT_EQ(engine({"run", "metrics", project(), "2", "--series", "loss"}).json(), unbroken);
    const auto weights = [&](const char* run) {
        return readWholeFile(path("p.luthier/runs/") + run + "/model/model.safetensors");
    };
    EXPECT_EQ(weights("0002"), weights("0001"));
    expectSound();
}

TEST_F(Deaths, ASupervisorKilledWhileItWaitsIsReplacedByTheNextCommand) {
    for (const std::string name : {"io", "cpu"}) {
        HeldLane lane(folder, name);
        const std::string job = trainDetached(longRecipe(4));
        ASSERT_TRUE(waitForState(job, name == "io" ? "preparing" : "queued")) << last.out;
        ASSERT_TRUE(eventually([&] { return holderOf(supervisorLock(job)) > 1; }));
        const int killed = holderOf(supervisorLock(job));
        kill(killed, SIGKILL);
        // Asking how the job stands may have started another supervisor before the first one had its lock; it
        // takes the place of the one that is killed.
        ASSERT_TRUE(eventually([&] { return holderOf(supervisorLock(job)) != killed; }));
        lane.release();
        engine({"job", "list", project()}); // looks for what may start
        ASSERT_EQ(watch(job).exitCode, 0) << name << last.out << last.errors;
        expectSteps(job, 4);
    }
    expectSound();
}

TEST_F(Deaths, AKilledWindowLeavesTheRunAndTheProjectAsTheyAre) {
    const std::string job = trainDetached(longRecipe(600));
    ASSERT_TRUE(waitForSteps("1", 2)) << last.out;
    const int window = startWindow(folder, "window", {project(), "--page", "train"});
    ASSERT_TRUE(eventually([&] { return holderOf("window.lock") == window; }))
        << readWholeFile(folder / "window-errors");
    const int worker = holderOf(workerLock(job));
    kill(window, SIGKILL);
    EXPECT_EQ(waitForEnd(window), 128 + SIGKILL);
    EXPECT_TRUE(isAlive(worker));
    EXPECT_EQ(holderOf("window.lock"), 0);
    ASSERT_EQ(watch(job).exitCode, 0) << last.errors;
    EXPECT_EQ(eventsOf(last, "done").back()["steps"], 600);
    expectSteps("1", 600);
    expectSound();
    EXPECT_EQ(waitForEnd(startWindow(folder, "again",
                                     {project(), "--page", "train", "--screenshot", path("again.png")})),
              0)
        << readWholeFile(folder / "again-errors");
    EXPECT_TRUE(std::filesystem::exists(folder / "again.png"));
}

TEST_F(Deaths, ARunOutlivesAnotherWriterThatHoldsTheProjectUntilItsLastStep) {
    const std::string job = trainDetached(longRecipe(300));
    ASSERT_TRUE(waitForSteps("1", 2)) << last.out;
    const auto log = folder / "p.luthier/runs/0001/log.jsonl";
    const auto logged = [&](const std::string& text) {
        return readWholeFile(log).find(text) != std::string::npos;
    };
    {
        auto other = storage::Connection::open(folder / "p.luthier/project.db", storage::Access::ReadWrite);
        ASSERT_TRUE(other);
        const auto lock = storage::Transaction::write(*other, storage::Durability::Normal);
        ASSERT_TRUE(lock) << lock.error().code();
        // The last step and its checkpoint are made without the database; what they are is written when it is
        // free.
        ASSERT_TRUE(eventually([&] { return logged("checkpoints/step-000300"); }));
        EXPECT_FALSE(logged("\"event\":\"error\""));
    }
    ASSERT_EQ(watch(job).exitCode, 0) << last.errors;
    EXPECT_EQ(eventsOf(last, "done").back()["state"], "done");
    expectSteps("1", 300);
    expectSound();
}

TEST_F(Deaths, ASecondWindowLooksOnAndTheFirstStays) {
    const int first = startWindow(folder, "first", {project(), "--page", "data"});
    ASSERT_TRUE(eventually([&] { return holderOf("window.lock") == first; }))
        << readWholeFile(folder / "first-errors");
    EXPECT_EQ(waitForEnd(startWindow(folder, "second",
                                     {project(), "--page", "data", "--screenshot", path("second.png")})),
              0)
        << readWholeFile(folder / "second-errors");
    EXPECT_EQ(holderOf("window.lock"), first);
    ASSERT_EQ(
        engine({"data", "set", project(), "rows", "1", "completion", "--value", "under its eyes"}).exitCode,
        0)
        << last.errors;
    EXPECT_TRUE(isAlive(first));
    kill(first, SIGKILL);
    waitForEnd(first);
    const int third = startWindow(folder, "third", {project(), "--page", "data"});
    EXPECT_TRUE(eventually([&] { return holderOf("window.lock") == third; }))
        << "a dead window keeps its lock";
    kill(third, SIGKILL);
    waitForEnd(third);
    expectSound();
}

} // namespace
} // namespace luthier::tests
