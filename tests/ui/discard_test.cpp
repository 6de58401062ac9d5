#include "train_support.h"

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QImage>
#include <QLabel>
#include <QPushButton>
#include <QTabBar>
#include <QTest>

namespace luthier::tests {
namespace {

/// The window on Train with its runs read.
struct DiscardWindow {
    WindowFixture fixture;
    explicit DiscardWindow(const TrainProject& project, const QString& page = QStringLiteral("train"))
        : fixture(project.path(), page) {
        EXPECT_TRUE(waitFor([this] { return presenter().hasArrived(); }) && fixture.settle());
        fixture.window->activateWindow();
        EXPECT_TRUE(waitFor([this] { return QApplication::activeWindow() == fixture.window.get(); }));
    }
    train::TrainPresenter& presenter() { return fixture.window->trainPresenter(); }
    QPushButton* button(const char* name) { return fixture.find<QPushButton>(name); }
    bool isThere(const char* name) {
        const auto* found = fixture.window->findChild<QPushButton*>(QString::fromLatin1(name));
        return found && found->isVisible();
    }
    bool hasFocus(QWidget* widget) { return QApplication::focusWidget() == widget; }
    std::string shown() {
        return presenter().current() ? presenter().current()->number : std::string("none");
    }
};

TEST(TrainFocus, GoesToPauseAfterResume) {
    TrainProject project;
    const auto run = project.addRun("one");
    project.summarize(run, {{"checkpoint_step", 50}});
    const JobId job = project.addJob(run, jobs::JobState::Paused);
    DiscardWindow window(project);
    ASSERT_TRUE(waitFor([&] { return window.isThere("resumeRun"); }));
    window.button("resumeRun")->setFocus();
    // The supervisor that Resume would start: the job waits again.
    ASSERT_TRUE(jobs::changeState(project.database(), job, {jobs::JobState::Paused}, jobs::JobState::Queued));
    ASSERT_TRUE(waitFor([&] { return !window.isThere("resumeRun"); }));
    EXPECT_TRUE(window.hasFocus(window.button("pauseRun")))
        << QApplication::focusWidget()->objectName().toStdString();
}

TEST(TrainFocus, GoesToTheTabsAfterStopAndKeep) {
    TrainProject project;
    const auto run = project.addRun("one");
    project.work(project.addJob(run, jobs::JobState::Queued));
    DiscardWindow window(project);
    ASSERT_TRUE(waitFor([&] { return window.isThere("stopRun"); }));
    window.button("stopRun")->setFocus();
    QTest::keyClick(window.button("stopRun"), Qt::Key_Space);
    ASSERT_TRUE(waitFor([&] { return !window.isThere("stopRun"); }));
    EXPECT_TRUE(window.hasFocus(window.fixture.find<QTabBar>("trainTabs")))
        << QApplication::focusWidget()->objectName().toStdString();
    EXPECT_EQ(window.presenter().job()->state, jobs::JobState::Stopping);
}

TEST(TrainFocus, NeverMovesByItselfToWhatThrowsAway) {
    TrainProject project;
    const auto run = project.addRun("one");
    project.work(project.addJob(run, jobs::JobState::Queued));
    DiscardWindow window(project);
    ASSERT_TRUE(
        waitFor([&] { return window.isThere("jobPause") && window.button("jobPause")->isEnabled(); }));
    window.button("jobPause")->setFocus();
    QTest::keyClick(window.button("jobPause"), Qt::Key_Space);
    ASSERT_TRUE(waitFor([&] { return !window.button("jobPause")->isEnabled(); }));
    EXPECT_FALSE(window.hasFocus(window.button("jobStop")));
    EXPECT_FALSE(window.hasFocus(window.button("discardRun")));
}

TEST(TrainFocus, IsOnTheTabsOfARunThatHasJustBeenStarted) {
    TrainProject project;
    project.addRun("one");
    DiscardWindow window(project, QStringLiteral("recipe"));
    window.fixture.find<QPushButton>("startButton")->setFocus();
    const auto run = project.addRun("two");
    Q_EMIT window.fixture.window->previewPresenter().runStarted(QString::fromStdString(run.number));
    ASSERT_TRUE(waitFor([&] { return window.shown() == run.number; }));
    EXPECT_TRUE(window.hasFocus(window.fixture.find<QTabBar>("trainTabs")))
        << QApplication::focusWidget()->objectName().toStdString();
}

TEST(Discard, AsksFirstWhereAWorkerIsAtTheRun) {
    TrainProject project;
    const auto run = project.addRun("one");
    jobs::Worker& worker = project.work(project.addJob(run, jobs::JobState::Queued));
    DiscardWindow window(project);
    ASSERT_TRUE(waitFor([&] { return window.isThere("pauseRun"); }));
    EXPECT_EQ(window.button("discardRun")->text(), QString::fromUtf8("Discard…"));
    window.button("discardRun")->click();
    auto* question = window.fixture.find<QDialog>("discardQuestion");
    ASSERT_TRUE(question->isVisible());
    // Space pressed once too often, and Escape: the run works on.
    QTest::keyClick(window.button("discardQuestionStay"), Qt::Key_Space);
    EXPECT_FALSE(question->isVisible());
    EXPECT_EQ(window.shown(), "0001");
    EXPECT_EQ(must(jobs::jobById(project.database(), worker.job().id)).state, jobs::JobState::Running);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    window.button("discardRun")->click();
    window.button("discardQuestionGoOn")->click();
    ASSERT_TRUE(waitFor([&] { return window.isThere("undoDiscard"); }));
    EXPECT_TRUE(waitFor([&] {
        return must(jobs::jobById(project.database(), worker.job().id)).state == jobs::JobState::Stopping;
    }));
}

TEST(Discard, ADoubleClickTakesOneRun) {
    TrainProject project;
    fillWithRuns(project);
    DiscardWindow window(project);
    ASSERT_TRUE(waitFor([&] { return window.presenter().runs().size() == 4; }));
    window.presenter().show(QStringLiteral("0001"));
    auto* discard = window.button("discardRun");
    ASSERT_TRUE(waitFor([&] { return discard->isVisible() && discard->isEnabled(); }));
    const QImage switchedOn = discard->grab().toImage();
    const QPoint place = discard->mapTo(window.fixture.window.get(), discard->rect().center());
    const auto pressThere = [&] {
        // Where the pointer is, whatever lies there by now.
        QWidget* under = window.fixture.window->childAt(place);
        QTest::mouseClick(under, Qt::LeftButton, {}, under->mapFrom(window.fixture.window.get(), place));
    };
    pressThere();
    pressThere();
    ASSERT_TRUE(waitFor([&] { return window.presenter().runs().size() == 3; }));
    ASSERT_TRUE(window.fixture.settle());
    pressThere();
    ASSERT_TRUE(window.fixture.settle());
    EXPECT_EQ(window.presenter().runs().size(), 3U);
    EXPECT_EQ(window.shown(), "none");
    EXPECT_FALSE(discard->isEnabled());
    EXPECT_NE(discard->grab().toImage(), switchedOn) << "looks switched off";
    EXPECT_TRUE(window.isThere("undoDiscard"));
    EXPECT_FALSE(window.button("emptyRecipe")->isVisible()) << "one state lies over another";
    EXPECT_EQ(window.fixture.find<QLabel>("discardedTitle")->text(),
              QStringLiteral("Run 0001 was discarded."));
    window.button("undoDiscard")->click();
    EXPECT_TRUE(waitFor([&] { return window.shown() == "0001"; }));
}

TEST(Discard, CountsSeveralAndNamesTheOneThatUndoBringsBack) {
    TrainProject project;
    project.addRun("one");
    project.addRun("two");
    project.addRun("three");
    DiscardWindow window(project);
    const auto discard = [&](const char* number) {
        window.presenter().show(QString::fromLatin1(number));
        window.button("discardRun")->click();
        return waitFor([&] { return window.presenter().undoable() != nullptr; }) && window.fixture.settle();
    };
    ASSERT_TRUE(discard("0001"));
    ASSERT_TRUE(discard("0003"));
    auto* title = window.fixture.find<QLabel>("discardedTitle");
    EXPECT_EQ(title->text(), QStringLiteral("2 runs were discarded, the last was run 0003."));
    window.fixture.find<QAction>("actionUndo")->trigger();
    ASSERT_TRUE(waitFor([&] { return window.shown() == "0003"; }));
    ASSERT_TRUE(window.isThere("undoDiscardBar"));
    window.button("undoDiscardBar")->click();
    EXPECT_TRUE(waitFor([&] { return window.shown() == "0001" && !window.isThere("undoDiscardBar"); }));
}

TEST(Discard, ShowsARunAgainOnceThePageWasLeft) {
    TrainProject project;
    project.addRun("one");
    project.addRun("two");
    DiscardWindow window(project);
    window.presenter().show(QStringLiteral("0001"));
    window.button("discardRun")->click();
    ASSERT_TRUE(waitFor([&] { return window.presenter().runs().size() == 1; }));
    EXPECT_EQ(window.shown(), "none");
    window.fixture.window->openPage(QStringLiteral("home"));
    window.fixture.window->openPage(QStringLiteral("train"));
    EXPECT_TRUE(waitFor([&] { return window.shown() == "0002"; }));
    EXPECT_TRUE(window.isThere("undoDiscardBar"));
}

} // namespace
} // namespace luthier::tests
