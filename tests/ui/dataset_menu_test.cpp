#include "ui_support.h"

#include <QAction>
#include <QLabel>
#include <QPushButton>
#include <QTableView>

namespace luthier::tests {
namespace {

TEST(DatasetMenu, TakesADatasetAwayAndBringsItBackWithItsRows) {
    const SampleProject project(40);
    WindowFixture fixture(project.path());
    ASSERT_TRUE(fixture.settle());
    auto& data = fixture.window->dataPresenter();
    const QString name = QString::fromStdString(data.current()->name);
    EXPECT_FALSE(fixture.find<QWidget>("removedBar")->isVisible());
    fixture.find<QAction>("actionRemoveDataset")->trigger();
    ASSERT_TRUE(waitFor([&] { return data.current() == nullptr && data.removed().size() == 1; }));
    ASSERT_TRUE(fixture.settle());
    EXPECT_TRUE(fixture.find<QWidget>("removedBar")->isVisible());
    EXPECT_TRUE(fixture.find<QPushButton>("datasetMore")->isVisible()) << "the way back stays";
    fixture.find<QPushButton>("undoRemoval")->click();
    ASSERT_TRUE(waitFor([&] { return data.current() != nullptr; }));
    ASSERT_TRUE(fixture.settle());
    EXPECT_EQ(QString::fromStdString(data.current()->name), name);
    EXPECT_EQ(fixture.find<QTableView>("rowsTable")->model()->rowCount(), 40);
    EXPECT_FALSE(fixture.find<QWidget>("removedBar")->isVisible());
}

TEST(DatasetMenu, BringsBackAfterTheProjectWasClosedAndDeletesOnlyWhenAsked) {
    const SampleProject project(10);
    {
        WindowFixture fixture(project.path());
        ASSERT_TRUE(fixture.settle());
        fixture.find<QAction>("actionRemoveDataset")->trigger();
        ASSERT_TRUE(waitFor([&] { return fixture.window->dataPresenter().removed().size() == 1; }));
    }
    WindowFixture fixture(project.path());
    auto& data = fixture.window->dataPresenter();
    ASSERT_TRUE(waitFor([&] { return data.removed().size() == 1; }));
    ASSERT_TRUE(fixture.settle());
    EXPECT_FALSE(fixture.find<QWidget>("removedBar")->isVisible()) << "that was another day";
    fixture.find<QAction>("actionDeleteRemoved")->trigger();
    fixture.find<QPushButton>("deleteQuestionStay")->click();
    ASSERT_TRUE(fixture.settle());
    EXPECT_EQ(data.removed().size(), 1U);
    fixture.find<QAction>("actionDeleteRemoved")->trigger();
    fixture.find<QPushButton>("deleteQuestionGoOn")->click();
    EXPECT_TRUE(waitFor([&] { return data.removed().empty(); }));
}

} // namespace
} // namespace luthier::tests
