#include <training/run_recorder.h>

#include <jobs/part.h>
#include <registry/part.h>
#include <support/temporary_folder.h>

#include <gtest/gtest.h>

#include <array>
#include <stdexcept>

namespace luthier::training {
namespace {

using namespace std::chrono_literals;

template <class T>
T must(Result<T> result) {
    if (!result)
        throw std::runtime_error(result.error().code() + " " + result.error().detail());
    return std::move(*result);
}

/// A job at work on run 0001, and a second connection that may hold the project's write lock.
class Recorder : public testing::Test {
protected:
    Recorder()
        : m_other(must(
              storage::Connection::open(m_project.folder() / "project.db", storage::Access::ReadWrite))) {}

    static project::Project newProject(const std::filesystem::path& folder) {
        const std::array parts = {registry::projectPart(), jobs::projectPart()};
        return must(project::Project::create(folder, "", parts));
    }
    void hold() { m_lock.emplace(must(storage::Transaction::write(m_other, storage::Durability::Full))); }
    void release() { m_lock.reset(); }
    storage::Connection& db() { return m_project.database(); }
    std::string logText() { return tests::readWholeFile(registry::folderOf(m_project, m_run) / "log.jsonl"); }

    tests::TemporaryFolder m_folder;
    project::Project m_project = newProject(m_folder / "p.luthier");
    project::UserState m_user =
        must(project::UserState::open(m_folder / "state", std::span(&jobs::userSchema(), 1)));
    registry::RunFacts m_run = must(registry::createRun(m_project, "", Json::object()));
    jobs::JobFacts m_job =
        must(jobs::enqueueJob(m_project, m_user, {"train", "0001", "cpu", Json::object(), false}));
    jobs::Worker m_worker = must(jobs::Worker::begin(m_project, m_job.id));
    storage::Connection m_other;
    std::optional<storage::Transaction> m_lock;
};

/// A machine of 4 GiB of which so much is left.
MemoryWatch machineWith(const tests::TemporaryFolder& root, std::int64_t freeMebibytes) {
    tests::writeFile(root / "proc/meminfo",
                     "MemTotal: 4194304 kB\nMemAvailable: " + std::to_string(freeMebibytes * 1024) + " kB\n");
    return MemoryWatch(root.path());
}

TEST_F(Recorder, PausesBeforeMemoryIsUsedUp) {
    const tests::TemporaryFolder root;
    std::filesystem::create_directories(root / "proc");
    MemoryWatch enough = machineWith(root, 300);
    EXPECT_FALSE(enough.scarce());
    RunRecorder recorder(m_project, m_worker, m_run, 3, {3, 0, 0}, {}, {}, machineWith(root, 300));
    EXPECT_EQ(recorder.wish(), Wish::GoOn);
    EXPECT_FALSE(recorder.scarceMemory());
    machineWith(root, 70);
    EXPECT_EQ(recorder.wish(), Wish::Pause);
    EXPECT_EQ(recorder.scarceMemory(), std::int64_t{70} << 20U);
    EXPECT_FALSE(MemoryWatch(m_folder.path()).scarce()) << "what cannot be read pauses nothing";
}

TEST_F(Recorder, WhatIsNotYetWrittenGoesWithTheCheckpointAndComesBack) {
    RunRecorder recorder(m_project, m_worker, m_run, 4, {4, 0, 0}, {}, {});
    ASSERT_TRUE(recorder.onStep({.step = 1, .loss = 3}));
    ASSERT_TRUE(recorder.flush());
    hold();
    ASSERT_TRUE(recorder.onStep({.step = 2, .loss = 2, .tokens = 7}));
    ASSERT_TRUE(recorder.onEvaluation(2, 0.75, true));
    const Json kept = recorder.unwritten(); // and here the process dies
    release();

    const registry::Metrics metrics = must(registry::metricsFromJson(must(parseJson(dumpJson(kept)))));
    ASSERT_TRUE(registry::resumeAfter(db(), m_run.id, 2, metrics, Json::array()));
    const auto steps = must(registry::readSteps(db(), m_run.id));
    ASSERT_EQ(steps.size(), 2U);
    EXPECT_EQ(steps[1].loss, 2);
    EXPECT_EQ(steps[1].tokens, 7);
    const auto losses = must(registry::readSeries(db(), m_run.id, "evaluation.loss"));
    ASSERT_EQ(losses.size(), 1U);
    EXPECT_EQ(losses[0].step, 2);
    EXPECT_EQ(losses[0].value, 0.75);
}

TEST_F(Recorder, KeepsWhatABusyDatabaseDoesNotTakeAndWritesItLater) {
    const SampleWriter samples = []() -> Result<std::vector<registry::Sample>> {
        return std::vector<registry::Sample>{{0, "q", "r", "o"}};
    };
    RunRecorder recorder(m_project, m_worker, m_run, 3, {3, 0, 0}, samples, {});
    hold();
    for (std::int64_t step = 1; step <= 3; ++step)
        ASSERT_TRUE(recorder.onStep({.step = step, .loss = 4.0 - static_cast<double>(step)}));
    ASSERT_TRUE(recorder.onEvaluation(3, 0.75, true));
    Checkpoint checkpoint;
    checkpoint.folder = "step-000003";
    checkpoint.progress.step = 3;
    ASSERT_TRUE(recorder.onCheckpoint(checkpoint));
    EXPECT_EQ(recorder.wish(), Wish::GoOn);
    EXPECT_TRUE(registry::readSteps(db(), m_run.id)->empty());
    EXPECT_NE(logText().find("checkpoints/step-000003"), std::string::npos) << "the log is written at once";

    release();
    ASSERT_TRUE(recorder.flush());
    const auto steps = registry::readSteps(db(), m_run.id);
    ASSERT_EQ(steps->size(), 3U);
    EXPECT_EQ(steps->at(2).loss, 1.0);
    EXPECT_EQ(registry::readSeries(db(), m_run.id, "evaluation.loss")->at(0).value, 0.75);
    EXPECT_EQ(registry::readSamples(db(), m_run.id)->at(0).step, 3);
    EXPECT_EQ(registry::runById(db(), m_run.id)->summary["checkpoint_step"], 3);
    ASSERT_TRUE(m_worker.finish(jobs::JobState::Done));
    EXPECT_EQ(jobs::jobById(db(), m_job.id)->step, 3) << "progress that was not taken is written at the end";
}

TEST_F(Recorder, HardlyWaitsForAnotherWriterWhileItLives) {
    {
        RunRecorder recorder(m_project, m_worker, m_run, 3, {3, 0, 0}, {}, {});
        EXPECT_LE(db().patience(), 10ms);
    }
    EXPECT_EQ(db().patience(), 5s) << "before and after a run there is time to wait";
}

TEST_F(Recorder, EndsTheRunOnAnErrorOfTheDatabaseItself) {
    RunRecorder recorder(m_project, m_worker, m_run, 3, {3, 0, 0}, {}, {});
    ASSERT_TRUE(m_other.execute("DROP TABLE steps"));
    EXPECT_FALSE(recorder.onStep({.step = 1}));
}

TEST_F(Recorder, HearsPauseAndStopWhileAnotherWrites) {
    RunRecorder recorder(m_project, m_worker, m_run, 3, {3, 0, 0}, {}, {});
    ASSERT_TRUE(jobs::requestPause(m_project, m_job.id));
    hold();
    EXPECT_EQ(recorder.wish(), Wish::Pause);
}

} // namespace
} // namespace luthier::training
