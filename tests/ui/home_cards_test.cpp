#include "recipe_support.h"
#include "train_support.h"

#include <bridge/kept_exports.h>
#include <bridge/machine.h>
#include <devices/devices.h>
#include <home/home_presenter.h>
#include <home/project_delegate.h>
#include <project/user_state.h>

#include <QLabel>
#include <QPushButton>
#include <QTableWidget>

namespace luthier::tests {
namespace {

bridge::ProjectGlance glanceOf(const TrainProject& project) {
    return must(bridge::glanceAt(project.path()));
}

TEST(ProjectGlance, TellsRowsAndHowFarTheLossFell) {
    TrainProject project;
    const auto run = project.addRun("one");
    project.addSteps(run, 1, 120);
    project.addJob(run, jobs::JobState::Done);
    const auto glance = glanceOf(project);
    EXPECT_EQ(glance.rows, 40);
    ASSERT_TRUE(glance.run);
    EXPECT_EQ(glance.run->number, QStringLiteral("0001"));
    EXPECT_GT(glance.run->spark.size(), 10);
    ASSERT_TRUE(glance.run->before && glance.run->after);
    EXPECT_LT(*glance.run->after, *glance.run->before);
    EXPECT_TRUE(home::stateOf(glance).text.startsWith(QStringLiteral("loss ")))
        << home::stateOf(glance).text.toStdString();
}

TEST(ProjectGlance, TellsWhereAPausedRunStands) {
    TrainProject project;
    const auto run = project.addRun("one");
    const JobId job = project.addJob(run, jobs::JobState::Queued);
    jobs::Worker& worker = project.work(job);
    ASSERT_TRUE(worker.progress("training", 32, 100, 90.0));
    ASSERT_TRUE(worker.finish(jobs::JobState::Paused));
    EXPECT_EQ(home::stateOf(glanceOf(project)).text, QStringLiteral("paused at step 32"));
}

TEST(ProjectGlance, SaysTrainingWithTheTimeThatIsLeft) {
    bridge::ProjectGlance glance;
    glance.run =
        bridge::RunGlance{QStringLiteral("0001"), jobs::JobState::Running, 10, 100, 180.0, {}, {}, {}};
    EXPECT_TRUE(home::stateOf(glance).text.startsWith(QStringLiteral("training, 3 min")))
        << home::stateOf(glance).text.toStdString();
    glance.run->state = jobs::JobState::Failed;
    EXPECT_EQ(home::stateOf(glance).text, QStringLiteral("run 0001 failed"));
}

TEST(HomeCards, KeepAPinnedProjectFirst) {
    const SampleProject first, second;
    for (const SampleProject* each : {&first, &second}) {
        bridge::Bridge bridge;
        bridge.open(each->path());
        ASSERT_TRUE(waitFor([&] { return bridge.project().has_value(); }));
    }
    WindowFixture fixture({}, QStringLiteral("home"));
    ASSERT_TRUE(fixture.settle());
    auto* table = fixture.find<QTableWidget>("recentProjects");
    const auto path = [&](int row) {
        return table->item(row, 0)->data(Qt::UserRole).toString();
    };
    ASSERT_EQ(path(0), second.path());
    const auto pin = [&](const SampleProject& project) {
        fixture.find<QPushButton>(("pin_" + project.path().toStdString()).c_str())->click();
    };
    pin(first);
    ASSERT_TRUE(waitFor([&] { return path(0) == first.path(); }));
    EXPECT_TRUE(waitFor([&] {
        return table->item(0, 0)->data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("40 rows"));
    }));
    ASSERT_TRUE(fixture.settle());
    pin(first);
    EXPECT_TRUE(waitFor([&] { return path(0) == second.path(); }));
}

TEST(Timeline, TellsOfExports) {
    TrainProject project;
    ASSERT_TRUE(bridge::keepExport(project.project(), {QStringLiteral("data"),
                                                       QStringLiteral("tickets"),
                                                       QStringLiteral("/tmp/tickets.jsonl"),
                                                       10,
                                                       40,
                                                       {},
                                                       QStringLiteral("2026-11-29T10:00:00.000Z")}));
    WindowFixture fixture(project.path(), QStringLiteral("home"));
    ASSERT_TRUE(fixture.settle());
    const auto told = [&] {
        for (const QLabel* label : fixture.find<QWidget>("homePage")->findChildren<QLabel*>())
            if (label->text() == QStringLiteral("Exported"))
                return true;
        return false;
    };
    EXPECT_TRUE(waitFor(told));
}

TEST(MachineReport, KeepsItsVerdictWhenSpeedIsMeasured) {
    const TemporaryFolder folder;
    const auto before = must(bridge::machineReport({}, folder.path()));
    EXPECT_GT(before.diskFreeBytes, 0);
    EXPECT_GE(before.diskTotalBytes, before.diskFreeBytes);
    auto user = must(project::UserState::open());
    const std::string key = devices::measurementKey(before.devices.front());
    const auto measured = [&](double fp32, double bf16) {
        EXPECT_TRUE(user.putMeasurement(key, "fp32_gflops", fp32));
        EXPECT_TRUE(user.putMeasurement(key, "bf16_gflops", bf16));
        return must(bridge::machineReport({}, folder.path(), before.budgetBytes));
    };
    for (const auto& after : {measured(100, 300), measured(300, 100)}) {
        EXPECT_EQ(after.budgetBytes, before.budgetBytes);
        for (std::size_t i = 0; i < before.fits.size(); ++i) {
            EXPECT_EQ(after.fits[i].methods, before.fits[i].methods) << i;
            EXPECT_EQ(after.fits[i].peakBytes, before.fits[i].peakBytes) << i;
        }
    }
}

TEST(MachineCard, TellsTheMemoryOfTheContextBarAndTheFreeDisk) {
    WindowFixture fixture({}, QStringLiteral("home"));
    ASSERT_TRUE(
        waitFor([&] { return fixture.window->findChild<QLabel*>(QStringLiteral("diskFree")) != nullptr; }));
    ASSERT_TRUE(fixture.settle());
    EXPECT_TRUE(fixture.find<QLabel>("diskFree")->text().endsWith(QStringLiteral(" free")));
    const QString memory = fixture.find<QLabel>("memory_cpu")->text();
    bool same = false;
    for (const QLabel* label : fixture.find<QWidget>("contextBar")->findChildren<QLabel*>())
        same = same || label->text() == memory;
    EXPECT_TRUE(same) << memory.toStdString();
}

} // namespace
} // namespace luthier::tests
