#include "ui_support.h"

#include <QLabel>
#include <QTabBar>
#include <QTableView>

namespace luthier::tests {
namespace {

/// A project without a dataset.
struct EmptyProject {
    TemporaryFolder folder;
    QString path() const { return QString::fromStdString((folder / "empty.luthier").string()); }
};

class InspectorTabs : public testing::TestWithParam<int> {};

TEST_P(InspectorTabs, OutliveTheSwitchToAnEmptyProject) {
    const SampleProject sample;
    const EmptyProject empty;
    WindowFixture fixture(sample.path());
    ASSERT_TRUE(fixture.settle());
    ASSERT_TRUE(waitFor([&] { return fixture.find<QTableView>("rowsTable")->model()->rowCount() == 40; }));
    auto* tabs = fixture.find<QTabBar>("inspectorTabs");
    tabs->setCurrentIndex(GetParam());
    ASSERT_TRUE(fixture.settle());
    fixture.window->openPage(QStringLiteral("home"));
    fixture.window->bridge().create(empty.path(), QStringLiteral("empty"));
    ASSERT_TRUE(waitFor([&] {
        return fixture.window->bridge().project()->name == QStringLiteral("empty") &&
               fixture.find<QWidget>("emptyImport")->isVisible();
    }));
    ASSERT_TRUE(fixture.settle());
    EXPECT_EQ(tabs->currentIndex(), GetParam());
    // And back: its rows are there again, with the tab that was chosen.
    fixture.window->bridge().open(sample.path());
    ASSERT_TRUE(waitFor([&] { return fixture.find<QTableView>("rowsTable")->model()->rowCount() == 40; }));
    EXPECT_TRUE(fixture.settle());
}

INSTANTIATE_TEST_SUITE_P(AllFour, InspectorTabs, testing::Range(0, 4));

TEST(Inspector, LetsGoOfTheRowOfTheProjectBefore) {
    const SampleProject sample;
    const EmptyProject empty;
    WindowFixture fixture(sample.path());
    ASSERT_TRUE(fixture.settle());
    const auto saysRow = [&] {
        for (const QLabel* label : fixture.find<QWidget>("inspector")->findChildren<QLabel*>())
            if (label->text() == QStringLiteral("Row 1"))
                return !label->isHidden();
        return false;
    };
    ASSERT_TRUE(waitFor(saysRow));
    bool arrived = false, heldOn = false;
    QObject::connect(&fixture.window->bridge(), &bridge::Bridge::opened, fixture.window.get(), [&] {
        arrived = true;
        heldOn = saysRow();
    });
    fixture.window->bridge().create(empty.path(), QStringLiteral("empty"));
    ASSERT_TRUE(waitFor([&] { return arrived; }));
    EXPECT_FALSE(heldOn);
}

} // namespace
} // namespace luthier::tests
