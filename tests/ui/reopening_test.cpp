#include "ui_support.h"

#include <dataset/catalog.h>
#include <project/file_lock.h>

#include <QAction>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QTableWidget>
#include <QTest>
#include <QToolButton>

#include <filesystem>
#include <future>
#include <new>
#include <stdexcept>

namespace luthier::tests {
namespace {

/// Counts what a bridge tells about opening.
struct Openings {
    int opened = 0, already = 0, failed = 0;
    explicit Openings(bridge::Bridge& bridge) {
        QObject::connect(&bridge, &bridge::Bridge::opened, &bridge, [this] { ++opened; });
        QObject::connect(&bridge, &bridge::Bridge::alreadyOpen, &bridge, [this] { ++already; });
        QObject::connect(&bridge, &bridge::Bridge::openFailed, &bridge, [this] { ++failed; });
    }
};

TEST(Reopening, LeavesTheOpenProjectAsItIs) {
    const SampleProject sample;
    bridge::Bridge bridge;
    Openings openings(bridge);
    bridge.open(sample.path());
    ASSERT_TRUE(waitFor([&] { return openings.opened == 1; }));
    bridge.open(sample.path());
    ASSERT_TRUE(waitFor([&] { return openings.already == 1; }));
    // By another way to the same folder.
    std::filesystem::create_directory_symlink(sample.path().toStdString(),
                                              sample.write("x", "").replace_filename("link"));
    bridge.open(sample.path() + QStringLiteral("/../link/"));
    ASSERT_TRUE(waitFor([&] { return openings.already == 2; }));
    EXPECT_EQ(openings.opened, 1);
    EXPECT_EQ(openings.failed, 0);
    EXPECT_TRUE(bridge.isWritable());
    EXPECT_EQ(bridge.project()->otherWindow, 0);
}

TEST(Reopening, TwiceAtOnceIsOnce) {
    const SampleProject sample;
    bridge::Bridge bridge;
    Openings openings(bridge);
    bridge.open(sample.path());
    bridge.open(sample.path());
    ASSERT_TRUE(waitFor([&] { return bridge.pending() == 0 && bridge.project().has_value(); }));
    EXPECT_EQ(openings.opened, 1);
    EXPECT_TRUE(bridge.isWritable());
}

TEST(Reopening, TakesAProjectBackThatIsNotClosedYet) {
    const SampleProject one, two;
    bridge::Bridge bridge;
    Openings openings(bridge);
    bridge.open(one.path());
    ASSERT_TRUE(waitFor([&] { return openings.opened == 1; }));
    // A reader that takes its time holds the first project while the second is opened.
    std::promise<void> release;
    bridge::Request request;
    bridge.read(
        bridge::Reader::Slow, request,
        [wait = release.get_future().share()](storage::Connection&, const StopToken&) -> Result<int> {
            wait.wait();
            return 1;
        },
        [](const Result<int>&) {});
    bridge.open(two.path());
    ASSERT_TRUE(waitFor([&] { return openings.opened == 2; }));
    bridge.open(one.path());
    ASSERT_TRUE(waitFor([&] { return openings.opened == 3; }));
    EXPECT_EQ(bridge.project()->folder, one.path());
    EXPECT_TRUE(bridge.isWritable());
    release.set_value();
    ASSERT_TRUE(waitFor([&] { return bridge.pending() == 0; }));
}

TEST(Reopening, ClosesTheProjectBeforeOnAThreadOfItsOwn) {
    const SampleProject one, two;
    bridge::Bridge bridge;
    Openings openings(bridge);
    bridge.open(one.path());
    ASSERT_TRUE(waitFor([&] { return openings.opened == 1; }));
    const std::filesystem::path lock = std::filesystem::path(one.path().toStdString()) / "window.lock";
    bool heldYet = false;
    QObject::connect(&bridge, &bridge::Bridge::opened, &bridge, [&] { heldYet = bridge.pending() > 0; });
    bridge.open(two.path());
    ASSERT_TRUE(waitFor([&] { return openings.opened == 2; }));
    EXPECT_TRUE(heldYet); // the closing is under way elsewhere while the window shows the new one
    ASSERT_TRUE(waitFor([&] { return bridge.pending() == 0; }));
    EXPECT_FALSE(project::FileLock::isHeld(lock));
}

TEST(BackgroundWork, ThatThrowsIsAnErrorAndNotTheEnd) {
    const SampleProject sample;
    bridge::Bridge bridge;
    bridge.open(sample.path());
    ASSERT_TRUE(waitFor([&] { return bridge.project().has_value(); }));
    bridge::Request reading, writing, running;
    std::vector<std::string> codes;
    const auto take = [&](const Result<int>& answer) {
        codes.push_back(answer ? "none" : answer.error().code());
    };
    bridge.read(
        bridge::Reader::Paging, reading,
        [](storage::Connection&, const StopToken&) -> Result<int> { throw std::runtime_error("broken"); },
        take);
    bridge.write(
        writing, [](project::Project&, const StopToken&) -> Result<int> { throw std::bad_alloc(); }, take);
    bridge.run(
        running,
        [](const StopToken&) -> Result<int> {
            throw std::filesystem::filesystem_error("gone", std::error_code());
        },
        take);
    ASSERT_TRUE(waitFor([&] { return codes.size() == 3; }));
    std::ranges::sort(codes);
    EXPECT_EQ(codes,
              (std::vector<std::string>{"job.out_of_memory", "window.unexpected", "window.unexpected"}));
    // The thread lives on.
    bool answered = false;
    bridge.read(
        bridge::Reader::Paging, reading,
        [](storage::Connection& database, const StopToken&) { return dataset::listDatasets(database); },
        [&](const Result<std::vector<dataset::DatasetFacts>>& answer) { answered = answer.has_value(); });
    EXPECT_TRUE(waitFor([&] { return answered; }));
    EXPECT_EQ(bridge.pending(), 0);
}

TEST(BackgroundWork, WithoutAProjectIsAnsweredSo) {
    bridge::Bridge bridge;
    bridge::Request reading, writing;
    std::vector<std::string> codes;
    const auto take = [&](const Result<int>& answer) {
        codes.push_back(answer ? "none" : answer.error().code());
    };
    bridge.read(
        bridge::Reader::Paging, reading,
        [](storage::Connection&, const StopToken&) -> Result<int> { return 1; }, take);
    bridge.write(
        writing, [](project::Project&, const StopToken&) -> Result<int> { return 1; }, take);
    EXPECT_TRUE(codes.empty()); // as every answer: not before the question is asked
    ASSERT_TRUE(waitFor([&] { return codes.size() == 2; }));
    EXPECT_EQ(codes, std::vector<std::string>(2, "project.none_open"));
}

TEST(Home, OpensAProjectOnceByADoubleClick) {
    const SampleProject sample;
    { // Known to this machine: it is listed.
        bridge::Bridge bridge;
        bridge.open(sample.path());
        ASSERT_TRUE(waitFor([&] { return bridge.project().has_value(); }));
    }
    WindowFixture fixture({}, QStringLiteral("home"));
    ASSERT_TRUE(fixture.settle());
    int asked = 0;
    QObject::connect(&fixture.window->bridge(), &bridge::Bridge::aboutToOpen, fixture.window.get(),
                     [&] { ++asked; });
    auto* table = fixture.find<QTableWidget>("recentProjects");
    int row = 0;
    while (row < table->rowCount() && table->item(row, 0)->data(Qt::UserRole).toString() != sample.path())
        ++row;
    ASSERT_LT(row, table->rowCount());
    const auto press = [&] {
        const QPoint place = table->visualItemRect(table->item(row, 0)).center();
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, place);
        QTest::mouseDClick(table->viewport(), Qt::LeftButton, {}, place);
    };
    press();
    ASSERT_TRUE(waitFor([&] { return fixture.window->bridge().project().has_value(); }));
    ASSERT_TRUE(fixture.settle());
    EXPECT_EQ(asked, 1);
    EXPECT_TRUE(fixture.window->bridge().isWritable());
    // The one that is open: to its page, and nothing else.
    fixture.window->openPage(QStringLiteral("home"));
    ASSERT_TRUE(fixture.settle());
    row = 0;
    while (row < table->rowCount() && table->item(row, 0)->data(Qt::UserRole).toString() != sample.path())
        ++row;
    press();
    ASSERT_TRUE(waitFor([&] { return fixture.find<QToolButton>("rail_data")->isChecked(); }));
    ASSERT_TRUE(fixture.settle());
    EXPECT_TRUE(fixture.window->bridge().isWritable());
    EXPECT_FALSE(fixture.find<QLabel>("noticeText")->isVisible());
    EXPECT_TRUE(fixture.find<QPushButton>("importButton")->isEnabled());
}

TEST(ProjectMenu, KeepsTheOpenProjectWritable) {
    const SampleProject sample;
    WindowFixture fixture(sample.path(), QStringLiteral("home"));
    ASSERT_TRUE(fixture.settle());
    auto* menu = fixture.find<QMenu>("projectMenu");
    Q_EMIT menu->aboutToShow();
    QAction* own = nullptr;
    for (QAction* action : menu->actions())
        if (action->text() == QStringLiteral("Sample") && !own)
            own = action;
    ASSERT_NE(own, nullptr);
    own->trigger();
    ASSERT_TRUE(waitFor([&] { return fixture.find<QToolButton>("rail_data")->isChecked(); }));
    ASSERT_TRUE(fixture.settle());
    EXPECT_TRUE(fixture.window->bridge().isWritable());
    EXPECT_FALSE(fixture.find<QLabel>("noticeText")->isVisible());
}

TEST(SampleProject, IsShownAtItsRecipeWhenItIsOpenAlready) {
    const TemporaryFolder home;
    const QByteArray before = qgetenv("HOME");
    qputenv("HOME", QByteArray::fromStdString(home.path().string()));
    {
        WindowFixture fixture({}, QStringLiteral("home"));
        ASSERT_TRUE(fixture.settle());
        auto* sample = fixture.find<QPushButton>("sampleProjectButton");
        sample->click();
        ASSERT_TRUE(waitFor([&] { return fixture.window->bridge().project().has_value(); }, 60000));
        ASSERT_TRUE(fixture.settle());
        fixture.window->openPage(QStringLiteral("home"));
        sample->click();
        ASSERT_TRUE(waitFor([&] { return fixture.find<QToolButton>("rail_recipe")->isChecked(); }));
        ASSERT_TRUE(fixture.settle());
        EXPECT_TRUE(fixture.window->bridge().isWritable());
        EXPECT_FALSE(fixture.find<QLabel>("noticeText")->isVisible());
    }
    qputenv("HOME", before);
}

} // namespace
} // namespace luthier::tests
