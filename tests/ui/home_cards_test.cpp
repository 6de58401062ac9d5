#include "recipe_support.h"
#include "train_support.h"

#include <bridge/kept_exports.h>
#include <home/home_presenter.h>
#include <home/project_delegate.h>

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

} // namespace
} // namespace luthier::tests
