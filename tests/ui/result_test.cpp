#include "train_support.h"

#include <train/run_words.h>

#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QTest>
#include <QToolButton>
#include <memory>
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
void addEnded(TrainProject& project) {
    const auto run = project.addRun("ended");
    project.addSteps(run, 1, 120);
    project.summarize(run, {{"adapter", "adapter"}, {"steps", 120}, {"best_loss", 1.5}});
    project.addJob(run, jobs::JobState::Done);
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
