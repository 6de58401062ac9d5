#include "recipe_support.h"
#include "train_support.h"

#include <QAction>
#include <QPushButton>
#include <QStackedWidget>
#include <QTest>
#include <QToolButton>
#include <array>
#include <dataset/part.h>
#include <jobs/part.h>
#include <registry/part.h>
#include <widgets/parts.h>

namespace luthier::tests {
namespace {

/// An empty project that this test makes.
class EmptyProject {
public:
    EmptyProject() {
        const std::array parts = {dataset::projectPart(), registry::projectPart(), jobs::projectPart()};
        must(project::Project::create(m_folder / "empty.luthier", "Empty", parts));
    }
    QString path() const { return QString::fromStdString((m_folder / "empty.luthier").string()); }

private:
    TemporaryFolder m_folder;
};

bool arrive(WindowFixture& fixture) {
    return waitFor([&] { return fixture.window->recipePresenter().hasArrived(); }) && fixture.settle();
}

QString page(WindowFixture& fixture) {
    return fixture.find<QStackedWidget>("pages")->currentWidget()->objectName();
}

QString reason(WindowFixture& fixture) {
    return fixture.find<widgets::ElidedLabel>("guideReason")->fullText();
}

TEST(Guide, BeginsWithTheData) {
    const EmptyProject project;
    WindowFixture fixture(project.path());
    ASSERT_TRUE(arrive(fixture));
    EXPECT_TRUE(fixture.find<QWidget>("guide")->isVisible());
    EXPECT_EQ(fixture.find<QPushButton>("guideData")->accessibleName(), QStringLiteral("Data, next"));
    EXPECT_TRUE(reason(fixture).startsWith(QStringLiteral("Import a file"))) << reason(fixture).toStdString();
    auto* step = fixture.find<QToolButton>("rail_data");
    EXPECT_EQ(step->accessibleDescription(), QStringLiteral("needs attention: no data yet"));
}

TEST(Guide, GoesOnToTheSplitThenTheModelThenTheStart) {
    const SampleProject project;
    WindowFixture fixture(project.path());
    ASSERT_TRUE(arrive(fixture));
    EXPECT_EQ(fixture.find<QPushButton>("guideData")->accessibleName(), QStringLiteral("Data, done"));
    EXPECT_EQ(fixture.find<QPushButton>("guideSplit")->accessibleName(), QStringLiteral("Split, next"));
    EXPECT_TRUE(
        fixture.find<QToolButton>("rail_data")->accessibleDescription().contains(QStringLiteral("held out")));
    fixture.find<QPushButton>("guideStart")->click();
    EXPECT_EQ(page(fixture), QStringLiteral("recipePage"));
    // Inline where it is missing.
    fixture.find<QPushButton>("holdOutButton")->click();
    ASSERT_TRUE(waitFor([&] {
        return fixture.find<QPushButton>("guideSplit")->accessibleName() == QStringLiteral("Split, done");
    }));
    EXPECT_EQ(fixture.find<QPushButton>("guideModel")->accessibleName(), QStringLiteral("Model, next"));
    EXPECT_TRUE(fixture.find<QToolButton>("rail_data")->accessibleDescription().isEmpty());
    auto* starter = fixture.find<QPushButton>("recipeStarter");
    EXPECT_TRUE(starter->isVisible());
    starter->click();
    ASSERT_TRUE(waitFor([&] { return !fixture.window->recipePresenter().recipe().model.path.empty(); }));
    EXPECT_FALSE(starter->isVisible());
    EXPECT_EQ(fixture.find<QPushButton>("guideStart")->accessibleName(), QStringLiteral("Start, next"));
}

TEST(Guide, EachStepLeadsToItsPage) {
    const TuningProject project;
    WindowFixture fixture(project.path());
    ASSERT_TRUE(arrive(fixture));
    for (const auto& [button, shown] : {std::pair{"guideModel", "modelPage"},
                                        {"guideData", "dataPage"},
                                        {"guideSplit", "dataPage"},
                                        {"guideStart", "recipePage"}}) {
        fixture.find<QPushButton>(button)->click();
        EXPECT_EQ(page(fixture), QString::fromLatin1(shown)) << button;
        ASSERT_TRUE(fixture.settle());
        EXPECT_TRUE(fixture.find<QWidget>("guide")->isVisible()) << shown;
    }
}

TEST(Guide, IsOverWithTheFirstRun) {
    TrainProject project;
    WindowFixture fixture(project.path());
    ASSERT_TRUE(arrive(fixture));
    EXPECT_TRUE(fixture.find<QWidget>("guide")->isVisible());
    project.addRun("first");
    EXPECT_TRUE(waitFor([&] { return !fixture.find<QWidget>("guide")->isVisible(); }));
}

} // namespace
} // namespace luthier::tests
