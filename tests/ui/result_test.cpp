#include "train_support.h"

#include <train/quick_look_view.h>
#include <train/run_delegate.h>
#include <train/run_words.h>
#include <train/sample_choice.h>

#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSlider>
#include <QTest>
#include <QTextCursor>
#include <QTextEdit>
#include <QToolButton>
#include <memory>
#include <set>
#include <widgets/parts.h>

namespace luthier::tests {
namespace {

bridge::RunSeries seriesOf(std::vector<bridge::Evaluated> evaluations, std::vector<double> loss = {3, 2}) {
    bridge::RunSeries series;
    for (std::size_t i = 0; i < loss.size(); ++i)
        series.step.push_back(static_cast<double>(i + 1));
    series.loss = std::move(loss);
    series.evaluations = std::move(evaluations);
    return series;
}

TEST(RunResult, TellsHowFarTheValidationLossFell) {
    const auto fell = train::resultOf(seriesOf({{20, 10}, {40, 6}, {60, 6.5}}));
    EXPECT_TRUE(fell.isBetter);
    EXPECT_EQ(fell.sentence,
              QStringLiteral("Validation loss fell from 10.0 at step 20 to 6.00 at step 40: 40 % lower."));
    const auto started = train::resultOf(seriesOf({{0, 12}, {20, 10}, {40, 6}}));
    EXPECT_TRUE(started.isBetter);
    EXPECT_EQ(started.sentence,
              QStringLiteral("Validation loss fell from 12.0 before tuning to 6.00 at step 40: 50 % lower."));
    const auto worse = train::resultOf(seriesOf({{0, 5}, {20, 6}, {40, 7}}));
    EXPECT_FALSE(worse.isBetter) << "the base was better";
    EXPECT_TRUE(worse.sentence.contains(QStringLiteral("at best 6.00, at step 20")))
        << worse.sentence.toStdString();
    EXPECT_FALSE(train::resultOf(seriesOf({{0, 5}})).isBetter) << "nothing was measured after tuning";
    const auto rose = train::resultOf(seriesOf({{20, 6}, {40, 7}}));
    EXPECT_FALSE(rose.isBetter);
    EXPECT_TRUE(rose.sentence.contains(QStringLiteral("did not improve"))) << rose.sentence.toStdString();
    const auto once = train::resultOf(seriesOf({{30, 6}}));
    EXPECT_TRUE(once.sentence.contains(QStringLiteral("6.00 at step 30"))) << once.sentence.toStdString();
    const auto never = train::resultOf(seriesOf({}));
    EXPECT_FALSE(never.isBetter) << "nobody measured whether it learned";
    EXPECT_TRUE(never.sentence.contains(QStringLiteral("from 3.00 to 2.00"))) << never.sentence.toStdString();
}

/// A run that ended with an adapter.
registry::RunFacts addEnded(TrainProject& project) {
    const auto run = project.addRun("ended", {{"data", {{{"dataset", "rows"}}}}});
    project.addSteps(run, 1, 120);
    project.summarize(run, {{"adapter", "adapter"}, {"steps", 120}, {"best_loss", 1.5}});
    project.addJob(run, jobs::JobState::Done);
    return run;
}

/// The rewards of a step, where a run compares answers.
TEST(FinishedRun, ShowsWhatComparedAnswersWereWorth) {
    for (const std::string task : {"dpo", "reward", "sft"}) {
        TrainProject project;
        const auto run = project.addRun(task, {{"task", task}, {"data", {{{"dataset", "rows"}}}}});
        project.addSteps(run, 1, 120);
        std::vector<registry::NamedMetric> rewards;
        for (std::int64_t step = 1; step <= 120 && task != "sft"; ++step) {
            rewards.push_back({step, "rewards.chosen", 0.25});
            rewards.push_back({step, "rewards.rejected", -1.5});
        }
        ASSERT_TRUE(registry::appendMetrics(project.database(), run.id, {}, rewards));
        project.summarize(run, {{"adapter", "adapter"}, {"steps", 120}});
        project.addJob(run, jobs::JobState::Done);
        WindowFixture fixture(project.path(), QStringLiteral("train"));
        const bridge::RunSeries& series = fixture.window->trainPresenter().series();
        ASSERT_TRUE(waitFor([&] { return series.size() == 120; }));
        ASSERT_TRUE(fixture.settle());
        EXPECT_EQ(fixture.find<QWidget>("rewardsChart")->isVisible(), task != "sft") << task;
        EXPECT_EQ(fixture.find<QPushButton>("compareRunButton")->isVisible(), task != "reward")
            << "scores are not compared";
        if (task != "sft") {
            EXPECT_EQ(series.chosenRewards.back(), 0.25);
            EXPECT_EQ(fixture.find<QLabel>("rewardsChartValues")->text(), QStringLiteral("0.25 · -1.50"));
        }
    }
}

TEST(FinishedRun, OffersComparisonAndExportBeforeDiscard) {
    TrainProject project;
    addEnded(project);
    WindowFixture fixture(project.path(), QStringLiteral("train"));
    ASSERT_TRUE(waitFor([&] { return fixture.window->trainPresenter().series().size() == 120; }));
    ASSERT_TRUE(fixture.settle());
    EXPECT_TRUE(fixture.find<QLabel>("resultSentence")->isVisible());
    EXPECT_TRUE(fixture.find<QLabel>("resultSentence")
                    ->text()
                    .startsWith(QStringLiteral("Validation loss fell from")));
    auto* compare = fixture.find<QPushButton>("compareRunButton");
    auto* discard = fixture.find<QPushButton>("discardRun");
    EXPECT_TRUE(compare->isVisible());
    EXPECT_EQ(compare->property("kind").toString(), QStringLiteral("primary"));
    EXPECT_EQ(discard->property("kind").toString(), QStringLiteral("quietDanger"));
    EXPECT_LT(compare->x(), discard->x());
    fixture.find<QPushButton>("exportRunButton")->click();
    EXPECT_TRUE(fixture.find<QToolButton>("rail_export")->isChecked());
    fixture.window->openPage(QStringLiteral("train"));
    compare->click();
    EXPECT_TRUE(fixture.find<QToolButton>("rail_compare")->isChecked());
    EXPECT_EQ(fixture.window->comparePresenter().run()->number, QStringLiteral("0001"));
}

bridge::ComparedRow rowOf(int number, bridge::Outcome outcome, double before, double after) {
    bridge::ComparedRow row;
    row.row = number;
    row.prompt = QStringLiteral("prompt %1").arg(number);
    row.outcome = outcome;
    row.base.text = QStringLiteral("old %1").arg(number);
    row.base.loss = before;
    row.adapted.text = QStringLiteral("new %1").arg(number);
    row.adapted.loss = after;
    return row;
}

TEST(HistoryCard, TellsWhatARunTookBesideWhatWasPlanned) {
    registry::RunFacts run;
    EXPECT_EQ(train::costLine(run), QString());
    run.summary = {{"planned_seconds", 180}, {"planned_bytes", 1'300'000'000}};
    EXPECT_EQ(train::costLine(run), QStringLiteral("plan 3 min 0 s · plan 1.3 GB"));
    EXPECT_EQ(train::planErrorWords(run), QString());
    run.summary["seconds"] = 192;
    run.summary["peak_bytes"] = 1'200'000'000;
    EXPECT_EQ(train::costLine(run), QStringLiteral("3 min 12 s (plan 3 min 0 s) · 1.2 GB (plan 1.3 GB)"));
    EXPECT_EQ(train::planErrorWords(run),
              QString::fromUtf8("time +7 % against the plan · memory −8 % against the plan"));
}

TEST(HistoryCard, TellsTheLossOfNowWhileARunWorks) {
    models::RunRow row;
    row.run.summary = {{"best_loss", 8.92}, {"loss", 9.0}};
    EXPECT_EQ(train::lossText(row, {}), QStringLiteral("validation 8.92"));
    row.loss = 6.96;
    EXPECT_EQ(train::lossText(row, {}), QStringLiteral("loss 6.96"));
    EXPECT_EQ(train::lossText({}, {3, 2.5}), QStringLiteral("loss 2.50"));
}

TEST(QuickLook, ShowsWhatWasFixedAndWhatWasBrokenFirst) {
    using enum bridge::Outcome;
    std::vector<bridge::ComparedRow> rows;
    for (int i = 0; i < 6; ++i)
        rows.push_back(rowOf(i, i < 2 ? BothWrong : Fixed, 3, 2.5));
    rows.push_back(rowOf(6, Broken, 1, 4));
    EXPECT_EQ(train::tellingRows(rows, 3), (std::vector<std::size_t>{2, 3, 6}));
    const std::vector<bridge::ComparedRow> free = {rowOf(0, BothWrong, 3, 2.9), rowOf(1, BothWrong, 3, 1),
                                                   rowOf(2, BothWrong, 3, 2)};
    EXPECT_EQ(train::tellingRows(free, 2), (std::vector<std::size_t>{1, 2})) << "what changed most";
    rows[2].error = failed("engine.text_too_long");
    rows[3].adapted.text.reset();
    EXPECT_EQ(train::tellingRows(rows, 3), (std::vector<std::size_t>{4, 5, 6})) << "only what was answered";
}

TEST(QuickLook, TellsItsCountsOrTheLossWhereNoAnswerIsExact) {
    registry::RunFacts run;
    run.summary = Json::object();
    EXPECT_FALSE(train::quickLookWords(run));
    run.summary["quick_look"] = {{"rows", 20},  {"asked", 20},     {"fixed", 7},
                                 {"broken", 1}, {"both_right", 2}, {"trained_rows", 0}};
    EXPECT_EQ(*train::quickLookWords(run),
              QStringLiteral("Quick look at 20 held-out rows: 7 fixed, 1 broken, 12 the same."));
    run.summary["quick_look"] = {{"rows", 14},
                                 {"asked", 20},
                                 {"fixed", 0},
                                 {"broken", 0},
                                 {"both_right", 0},
                                 {"base", {{"loss", 4.53}}},
                                 {"adapted", {{"loss", 2.76}}}};
    EXPECT_EQ(*train::quickLookWords(run),
              QStringLiteral("Quick look at 14 held-out rows: no answer equals its reference word for word; "
                             "the loss on them went from 4.53 to 2.76. (20 were asked; a tenth of the "
                             "training time was over.)"));
}

TEST(FinishedRun, OpensOnItsQuickLookAndCanBeTunedFurther) {
    TrainProject project;
    const auto run = addEnded(project);
    project.addQuickLook(run);
    project.summarize(run, {{"seconds", 62.0}, {"planned_seconds", 70.0}});
    WindowFixture fixture(project.path(), QStringLiteral("train"));
    ASSERT_TRUE(waitFor([&] { return fixture.window->trainPresenter().quickLook().size() == 4; }));
    ASSERT_TRUE(fixture.settle());
    EXPECT_EQ(fixture.find<QLabel>("quickLookSentence")->text(),
              QStringLiteral("Quick look at 4 held-out rows: 2 fixed, 1 broken, 1 the same."));
    using widgets::ElidedLabel;
    EXPECT_EQ(fixture.find<ElidedLabel>("quickAdapted_1")->fullText(), QStringLiteral("On bench 4."));
    EXPECT_EQ(fixture.find<ElidedLabel>("quickBase_3")->fullText(), QStringLiteral("On bench 4."));
    EXPECT_EQ(fixture.find<QLabel>("resultCost")->text(),
              QStringLiteral("It took 1 min 2 s, 1 min 10 s were planned"));
    fixture.find<QPushButton>("tuneFurther")->click();
    EXPECT_TRUE(fixture.find<QToolButton>("rail_recipe")->isChecked());
    const recipe::Recipe& further = fixture.window->recipePresenter().recipe();
    EXPECT_EQ(further.method.initAdapter, "runs/0001/adapter");
    EXPECT_EQ(further.name, "ended");
    EXPECT_EQ(further.model.path, "/models/starter");
}

TEST(Samples, StandBesideWhatTheBaseSaid) {
    TrainProject project;
    const auto run = addEnded(project);
    project.addStart(run);
    WindowFixture fixture(project.path(), QStringLiteral("train"));
    ASSERT_TRUE(waitFor([&] { return fixture.window->trainPresenter().samples().size() == 6; }));
    ASSERT_TRUE(fixture.settle());
    auto* before = fixture.find<QTextEdit>("sampleBefore_1");
    EXPECT_EQ(before->toPlainText(), QStringLiteral("네, 모릅니다."));
    EXPECT_TRUE(fixture.find<QTextEdit>("sampleOutput_1")->toPlainText().contains(QStringLiteral("(100)")));
    const auto isMarked = [](const QTextEdit* text, int at) {
        QTextCursor cursor(text->document());
        cursor.setPosition(at + 1);
        return cursor.charFormat().underlineStyle() != QTextCharFormat::NoUnderline;
    };
    EXPECT_FALSE(isMarked(before, 0)) << "both say it";
    EXPECT_TRUE(isMarked(before, 3)) << "the base alone says it";
    auto* slider = fixture.find<QSlider>("sampleSlider");
    slider->setValue(0);
    EXPECT_EQ(fixture.find<QLabel>("sampleStep")->text(), QStringLiteral("before the first step"));
    EXPECT_TRUE(waitFor([&] {
        return !fixture.window->findChild<QTextEdit*>(QStringLiteral("sampleOutput_1"));
    })) << "nothing was tuned yet";
}

TEST(Samples, AreChosenByTheirNearnessToTheReference) {
    const std::vector<registry::Sample> samples = {
        {10, "a", "the bow is on bench 4", "the bow is somewhere"},
        {10, "b", "the peg is on bench 9", "the peg is on bench 9"},
        {10, "c", "the neck is gone", "no"},
        {10, "d", "", "an answer that nobody can judge"}};
    using Places = std::vector<std::size_t>;
    EXPECT_EQ(train::chosenSamples(samples, train::SampleChoice::All, 0), (Places{0, 1, 2, 3}));
    EXPECT_EQ(train::chosenSamples(samples, train::SampleChoice::Best, 0), Places{1});
    EXPECT_EQ(train::chosenSamples(samples, train::SampleChoice::Worst, 0), Places{2});
    std::set<std::size_t> seen;
    for (std::uint64_t turn = 7; turn < 11; ++turn)
        seen.insert(train::chosenSamples(samples, train::SampleChoice::Random, turn).at(0));
    EXPECT_EQ(seen.size(), 4U) << "each has its turn";
    EXPECT_TRUE(train::chosenSamples({}, train::SampleChoice::Random, 1).empty());
}

TEST(Samples, ShowTheBestOrTheWorstAnswer) {
    TrainProject project;
    addEnded(project);
    WindowFixture fixture(project.path(), QStringLiteral("train"));
    ASSERT_TRUE(waitFor([&] { return fixture.window->trainPresenter().samples().size() == 4; }));
    ASSERT_TRUE(fixture.settle());
    const auto shown = [&] {
        QStringList prompts;
        for (const auto* text : fixture.find<QWidget>("samplesPanel")->findChildren<QTextEdit*>())
            if (text->isVisible() && text->objectName().startsWith(QStringLiteral("samplePrompt_")))
                prompts << text->toPlainText();
        return prompts;
    };
    ASSERT_TRUE(waitFor([&] { return shown().size() == 2; }));
    QStringList each;
    for (const char* which : {"sampleChoice_best", "sampleChoice_worst"}) {
        fixture.find<QPushButton>(which)->click();
        ASSERT_TRUE(waitFor([&] { return shown().size() == 1; })) << which;
        each << shown();
    }
    EXPECT_NE(each[0], each[1]);
    fixture.find<QPushButton>("sampleChoice_all")->click();
    EXPECT_TRUE(waitFor([&] { return shown().size() == 2; }));
}

TEST(FinishedRun, OffersNothingWhileARunWorks) {
    TrainProject project;
    fillWithRuns(project);
    WindowFixture fixture(project.path(), QStringLiteral("train"));
    ASSERT_TRUE(waitFor([&] { return fixture.window->trainPresenter().series().size() == 312; }));
    EXPECT_FALSE(fixture.find<QLabel>("resultSentence")->isVisible());
    EXPECT_FALSE(fixture.find<QPushButton>("compareRunButton")->isVisible());
    EXPECT_FALSE(fixture.find<QPushButton>("exportRunButton")->isVisible());
}

TEST(SamplesOfANarrowWindow, CloseByTheirButtonAndByEscape) {
    TrainProject project;
    addEnded(project);
    WindowFixture fixture(project.path(), QStringLiteral("train"));
    fixture.window->resize(1024, 700);
    ASSERT_TRUE(waitFor([&] { return fixture.window->trainPresenter().series().size() == 120; }));
    ASSERT_TRUE(fixture.settle());
    auto* open = fixture.find<QPushButton>("samplesButton");
    auto* panel = fixture.find<QWidget>("samplesPanel");
    ASSERT_TRUE(open->isVisible());
    EXPECT_FALSE(panel->isVisible());
    open->click();
    EXPECT_TRUE(panel->isVisible());
    EXPECT_TRUE(
        fixture.window->rect().contains(QRect(panel->mapTo(fixture.window.get(), QPoint()), panel->size())));
    fixture.find<QPushButton>("samplesClose")->click();
    EXPECT_FALSE(panel->isVisible());
    EXPECT_TRUE(open->isVisible());
    open->click();
    fixture.window->activateWindow();
    fixture.find<QPushButton>("samplesClose")->setFocus();
    QTest::keyClick(fixture.find<QPushButton>("samplesClose"), Qt::Key_Escape);
    EXPECT_TRUE(waitFor([&] { return !panel->isVisible(); }));
}

TEST(Button, HasAnIconInTheColourOfItsKind) {
    const std::unique_ptr<QPushButton> changed(
        widgets::button(QStringLiteral("a"), QStringLiteral("primary"), QStringLiteral("play")));
    const std::unique_ptr<QPushButton> plain(
        widgets::button(QStringLiteral("b"), {}, QStringLiteral("play")));
    const auto imageOf = [](const QPushButton& button) {
        return button.icon().pixmap(16, 16).toImage();
    };
    EXPECT_NE(imageOf(*changed), imageOf(*plain));
    widgets::changeKind(changed.get(), {}, QStringLiteral("play"));
    EXPECT_EQ(imageOf(*changed), imageOf(*plain));
}

} // namespace
} // namespace luthier::tests
