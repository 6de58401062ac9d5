#include "train_support.h"

#include <recipe/recipe.h>
#include <recipe/schedule.h>
#include <registry/series.h>
#include <train/history_presenter.h>
#include <train/queue_view.h>
#include <train/run_curves.h>
#include <train/run_log.h>
#include <train/run_words.h>

#include <cmath>
#include <thread>

namespace luthier::tests {
namespace {

/// A bridge and the presenter of the page, without a window.
struct OpenTrain {
    bridge::Bridge bridge;
    bridge::JobsWatch jobs{bridge, {}};
    bridge::RunsWatch runs{bridge};
    train::TrainPresenter presenter{bridge, jobs, runs};
    int replaced = 0;
    explicit OpenTrain(const TrainProject& project, bridge::Watching watching = bridge::Watching::Yes) {
        QObject::connect(
            &presenter, &train::TrainPresenter::seriesChanged, &presenter,
            [this](train::SeriesChange change) { replaced += change == train::SeriesChange::Replaced; });
        presenter.setWatching(watching);
        bridge.open(project.path());
        EXPECT_TRUE(waitFor([&] { return presenter.hasArrived() && bridge.pending() == 0; }));
    }
    std::string shown() const { return presenter.current() ? presenter.current()->number : std::string(); }
    std::size_t steps() const { return presenter.series().size(); }
};

TEST(TrainPresenter, ShowsNothingWithoutRuns) {
    const TrainProject project;
    const OpenTrain train(project);
    EXPECT_EQ(train.presenter.current(), nullptr);
    EXPECT_FALSE(train.presenter.canResume());
    EXPECT_FALSE(train.presenter.canDiscard());
}

TEST(TrainPresenter, ShowsTheRunThatWorksAndReadsOnWhatItWrites) {
    TrainProject project;
    fillWithRuns(project);
    OpenTrain train(project);
    ASSERT_TRUE(waitFor([&] {
        return train.shown() == "0003" && train.steps() == 312 && train.presenter.samples().size() == 12;
    }));
    EXPECT_EQ(train.presenter.totalSteps(), 434);
    EXPECT_EQ(train.presenter.series().evaluations.size(), 6U);
    EXPECT_DOUBLE_EQ(train.presenter.series().tokens.back(), 312 * 2048.0);
    EXPECT_NEAR(train.presenter.series().seconds.back(), 312 * 2048 / 9600.0, 1);
    project.addSteps(*train.presenter.current(), 313, 360);
    ASSERT_TRUE(
        waitFor([&] { return train.steps() == 360 && train.presenter.samples().back().step == 350; }));
    EXPECT_EQ(train.replaced, 0);
}

TEST(TrainPresenter, ShowsTheRunThatWaitsToBeResumedBeforeANewerOne) {
    TrainProject project;
    const auto cut = project.addRun("cut");
    project.addSteps(cut, 1, 120);
    const auto waits = project.addRun("waits");
    project.addJob(cut, jobs::JobState::Lost);
    project.addJob(waits, jobs::JobState::Queued);
    const OpenTrain train(project);
    ASSERT_TRUE(waitFor([&] { return train.steps() == 120; }));
    EXPECT_EQ(train.shown(), cut.number);
    EXPECT_TRUE(train.presenter.canResume());
}

TEST(TrainPresenter, ReadsAllAnewAfterARunWentBackToItsCheckpoint) {
    TrainProject project;
    const auto run = project.addRun("one");
    project.addSteps(run, 1, 120);
    OpenTrain train(project);
    ASSERT_TRUE(waitFor([&] { return train.steps() == 120; }));
    ASSERT_TRUE(registry::resumeAfter(project.database(), run.id, 80, {}, Json::array()));
    ASSERT_TRUE(registry::appendMetrics(project.database(), run.id, {{.step = 81, .loss = 9.5}}));
    ASSERT_TRUE(waitFor([&] { return train.steps() == 81; }));
    EXPECT_EQ(train.replaced, 1);
    EXPECT_EQ(train.presenter.series().loss.back(), 9.5);
    EXPECT_EQ(train.presenter.series().evaluations.size(), 1U);
    // Quicker than anybody looks: further than before, but not the same.
    ASSERT_TRUE(registry::resumeAfter(project.database(), run.id, 60, {}, Json::array()));
    ASSERT_TRUE(
        registry::appendMetrics(project.database(), run.id,
                                {{.step = 61, .loss = 1}, {.step = 81, .loss = 2}, {.step = 82, .loss = 3}}));
    ASSERT_TRUE(waitFor([&] { return train.steps() == 63; }));
    EXPECT_EQ(train.replaced, 2);
}

TEST(TrainPresenter, ReadsNothingForAPageThatNobodySees) {
    TrainProject project;
    const auto run = project.addRun("one");
    project.addSteps(run, 1, 10);
    OpenTrain train(project, bridge::Watching::No);
    ASSERT_TRUE(waitFor([&] { return train.shown() == "0001"; }));
    int topics = 0;
    QObject::connect(&train.bridge, &bridge::Bridge::topicChanged, &train.presenter, [&] { ++topics; });
    project.addSteps(run, 11, 20);
    ASSERT_TRUE(waitFor([&] { return topics > 0 && train.bridge.pending() == 0; }));
    EXPECT_EQ(train.steps(), 0U);
    train.presenter.setWatching(bridge::Watching::Yes);
    EXPECT_TRUE(waitFor([&] { return train.steps() == 20; }));
}

TEST(TrainPresenter, AsksTheWorkerToPauseAndToStop) {
    TrainProject project;
    const auto run = project.addRun("one");
    jobs::Worker& worker = project.work(project.addJob(run, jobs::JobState::Queued));
    OpenTrain train(project);
    ASSERT_TRUE(waitFor([&] { return train.presenter.canPause(); }));
    train.presenter.pause();
    ASSERT_TRUE(waitFor([&] { return train.presenter.job()->state == jobs::JobState::Pausing; }));
    EXPECT_EQ(*worker.control(), jobs::Control::Pause);
    ASSERT_TRUE(worker.finish(jobs::JobState::Paused));
    ASSERT_TRUE(waitFor([&] { return train.presenter.canResume(); }));
    EXPECT_TRUE(train.presenter.canStop());
    train.presenter.stop();
    EXPECT_TRUE(waitFor([&] { return train.presenter.job()->state == jobs::JobState::Stopped; }));
}

TEST(TrainPresenter, DiscardsARunAndUndoesIt) {
    TrainProject project;
    fillWithRuns(project);
    OpenTrain train(project);
    ASSERT_TRUE(waitFor([&] { return train.shown() == "0003"; }));
    train.presenter.show(QStringLiteral("0001"));
    ASSERT_TRUE(waitFor([&] { return train.steps() == 260; }));
    train.presenter.discard(QStringLiteral("0001"));
    // Nothing slips under the pointer, not even the run that works.
    ASSERT_TRUE(waitFor([&] { return train.presenter.runs().size() == 3; }));
    EXPECT_EQ(train.presenter.current(), nullptr);
    ASSERT_NE(train.presenter.undoable(), nullptr);
    train.presenter.undo();
    ASSERT_TRUE(waitFor([&] {
        return train.presenter.runs().size() == 4 && train.shown() == "0001" && train.steps() == 260;
    }));
    EXPECT_EQ(train.presenter.undoable(), nullptr);
}

TEST(TrainPresenter, DiscardingARunThatWaitsStopsItsJob) {
    TrainProject project;
    const auto run = project.addRun("one");
    const JobId job = project.addJob(run, jobs::JobState::Queued);
    OpenTrain train(project);
    ASSERT_TRUE(waitFor([&] { return train.presenter.canStop(); }));
    train.presenter.discard(QStringLiteral("0001"));
    ASSERT_TRUE(waitFor([&] { return train.presenter.runs().empty(); }));
    EXPECT_EQ(must(jobs::jobById(project.database(), job)).state, jobs::JobState::Stopped);
}

TEST(TrainPresenter, ShowsARunThatHasJustBeenMade) {
    TrainProject project;
    project.addRun("one");
    OpenTrain train(project);
    ASSERT_TRUE(waitFor([&] { return train.shown() == "0001"; }));
    project.addRun("two");
    EXPECT_TRUE(waitFor([&] { return train.shown() == "0002"; }));
}

TEST(TrainPresenter, WaitsForARunThatIsNotListedYet) {
    TrainProject project;
    project.addRun("one");
    OpenTrain train(project);
    ASSERT_EQ(train.shown(), "0001");
    train.presenter.show(QStringLiteral("0002"));
    EXPECT_EQ(train.shown(), "0001");
    std::string told;
    QObject::connect(&train.presenter, &train::TrainPresenter::currentChanged, &train.presenter,
                     [&] { told = train.shown(); });
    project.addRun("two");
    ASSERT_TRUE(waitFor([&] { return train.shown() == "0002"; }));
    EXPECT_EQ(told, "0002");
}

TEST(TrainPresenter, ChangesNothingInASecondWindow) {
    TrainProject project;
    fillWithRuns(project);
    const OpenTrain first(project);
    OpenTrain second(project);
    ASSERT_TRUE(waitFor([&] { return second.shown() == "0003"; }));
    EXPECT_FALSE(second.presenter.canPause());
    EXPECT_FALSE(second.presenter.canStop());
    EXPECT_FALSE(second.presenter.canDiscard());
}

TEST(TrainPresenter, WritesAStepALineAsCsv) {
    TrainProject project;
    const auto run = project.addRun("one");
    ASSERT_TRUE(
        registry::appendMetrics(project.database(), run.id,
                                {{.step = 1, .epoch = 0.5, .loss = 2.5, .tokens = 10, .tokensPerSecond = 20},
                                 {.step = 2, .loss = std::nan("")}},
                                {{2, "evaluation.loss", 2.25}}));
    OpenTrain train(project);
    ASSERT_TRUE(waitFor([&] { return train.steps() == 2; }));
    EXPECT_EQ(train.presenter.csv(), "step,epoch,tokens,seconds,loss,learning_rate,grad_norm,tokens_per_"
                                     "second,memory_bytes,validation_loss\n"
                                     "1,0.5,10,0.5,2.5,,,20,,\n"
                                     "2,0.5,10,0.5,,,,,,2.25\n");
}

TEST(JobsWatch, KnowsTheLastValuesOfTheJobThatWorks) {
    TrainProject project;
    fillWithRuns(project);
    OpenTrain train(project);
    ASSERT_TRUE(waitFor([&] { return train.jobs.active() && train.jobs.pulse().loss; }));
    EXPECT_NEAR(*train.jobs.pulse().loss, 1.1, 0.5);
    EXPECT_NEAR(*train.jobs.pulse().tokensPerSecond, 9600, 1000);
}

TEST(JobsWatch, MovesWaitingJobs) {
    TrainProject project;
    fillWithRuns(project);
    const JobId last = project.addJob(project.addRun("late"), jobs::JobState::Queued);
    OpenTrain train(project);
    const auto waiting = [&] {
        std::vector<std::string> runs;
        for (const jobs::JobFacts* job : train::queueOf(train.jobs.jobs()))
            if (job->state == jobs::JobState::Queued)
                runs.push_back(job->run);
        return runs;
    };
    ASSERT_TRUE(waitFor([&] { return waiting() == std::vector<std::string>{"0004", "0005"}; }));
    train.jobs.move(last, train.jobs.jobOfRun("0004")->id);
    EXPECT_TRUE(waitFor([&] { return waiting() == std::vector<std::string>{"0005", "0004"}; }));
    train.jobs.move(last, std::nullopt);
    EXPECT_TRUE(waitFor([&] { return waiting() == std::vector<std::string>{"0004", "0005"}; }));
}

TEST(HistoryPresenter, LaysRunsOverEachOtherAndNamesWhatDiffers) {
    TrainProject project;
    fillWithRuns(project);
    OpenTrain train(project);
    train::HistoryPresenter history(train.presenter);
    ASSERT_TRUE(waitFor([&] { return train.presenter.runs().size() == 4; }));
    history.choose({QStringLiteral("0001"), QStringLiteral("0003")});
    ASSERT_TRUE(waitFor([&] {
        return history.seriesOf(QStringLiteral("0001")) && history.seriesOf(QStringLiteral("0003"));
    }));
    EXPECT_EQ(history.seriesOf(QStringLiteral("0001"))->size(), 260U);
    QStringList settings;
    for (const auto& difference : train::recipeDifferences(history.chosenRuns()))
        settings << difference.setting + u'=' + difference.values.join(u'|');
    EXPECT_EQ(settings, (QStringList{QStringLiteral("name=support-tone|support-tone-r16"),
                                     QStringLiteral("method.r=8|16"),
                                     QStringLiteral("optimizer.learning_rate=0.0001|0.0002")}));
}

bridge::RunSeries seriesOf(int steps) {
    bridge::SeriesNews news;
    for (int step = 1; step <= steps; ++step) {
        news.added.step.push_back(step);
        for (auto* values :
             {&news.added.loss, &news.added.learningRate, &news.added.gradNorm, &news.added.memoryBytes})
            values->push_back(step);
        news.added.epoch.push_back(step / 10.0);
        news.added.tokens.push_back(100);
        news.added.tokensPerSecond.push_back(50);
    }
    news.added.evaluations = {{5, 2.5}, {10, 1.5}};
    bridge::RunSeries series;
    bridge::append(series, news);
    return series;
}

TEST(RunCurves, LieOverStepsEpochsTokensOrTime) {
    const bridge::RunSeries run = seriesOf(10);
    train::RunCurves curves;
    curves.follow(run);
    EXPECT_EQ(curves.loss.x(9), 10);
    EXPECT_EQ(curves.validation.x(0), 5);
    curves.setAxis(train::XAxis::Tokens, run);
    EXPECT_EQ(curves.smoothed.x(9), 1000);
    EXPECT_EQ(curves.validation.x(1), 1000);
    curves.setAxis(train::XAxis::Time, run);
    EXPECT_EQ(curves.loss.x(9), 20);
    EXPECT_EQ(curves.position(run, 40), 80); // as fast as before
    curves.setAxis(train::XAxis::Epoch, run);
    EXPECT_EQ(curves.loss.x(4), 0.5);
}

TEST(RunCurves, ForeseeTheRateToTheEndOfTheRun) {
    recipe::Recipe recipe = recipe::defaultRecipe(recipe::Task::Sft, recipe::MethodKind::Lora);
    recipe.schedule.warmupSteps = 0;
    train::RunCurves curves;
    curves.foresee(recipe, seriesOf(10), 110);
    ASSERT_GT(curves.rateAhead.size(), 10U);
    EXPECT_EQ(curves.rateAhead.x(0), 10);
    EXPECT_EQ(curves.rateAhead.x(curves.rateAhead.size() - 1), 110);
    EXPECT_NEAR(curves.rateAhead.y(0),
                recipe::learningRateAt(recipe.schedule, recipe.optimizer.learningRate, 10, 110), 1e-12);
    curves.foresee(recipe, seriesOf(60), 110);
    EXPECT_EQ(curves.rateAhead.x(0), 60);
    curves.foresee(recipe, seriesOf(110), 110);
    EXPECT_EQ(curves.rateAhead.size(), 0U);
}

TEST(RunCurves, SmoothAnewWhenTheWeightChanges) {
    const bridge::RunSeries run = seriesOf(10);
    train::RunCurves curves;
    curves.follow(run);
    curves.setSmoothing(0, run);
    ASSERT_EQ(curves.smoothed.size(), 10U);
    EXPECT_EQ(curves.smoothed.y(9), 10);
    curves.setSmoothing(0.99, run);
    EXPECT_LT(curves.smoothed.y(9), 7);
}

TEST(RunLog, TellsEvaluationsTheCheckpointAndWhatAResumptionNoticed) {
    registry::RunFacts run;
    run.number = "0007";
    run.summary = {{"checkpoint_step", 7},
                   {"notices", {{{"code", "notice.not_bitwise"}, {"parameters", Json::object()}}}}};
    jobs::JobFacts job;
    job.state = jobs::JobState::Failed;
    job.message = errorToJson(failed("training.diverged").with("step", 8));
    const auto lines = train::logOf(run, &job, seriesOf(10));
    QStringList steps;
    for (const auto& line : lines)
        steps << (line.step ? QString::number(*line.step) : QStringLiteral("-"));
    EXPECT_EQ(steps.join(u' '), QStringLiteral("- - 5 7 10 -"));
    EXPECT_EQ(lines[1].tone, QStringLiteral("warn"));
    EXPECT_FALSE(lines[1].text.contains(QStringLiteral("notice."))) << lines[1].text.toStdString();
    EXPECT_TRUE(lines.back().text.contains(u'8'));
}

TEST(RunWords, SayWhetherResumingIsExact) {
    registry::RunFacts run;
    EXPECT_TRUE(train::resumeWords(run).startsWith(QStringLiteral("No checkpoint")));
    run.summary = {{"checkpoint_step", 300}};
    run.lineage = {{"threads", std::thread::hardware_concurrency()}};
    EXPECT_TRUE(train::resumeWords(run).contains(QStringLiteral("identical to an uninterrupted run")));
    run.lineage = {{"threads", 4096}};
    EXPECT_TRUE(train::resumeWords(run).contains(QStringLiteral("last digits may differ")));
}

TEST(RunWords, FollowAJobThroughItsPhases) {
    jobs::JobFacts job;
    const auto now = [&] {
        const auto phases = train::phasesOf(&job);
        for (std::size_t i = 0; i < phases.size(); ++i)
            if (phases[i].state == train::PhaseState::Now)
                return static_cast<int>(i);
        return -1;
    };
    job.state = jobs::JobState::Preparing;
    EXPECT_EQ(now(), 0);
    job.state = jobs::JobState::Queued;
    job.stage = "preparing";
    EXPECT_EQ(now(), 1);
    job.state = jobs::JobState::Running;
    job.stage = "loading model";
    EXPECT_EQ(now(), 2);
    job.stage = "writing samples";
    EXPECT_EQ(now(), 3);
    job.state = jobs::JobState::Done;
    EXPECT_EQ(now(), -1);
}

} // namespace
} // namespace luthier::tests
