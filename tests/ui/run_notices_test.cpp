#include "train_support.h"

#include <shell/run_notices.h>

namespace luthier::tests {
namespace {

struct Notice {
    QString title;
    QString text;
};

/// The window's eyes on a project in which a run is at work.
struct Watched {
    TrainProject project;
    registry::RunFacts run = project.addRun("support-tone");
    JobId job = project.addJob(run, jobs::JobState::Queued);
    jobs::Worker& worker = project.work(job);
    bridge::Bridge bridge;
    bridge::JobsWatch jobs{bridge, QString()};
    bridge::RunsWatch runs{bridge};
    bool isInFront = false;
    std::vector<Notice> notices;
    shell::RunNotices told{jobs, runs, [this] { return isInFront; },
                           [this](const QString& title, const QString& text) {
                               notices.push_back({title, text});
                           }};

    Watched() {
        bridge.open(project.path());
        EXPECT_TRUE(waitFor([this] { return jobs.active() != nullptr && runs.hasArrived(); }));
    }
    /// Until the window has seen how the job ended.
    void waitForEnd() {
        EXPECT_TRUE(waitFor([this] {
            const auto* seen = jobs.jobOfRun("0001");
            return seen && !jobs::isActive(seen->state);
        }));
    }
};

TEST(RunNotices, TellWhatARunHasComeToWhileTheWindowIsBehind) {
    Watched watched;
    watched.project.addQuickLook(watched.run);
    watched.project.summarize(watched.run, {{"adapter", "adapter"}, {"best_loss", 1.5}});
    ASSERT_TRUE(watched.worker.finish(jobs::JobState::Done));
    ASSERT_TRUE(waitFor([&] { return !watched.notices.empty(); }));
    EXPECT_EQ(watched.notices.front().title, QStringLiteral("Run 0001 is done"));
    EXPECT_EQ(watched.notices.front().text,
              QStringLiteral("Quick look at 4 held-out rows: 2 fixed, 1 broken, 1 the same."));
    watched.project.summarize(watched.run, {{"seconds", 3}});
    ASSERT_TRUE(waitFor([&] { return watched.runs.present().front().summary.contains("seconds"); }));
    EXPECT_EQ(watched.notices.size(), 1U) << "once";
}

TEST(RunNotices, TellWhyARunFailed) {
    Watched watched;
    ASSERT_TRUE(watched.worker.fail(failed("training.diverged").with("step", 7)));
    ASSERT_TRUE(waitFor([&] { return !watched.notices.empty(); }));
    EXPECT_EQ(watched.notices.front().title, QStringLiteral("Run 0001 failed"));
    EXPECT_TRUE(watched.notices.front().text.contains(QStringLiteral("7")))
        << watched.notices.front().text.toStdString();
}

TEST(RunNotices, AreForThoseWhoDoNotLook) {
    Watched watched;
    watched.isInFront = true;
    watched.project.summarize(watched.run, {{"adapter", "adapter"}});
    ASSERT_TRUE(watched.worker.finish(jobs::JobState::Done));
    watched.waitForEnd();
    ASSERT_TRUE(waitFor([&] { return watched.runs.present().front().summary.contains("adapter"); }));
    EXPECT_TRUE(watched.notices.empty());
}

} // namespace
} // namespace luthier::tests
