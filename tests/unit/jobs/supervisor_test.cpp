#include "jobs_fixture.h"

#include <jobs/child_process.h>
#include <jobs/supervisor.h>

#include <csignal>
#include <fstream>
#include <thread>

#include <sys/stat.h>

namespace luthier::jobs {
namespace {

/// A program of the test's own in place of the workers.
std::filesystem::path script(const tests::TemporaryFolder& folder, const std::string& name,
                             const std::string& body) {
    tests::writeFile(folder / name, "#!/bin/sh\n" + body + "\n");
    ::chmod((folder / name).c_str(), 0755);
    return folder / name;
}

TEST(ChildProcess, TellsHowItEndedAndItsLastWords) {
    const tests::TemporaryFolder folder;
    const auto ended = runChild({script(folder, "a", "echo gone >&2; exit 3").string()}, [] {});
    ASSERT_TRUE(ended);
    EXPECT_EQ(ended->exitCode, 3);
    EXPECT_EQ(ended->signal, 0);
    EXPECT_EQ(ended->lastWords, "gone\n");
    EXPECT_GT(ended->peakBytes, 0);
    const auto killed = runChild({script(folder, "b", "kill -9 $$").string()}, [] {});
    EXPECT_EQ(killed->signal, SIGKILL);
    const auto missing = runChild({(folder / "none").string()}, [] {});
    EXPECT_EQ(missing->exitCode, 127);
}

TEST_F(JobsTest, ASupervisorExplainsAWorkerThatDied) {
    const JobId id = enqueue();
    const Programs programs{"/bin/false", script(m_folder, "compute", "echo 'no memory' >&2; kill -9 $$")};
    ASSERT_TRUE(superviseJob(m_project, m_user, id, programs, {}));
    const auto job = jobById(db(), id);
    EXPECT_EQ(job->state, JobState::Failed);
    EXPECT_EQ(job->message["code"], "job.killed");
    EXPECT_EQ(job->lastWords, "no memory\n");
}

TEST_F(JobsTest, ASupervisorGivesTheWorkItsProjectAndJob) {
    const JobId id = enqueue();
    const auto note = m_folder / "note";
    const Programs programs{"/bin/false",
                            script(m_folder, "compute", "echo \"$1 $2 $3 $4\" > " + note.string())};
    ASSERT_TRUE(superviseJob(m_project, m_user, id, programs, {}));
    EXPECT_EQ(tests::readWholeFile(note), "job work " + m_project.folder().string() + " 1\n");
    EXPECT_EQ(jobById(db(), id)->message["code"], "job.ended_early");
}

TEST_F(JobsTest, ASupervisorLeavesAloneWhatWasStoppedMeanwhile) {
    const JobId id = enqueue();
    ASSERT_TRUE(requestStop(m_project, id));
    const auto note = m_folder / "note";
    const Programs programs{"/bin/false", script(m_folder, "compute", "touch " + note.string())};
    ASSERT_TRUE(superviseJob(m_project, m_user, id, programs, {}));
    EXPECT_FALSE(std::filesystem::exists(note));
    EXPECT_EQ(state(id), JobState::Stopped);
}

TEST_F(JobsTest, APreparationThatWasKilledIsDoneAgainWhenTheJobIsResumed) {
    const auto job = enqueueJob(m_project, m_user, {"train", "0001", "cpu", Json::object(), true});
    ASSERT_TRUE(job);
    const Programs dying{script(m_folder, "engine", "kill -9 $$"), "/bin/false"};
    ASSERT_TRUE(superviseJob(m_project, m_user, job->id, dying, {}));
    EXPECT_EQ(state(job->id), JobState::Failed);
    ASSERT_TRUE(requestResume(m_project, m_user, job->id));
    EXPECT_EQ(state(job->id), JobState::Preparing);
    auto worker = Worker::begin(m_project, job->id);
    ASSERT_TRUE(worker);
    ASSERT_TRUE(worker->finish(JobState::Paused));
    ASSERT_TRUE(requestResume(m_project, m_user, job->id));
    EXPECT_EQ(state(job->id), JobState::Queued);
}

TEST_F(JobsTest, ASecondSupervisorLeavesARunningJobToTheFirst) {
    const JobId id = enqueue();
    auto first = project::FileLock::tryTake(supervisorLockPath(m_project, id));
    ASSERT_TRUE(first && *first);
    auto worker = Worker::begin(m_project, id);
    ASSERT_TRUE(worker);
    ASSERT_TRUE(superviseJob(m_project, m_user, id, {"/bin/false", "/bin/false"}, {}));
    EXPECT_EQ(state(id), JobState::Running);
}

/// A worker that pauses, and a person who resumes before its supervisor has looked: the job goes on waiting.
TEST_F(JobsTest, AJobThatIsResumedAsItsWorkerEndsIsNotTakenForDead) {
    const JobId id = enqueue();
    const auto gate = m_folder / "gate";
    ASSERT_EQ(::mkfifo(gate.c_str(), 0600), 0);
    const Programs programs{"/bin/false", script(m_folder, "compute", "read word < " + gate.string())};
    Status ended = failed("job.unexpected");
    std::thread supervisor([&] {
        auto project = *project::Project::open(m_folder / "p.luthier", project::Access::ReadWrite,
                                               std::span(&projectPart(), 1), project::Check::None);
        auto user = *project::UserState::open(m_folder / "state", std::span(&userSchema(), 1));
        ended = superviseJob(project, user, id, programs, {});
    });
    {
        std::ofstream open(gate); // opens once the script waits for a word
        {
            auto worker = Worker::begin(m_project, id);
            EXPECT_TRUE(worker && worker->finish(JobState::Paused));
        }
        EXPECT_TRUE(requestResume(m_project, m_user, id));
        open << "go\n";
    }
    supervisor.join();
    EXPECT_TRUE(ended);
    EXPECT_EQ(state(id), JobState::Queued) << dumpJson(jobById(db(), id)->message);
}

} // namespace
} // namespace luthier::jobs
