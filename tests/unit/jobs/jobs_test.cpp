#include "jobs_fixture.h"

namespace luthier::jobs {
namespace {

TEST_F(JobsTest, WaitInTheOrderTheyCame) {
    const JobId first = enqueue();
    const JobId second = enqueue();
    enqueue("cuda:0");
    EXPECT_EQ((*nextJob(m_project, m_user, "cpu"))->id, first);
    ASSERT_TRUE(moveJob(db(), second, first));
    EXPECT_EQ((*nextJob(m_project, m_user, "cpu"))->id, second);
    ASSERT_TRUE(moveJob(db(), second, std::nullopt));
    EXPECT_EQ((*nextJob(m_project, m_user, "cpu"))->id, first);
}

TEST_F(JobsTest, APausedOneKeepsItsLaneFromStarting) {
    const JobId first = enqueue();
    const JobId second = enqueue();
    ASSERT_TRUE(requestPause(m_project, first));
    EXPECT_EQ(state(first), JobState::Paused);
    EXPECT_FALSE(*nextJob(m_project, m_user, "cpu"));
    ASSERT_TRUE(requestStop(m_project, first));
    EXPECT_EQ((*nextJob(m_project, m_user, "cpu"))->id, second);
}

TEST_F(JobsTest, ShortOnesPassARunThatIsPaused) {
    const JobId paused = enqueue();
    const JobId run = enqueue();
    const JobId comparison = enqueue("cpu", "compare");
    ASSERT_TRUE(requestPause(m_project, paused));
    EXPECT_EQ((*nextJob(m_project, m_user, "cpu"))->id, comparison);
    ASSERT_TRUE(requestStop(m_project, comparison));
    EXPECT_FALSE(*nextJob(m_project, m_user, "cpu"));
    ASSERT_TRUE(requestStop(m_project, paused));
    EXPECT_EQ((*nextJob(m_project, m_user, "cpu"))->id, run);
}

TEST_F(JobsTest, AShortOneThatIsHeldHoldsNothingBack) {
    const JobId comparison = enqueue("cpu", "compare");
    const JobId run = enqueue();
    ASSERT_TRUE(requestPause(m_project, comparison));
    EXPECT_EQ((*nextJob(m_project, m_user, "cpu"))->id, run);
}

TEST_F(JobsTest, ARunYieldsToTheShortOnesThatWaitAndGoesOnBeforeTheNextRun) {
    const JobId run = enqueue();
    auto worker = Worker::begin(m_project, run);
    ASSERT_TRUE(worker);
    const JobId next = enqueue();
    const JobId comparison = enqueue("cpu", "compare");
    const JobId merge = enqueue("cpu", "merge");
    const JobId last = enqueue();
    ASSERT_TRUE(requestYield(m_project, run));
    EXPECT_EQ(state(run), JobState::Pausing);
    EXPECT_FALSE(*nextJob(m_project, m_user, "cpu"));
    EXPECT_EQ(*worker->control(), Control::Pause);
    ASSERT_TRUE(worker->finish(JobState::Paused));
    EXPECT_EQ(state(run), JobState::Queued);
    EXPECT_EQ((*nextJob(m_project, m_user, "cpu"))->id, comparison);
    std::vector<JobId> order;
    for (const JobFacts& job : *listUnfinishedJobs(db()))
        order.push_back(job.id);
    EXPECT_EQ(order, (std::vector{comparison, merge, run, next, last}));
}

TEST_F(JobsTest, OnlyARunningOneYields) {
    const JobId run = enqueue();
    EXPECT_EQ(requestYield(m_project, run).error().code(), "job.wrong_state");
    ASSERT_TRUE(requestPause(m_project, run));
    EXPECT_EQ(requestYield(m_project, run).error().code(), "job.wrong_state");
    EXPECT_EQ(state(run), JobState::Paused);
}

TEST_F(JobsTest, ListTheUnfinishedInTheOrderOfTheQueue) {
    const JobId first = enqueue(), second = enqueue(), third = enqueue();
    ASSERT_TRUE(requestStop(m_project, second));
    ASSERT_TRUE(requestPause(m_project, first));
    ASSERT_TRUE(moveJob(db(), third, first));
    const auto all = listUnfinishedJobs(db());
    ASSERT_TRUE(all);
    ASSERT_EQ(all->size(), 2U);
    EXPECT_EQ((*all)[0].id, third);
    EXPECT_EQ((*all)[1].id, first);
}

TEST_F(JobsTest, StartByThemselvesOnlyForTheUserWhoAsked) {
    enqueue();
    auto stranger = project::UserState::open(m_folder / "other", std::span(&userSchema(), 1));
    ASSERT_TRUE(stranger);
    EXPECT_FALSE(*nextJob(m_project, *stranger, "cpu"));
    EXPECT_TRUE(*nextJob(m_project, m_user, "cpu"));
}

TEST_F(JobsTest, AWorkerHoldsItsJobAndHearsWhatIsAsked) {
    const JobId id = enqueue();
    auto worker = Worker::begin(m_project, id);
    ASSERT_TRUE(worker);
    EXPECT_EQ(state(id), JobState::Running);
    EXPECT_EQ(Worker::begin(m_project, id).error().code(), "job.taken");
    EXPECT_EQ(*worker->control(), Control::None);
    ASSERT_TRUE(worker->progress("training", 3, 10, 12.5));
    EXPECT_EQ(jobById(db(), id)->step, 3);
    ASSERT_TRUE(requestPause(m_project, id));
    EXPECT_EQ(state(id), JobState::Pausing);
    ASSERT_TRUE(worker->finish(JobState::Paused));
    EXPECT_EQ(state(id), JobState::Paused);
    ASSERT_TRUE(requestResume(m_project, m_user, id));
    EXPECT_EQ(state(id), JobState::Queued);
}

TEST_F(JobsTest, AreLostWhenNobodyHoldsThem) {
    const JobId id = enqueue();
    {
        auto worker = Worker::begin(m_project, id);
        ASSERT_TRUE(worker);
        ASSERT_TRUE(markLostJobs(m_project));
        EXPECT_EQ(state(id), JobState::Running);
    }
    ASSERT_TRUE(markLostJobs(m_project));
    EXPECT_EQ(state(id), JobState::Lost);
    EXPECT_EQ(jobById(db(), id)->message["code"], "job.lost");
    ASSERT_TRUE(requestResume(m_project, m_user, id));
}

TEST_F(JobsTest, RefuseWhatTheirStateForbids) {
    const JobId id = enqueue();
    ASSERT_TRUE(requestStop(m_project, id));
    EXPECT_EQ(requestPause(m_project, id).error().code(), "job.wrong_state");
    EXPECT_EQ(findJob(db(), "77").error().code(), "job.not_found");
    EXPECT_EQ(findJob(db(), "x").error().code(), "job.not_found");
}

TEST_F(JobsTest, ALaneIsHeldByOneAndSaysWhenItIsWanted) {
    auto lane = tryLane(m_user, "cuda:0");
    ASSERT_TRUE(*lane);
    EXPECT_FALSE(*tryLane(m_user, "cuda:0"));
    EXPECT_TRUE(*tryLane(m_user, "cpu"));
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(waitForLane(m_user, "cuda:0", stop.get_token()).error().code(), "job.interrupted");
    EXPECT_FALSE(*isLaneWanted(m_user, "cuda:0"));
    lane->reset();
    EXPECT_TRUE(waitForLane(m_user, "cuda:0", {}));
}

} // namespace
} // namespace luthier::jobs
