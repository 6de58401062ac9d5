#include "train_support.h"

#include <charts/curve_chart.h>

#include <QAction>
#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSlider>
#include <QTabBar>
#include <QTableWidget>
#include <QTest>
#include <QTextEdit>
#include <QToolButton>

namespace luthier::tests {
namespace {

/// The window on Train, its first run read.
struct TrainWindow {
    WindowFixture fixture;
    explicit TrainWindow(const TrainProject& project, const QString& page = QStringLiteral("train"))
        : fixture(project.path(), page) {
        EXPECT_TRUE(waitFor([this] {
            return presenter().hasArrived() &&
                   (!presenter().current() || presenter().job() || fixture.window->bridge().pending() == 0);
        }));
        EXPECT_TRUE(fixture.settle());
    }
    train::TrainPresenter& presenter() { return fixture.window->trainPresenter(); }
    QPushButton* button(const char* name) { return fixture.find<QPushButton>(name); }
    charts::CurveChart* chart(const char* name) { return fixture.find<charts::CurveChart>(name); }
    bool waitForSteps(std::size_t steps) {
        return waitFor([&] { return presenter().series().size() == steps; }) && fixture.settle();
    }
};

QImage imageOf(QWidget* widget) {
    return widget->grab().toImage();
}

TEST(TrainPage, TeachesWhereThereIsNoRun) {
    const TrainProject project;
    TrainWindow window(project);
    EXPECT_TRUE(window.fixture.find<QWidget>("trainPage")->isVisible());
    bool taught = false;
    for (const QLabel* label : window.fixture.window->findChildren<QLabel*>())
        taught = taught || (label->isVisible() && label->text() == QStringLiteral("No run yet"));
    EXPECT_TRUE(taught);
    EXPECT_FALSE(window.button("discardRun")->isVisible());
    window.button("emptyRecipe")->click();
    EXPECT_FALSE(window.fixture.find<QWidget>("trainPage")->isVisible());
}

TEST(TrainPage, OpensTheSampleAtItsRecipe) {
    const TrainProject project;
    const TemporaryFolder home;
    const QByteArray before = qgetenv("HOME");
    qputenv("HOME", QByteArray::fromStdString(home.path().string()));
    {
        TrainWindow window(project);
        window.button("emptySample")->click();
        EXPECT_TRUE(waitFor(
            [&] {
                return window.fixture.window->bridge().project() &&
                       window.fixture.window->bridge().project()->name == QStringLiteral("sample");
            },
            60000));
        EXPECT_TRUE(window.fixture.settle());
        EXPECT_TRUE(window.fixture.find<QToolButton>("rail_recipe")->isChecked());
        EXPECT_EQ(window.fixture.window->dataPresenter().datasets().size(), 2U);
    }
    qputenv("HOME", before);
}

TEST(TrainPage, ShowsTheFiguresOfTheRunThatWorks) {
    TrainProject project;
    fillWithRuns(project);
    TrainWindow window(project);
    ASSERT_TRUE(window.waitForSteps(312));
    EXPECT_EQ(window.fixture.find<QLabel>("figure_0")->text(), QStringLiteral("312 / 434"));
    EXPECT_EQ(window.fixture.find<QLabel>("figure_2")->text(), QStringLiteral("3 min 28 s"));
    EXPECT_EQ(window.fixture.find<QLabel>("figure_6")->text(), QStringLiteral("step 300"));
    EXPECT_TRUE(window.fixture.find<QLabel>("jobDetail")->isVisible());
    EXPECT_TRUE(window.fixture.find<QPlainTextEdit>("runLog")->toPlainText().contains(
        QStringLiteral("checkpoint written")));
    EXPECT_EQ(window.fixture.find<QTabBar>("trainTabs")->tabText(2), QStringLiteral("Queue  2"));
}

/// Counts how often its widget is told to lay its parts out anew.
struct LayoutCount final : QObject {
    int count = 0;
    bool eventFilter(QObject*, QEvent* event) override {
        count += event->type() == QEvent::LayoutRequest ? 1 : 0;
        return false;
    }
};

TEST(SteadyLabel, LaysNothingOutAnewUnlessItsTextGrows) {
    QWidget whole;
    auto* figure = new widgets::SteadyLabel(widgets::TextStyle::Body);
    auto* line = widgets::row(&whole, 0);
    line->addWidget(figure);
    line->addStretch(1);
    whole.show();
    figure->setFigure(QStringLiteral("1,000 of 2,000"));
    QApplication::processEvents();
    const int width = figure->width();
    EXPECT_GE(width, figure->fontMetrics().horizontalAdvance(figure->text()));
    LayoutCount layouts;
    whole.installEventFilter(&layouts);
    figure->setFigure(QStringLiteral("7 of 2,000"));
    QApplication::processEvents();
    EXPECT_EQ(layouts.count, 0);
    EXPECT_EQ(figure->width(), width);
    figure->setFigure(QStringLiteral("100,000 of 200,000"));
    QApplication::processEvents();
    EXPECT_EQ(layouts.count, 1);
    EXPECT_GE(figure->width(), figure->fontMetrics().horizontalAdvance(figure->text()));
}

TEST(TrainPage, DrawsWhatIsAppendedAndNothingElse) {
    TrainProject project;
    fillWithRuns(project);
    TrainWindow window(project);
    ASSERT_TRUE(window.waitForSteps(312));
    const QImage before = imageOf(window.chart("lossChart"));
    EXPECT_EQ(imageOf(window.chart("lossChart")), before);
    project.addSteps(*window.presenter().current(), 313, 340);
    ASSERT_TRUE(window.waitForSteps(340));
    EXPECT_NE(imageOf(window.chart("lossChart")), before);
}

TEST(TrainPage, PointsAtTheSameStepInAllCharts) {
    TrainProject project;
    fillWithRuns(project);
    TrainWindow window(project);
    ASSERT_TRUE(window.waitForSteps(312));
    const QImage before = imageOf(window.chart("speedChart"));
    auto* viewport = window.chart("lossChart")->viewport();
    QTest::mouseMove(viewport, QPoint(viewport->width() / 3, viewport->height() / 2));
    EXPECT_TRUE(window.fixture.find<widgets::ElidedLabel>("crosshairText")
                    ->fullText()
                    .startsWith(QStringLiteral("Crosshair at step ")));
    EXPECT_NE(imageOf(window.chart("speedChart")), before);
    EXPECT_NE(window.fixture.find<QLabel>("rateChartValues")->text(), QString());
}

TEST(TrainPage, ZoomsAllChartsByABrushAndBackByEscape) {
    TrainProject project;
    fillWithRuns(project);
    TrainWindow window(project);
    ASSERT_TRUE(window.waitForSteps(312));
    auto* viewport = window.chart("normChart")->viewport();
    const int y = viewport->height() / 2, left = viewport->width() / 4, right = viewport->width() / 2;
    QTest::mousePress(viewport, Qt::LeftButton, {}, QPoint(left, y));
    QTest::mouseMove(viewport, QPoint(right, y));
    QTest::mouseRelease(viewport, Qt::LeftButton, {}, QPoint(right, y));
    const charts::Span zoomed = window.chart("lossChart")->view().x;
    EXPECT_GT(zoomed.from, 30);
    EXPECT_LT(zoomed.to, 300);
    EXPECT_TRUE(window.button("wholeAxis")->isVisible());
    QTest::keyClick(window.chart("lossChart"), Qt::Key_Escape);
    EXPECT_EQ(window.chart("normChart")->view().x, (charts::Span{0, 434}));
    EXPECT_FALSE(window.button("wholeAxis")->isVisible());
}

TEST(TrainPage, ChangesAxisScaleAndSmoothing) {
    TrainProject project;
    fillWithRuns(project);
    TrainWindow window(project);
    ASSERT_TRUE(window.waitForSteps(312));
    window.button("xAxis_tokens")->click();
    EXPECT_EQ(window.chart("lossChart")->view().x.to, 434 * 2048.0);
    window.fixture.find<QAbstractButton>("logScale")->click();
    EXPECT_EQ(window.chart("lossChart")->view().scale, charts::Scale::Log);
    EXPECT_EQ(window.chart("rateChart")->view().scale, charts::Scale::Linear);
    const QImage before = imageOf(window.chart("lossChart"));
    window.fixture.find<QSlider>("smoothing")->setValue(0);
    EXPECT_NE(imageOf(window.chart("lossChart")), before);
}

TEST(TrainPage, GoesThroughTheSamplesByStep) {
    TrainProject project;
    fillWithRuns(project);
    TrainWindow window(project);
    ASSERT_TRUE(waitFor([&] { return window.presenter().samples().size() == 12; }));
    EXPECT_EQ(window.fixture.find<QLabel>("sampleStep")->text(), QStringLiteral("step 300"));
    window.fixture.find<QSlider>("sampleSlider")->setValue(1);
    EXPECT_EQ(window.fixture.find<QLabel>("sampleStep")->text(), QStringLiteral("step 100"));
    ASSERT_TRUE(waitFor([&] {
        return window.fixture.find<QTextEdit>("sampleOutput_1")
            ->toPlainText()
            .contains(QStringLiteral("(100)"));
    }));
}

TEST(TrainPage, SaysWhyARunFailedAndKeepsItsLastWordsToCopy) {
    TrainProject project;
    const auto run = project.addRun("one");
    const JobId job = project.addJob(run, jobs::JobState::Failed);
    ASSERT_TRUE(
        project.database().run("UPDATE jobs SET last_words='loss is not a number' WHERE id=?1", job.value));
    TrainWindow window(project);
    auto* trouble = window.fixture.find<QWidget>("trainTrouble");
    ASSERT_TRUE(waitFor([&] { return trouble->isVisible(); }));
    window.button("trainTroubleCopy")->click();
    EXPECT_TRUE(QGuiApplication::clipboard()->text().contains(QStringLiteral("loss is not a number")));
    EXPECT_TRUE(window.button("resumeRun")->isVisible());
    EXPECT_TRUE(window.fixture.find<QToolButton>("rail_train")->property("attention").toBool());
}

TEST(TrainPage, OffersToResumeARunThatWasCutOff) {
    TrainProject project;
    const auto run = project.addRun("one");
    project.addSteps(run, 1, 60);
    project.summarize(run, {{"checkpoint_step", 50}});
    project.addJob(run, jobs::JobState::Lost);
    TrainWindow window(project);
    ASSERT_TRUE(waitFor([&] { return window.button("resumeRun")->isVisible(); }));
    EXPECT_TRUE(window.fixture.find<QWidget>("trainTrouble")->isVisible());
    EXPECT_EQ(window.fixture.find<QLabel>("runState")->text(), QStringLiteral("cut off"));
}

TEST(TrainPage, DiscardsAndUndoesByTheShortcutsAction) {
    TrainProject project;
    fillWithRuns(project);
    TrainWindow window(project);
    ASSERT_TRUE(waitFor([&] { return window.presenter().runs().size() == 4; }));
    window.presenter().show(QStringLiteral("0001"));
    window.button("discardRun")->click();
    ASSERT_TRUE(waitFor([&] { return window.button("undoDiscard")->isVisible(); }));
    EXPECT_EQ(window.presenter().runs().size(), 3U);
    window.fixture.find<QAction>("actionUndo")->trigger();
    EXPECT_TRUE(waitFor(
        [&] { return window.presenter().runs().size() == 4 && !window.button("undoDiscard")->isVisible(); }));
}

TEST(TrainPage, BringsADiscardedRunBackAfterARestart) {
    TrainProject project;
    const auto run = project.addRun("one");
    project.addRun("two");
    ASSERT_TRUE(registry::setRemoved(project.project(), run.id, true));
    TrainWindow window(project, QStringLiteral("train/history"));
    auto* shown = window.fixture.find<QAbstractButton>("showDiscarded");
    ASSERT_TRUE(waitFor([&] { return shown->isVisible(); }));
    shown->click();
    auto* list = window.fixture.find<QListView>("runList");
    ASSERT_EQ(list->model()->rowCount(), 2);
    list->selectionModel()->select(list->model()->index(1, 0), QItemSelectionModel::ClearAndSelect);
    ASSERT_TRUE(window.button("restoreRun")->isVisible());
    window.button("restoreRun")->click();
    EXPECT_TRUE(waitFor([&] { return window.presenter().runs().size() == 2; }));
}

TEST(TrainPage, ComparesTheChosenRunsOfTheHistory) {
    TrainProject project;
    fillWithRuns(project);
    TrainWindow window(project, QStringLiteral("train/history"));
    auto* list = window.fixture.find<QListView>("runList");
    ASSERT_TRUE(waitFor([&] { return list->model()->rowCount() == 4; }));
    list->selectAll();
    auto* table = window.fixture.find<QTableWidget>("differences");
    ASSERT_TRUE(waitFor([&] { return table->columnCount() == 5; }));
    EXPECT_EQ(table->item(0, 0)->text(), QStringLiteral("Best loss"));
    EXPECT_EQ(table->item(3, 0)->text(), QStringLiteral("Rank"));
    ASSERT_TRUE(waitFor([&] { return window.chart("overlayChart")->view().x.to == 312; }));
    Q_EMIT list->activated(list->model()->index(3, 0)); // several are chosen: nothing to open
    EXPECT_EQ(window.fixture.find<QTabBar>("trainTabs")->currentIndex(), 1);
    list->setCurrentIndex(list->model()->index(3, 0));
    window.button("openRun")->click();
    EXPECT_EQ(window.fixture.find<QTabBar>("trainTabs")->currentIndex(), 0);
    EXPECT_EQ(window.presenter().current()->number, "0001");
}

TEST(TrainPage, OrdersTheQueueAndStartsTheNextOnDemandOnly) {
    TrainProject project;
    const auto first = project.addRun("first");
    project.addJob(first, jobs::JobState::Paused);
    project.addJob(project.addRun("second"), jobs::JobState::Queued);
    const JobId third = project.addJob(project.addRun("third"), jobs::JobState::Queued);
    TrainWindow window(project, QStringLiteral("train/queue"));
    const QByteArray up = "queueUp_" + QByteArray::number(third.value);
    ASSERT_TRUE(waitFor(
        [&] { return window.fixture.window->findChild<QPushButton*>(QString::fromLatin1(up)) != nullptr; }));
    EXPECT_TRUE(window.button("startNext")->isVisible());
    window.button(up)->click();
    ASSERT_TRUE(waitFor([&] {
        const auto queue = must(jobs::listUnfinishedJobs(project.database()));
        return queue.size() == 3 && queue[1].id == third;
    }));
    const QByteArray out = "queueOut_" + QByteArray::number(third.value);
    ASSERT_TRUE(waitFor([&] { return !window.button(up)->isEnabled(); }));
    window.button(out)->click();
    EXPECT_TRUE(waitFor(
        [&] { return must(jobs::jobById(project.database(), third)).state == jobs::JobState::Stopped; }));
}

TEST(TrainPage, CanOnlyBeReadInASecondWindow) {
    TrainProject project;
    fillWithRuns(project);
    TrainWindow first(project);
    TrainWindow second(project);
    ASSERT_TRUE(second.waitForSteps(312));
    EXPECT_FALSE(second.button("pauseRun")->isVisible());
    EXPECT_FALSE(second.button("discardRun")->isEnabled());
    EXPECT_FALSE(second.button("jobPause")->isVisible());
    EXPECT_FALSE(second.button("discardRun")->toolTip().isEmpty());
}

TEST(TrainPage, SavesPictureAndValues) {
    TrainProject project;
    fillWithRuns(project);
    TrainWindow window(project);
    ASSERT_TRUE(window.waitForSteps(312));
    TemporaryFolder folder;
    const QString picture = QString::fromStdString((folder / "charts.png").string()),
                  values = QString::fromStdString((folder / "values.csv").string());
    int saved = 0;
    QObject::connect(&window.presenter(), &train::TrainPresenter::saved, window.fixture.window.get(),
                     [&] { ++saved; });
    window.fixture.find<train::TrainPage>("trainPage")->exportPicture(picture);
    ASSERT_TRUE(waitFor([&] { return saved == 1; }));
    window.presenter().save(values, window.presenter().csv());
    ASSERT_TRUE(waitFor([&] { return saved == 2; }));
    const QImage first(picture);
    EXPECT_GT(first.width(), 1000);
    window.presenter().rename(QString::fromStdString(window.presenter().current()->number),
                              QStringLiteral("another name"));
    ASSERT_TRUE(waitFor([&] { return window.presenter().current()->name == "another name"; }));
    window.fixture.find<train::TrainPage>("trainPage")->exportPicture(picture);
    ASSERT_TRUE(waitFor([&] { return saved == 3; }));
    EXPECT_NE(QImage(picture), first) << "a picture that is handed on says what it is of";
    QFile file(values);
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    EXPECT_EQ(file.readAll().count('\n'), 313);
}

TEST(JobBar, OpensTheRunThatWorksFromAnyPage) {
    TrainProject project;
    fillWithRuns(project);
    TrainWindow window(project, QStringLiteral("home"));
    ASSERT_TRUE(waitFor([&] { return window.button("jobOpen")->isVisible(); }));
    EXPECT_EQ(window.button("jobOpen")->text(), QStringLiteral("run 0003 · training"));
    window.button("jobOpen")->click();
    EXPECT_TRUE(window.fixture.find<QWidget>("trainPage")->isVisible());
    ASSERT_TRUE(window.waitForSteps(312));
}

TEST(JobBar, PausesTheRunThatWorks) {
    TrainProject project;
    const auto run = project.addRun("one");
    jobs::Worker& worker = project.work(project.addJob(run, jobs::JobState::Queued));
    TrainWindow window(project, QStringLiteral("home"));
    ASSERT_TRUE(waitFor(
        [&] { return window.button("jobPause")->isVisible() && window.button("jobPause")->isEnabled(); }));
    window.button("jobPause")->click();
    EXPECT_TRUE(waitFor([&] {
        return must(jobs::jobById(project.database(), worker.job().id)).state == jobs::JobState::Pausing;
    }));
}

TEST(RunNames, AreChangedOnThePageAndInTheHistory) {
    TrainProject project;
    const auto run = project.addRun("recipe");
    project.addSteps(run, 1, 60);
    project.addJob(run, jobs::JobState::Done);
    TrainWindow window(project);
    ASSERT_TRUE(window.waitForSteps(60));
    const auto storedName = [&] {
        return must(registry::runById(project.database(), run.id)).name;
    };
    window.button("renameRun")->click();
    auto* field = window.fixture.find<QLineEdit>("runNameDialogField");
    EXPECT_EQ(field->text(), QStringLiteral("recipe"));
    field->setText(QStringLiteral("short answers"));
    window.button("runNameDialogGoOn")->click();
    ASSERT_TRUE(waitFor([&] { return storedName() == "short answers"; }));
    ASSERT_TRUE(waitFor([&] { return window.presenter().current()->name == "short answers"; }));
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    window.fixture.window->openPage(QStringLiteral("train/history"));
    ASSERT_TRUE(window.fixture.settle());
    EXPECT_EQ(window.fixture.find<QListView>("runList")->model()->index(0, 0).data().toString(),
              QStringLiteral("short answers"));
    window.button("renameListedRun")->click();
    field = window.fixture.find<QLineEdit>("runNameDialogField");
    field->setText(QStringLiteral("long answers"));
    QTest::keyClick(field, Qt::Key_Return);
    EXPECT_TRUE(waitFor([&] { return storedName() == "long answers"; }));
}

} // namespace
} // namespace luthier::tests
