#include "ui_support.h"

#include <models/rows_model.h>

#include <QItemSelectionModel>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>

namespace luthier::tests {
namespace {

struct Browsing {
    SampleProject project{400};
    WindowFixture fixture{project.path()};
    QTableView* table = nullptr;

    explicit Browsing(const char* filter = nullptr) {
        fixture.settle();
        table = fixture.find<QTableView>("rowsTable");
        if (filter)
            fixture.window->dataPresenter().toggleFilter(QString::fromLatin1(filter));
        waitFor([&] { return table->model()->rowCount() == (filter ? 200 : 400); });
        fixture.settle();
    }
    qint64 currentId() const {
        return table->model()
            ->index(table->currentIndex().row(), 0)
            .data(models::RowsModel::RowIdRole)
            .toLongLong();
    }
    bool selects(int row) const {
        const auto rows = table->selectionModel()->selectedRows();
        return rows.size() == 1 && rows.front().row() == row;
    }
    bool sees(int row) const {
        return table->viewport()->rect().intersects(table->visualRect(table->model()->index(row, 1)));
    }
    void deleteRow(int row) {
        table->selectRow(row);
        fixture.settle();
        fixture.find<QPushButton>("deleteRows")->click();
    }
};

class KeepsThePlace : public testing::TestWithParam<const char*> {};

TEST_P(KeepsThePlace, ThroughDeleteAndUndo) {
    Browsing browse(GetParam());
    const int rows = browse.table->model()->rowCount();
    browse.deleteRow(150);
    const qint64 deleted = browse.currentId();
    const int top = browse.table->rowAt(0);
    ASSERT_TRUE(waitFor([&] { return browse.table->model()->rowCount() == rows - 1; }));
    ASSERT_TRUE(browse.fixture.settle());
    EXPECT_EQ(browse.table->currentIndex().row(), 150);
    EXPECT_GT(browse.currentId(), deleted);
    EXPECT_TRUE(browse.selects(150));
    EXPECT_EQ(browse.table->rowAt(0), top);
    // Somewhere else meanwhile: undo leads back to what came back.
    browse.table->selectRow(0);
    browse.fixture.find<QPushButton>("undoButton")->click();
    ASSERT_TRUE(waitFor([&] { return browse.table->model()->rowCount() == rows; }));
    ASSERT_TRUE(waitFor([&] { return browse.selects(150); }));
    ASSERT_TRUE(browse.fixture.settle());
    EXPECT_EQ(browse.currentId(), deleted);
    EXPECT_TRUE(browse.sees(150));
}

INSTANTIATE_TEST_SUITE_P(AllAndFiltered, KeepsThePlace, testing::Values(nullptr, "topic=refund"),
                         [](const auto& filter) { return filter.param ? "Filtered" : "All"; });

TEST(Browsing, ChoosesTheLastRowWhereTheLastWasDeleted) {
    Browsing browse;
    browse.deleteRow(399);
    ASSERT_TRUE(waitFor([&] { return browse.table->model()->rowCount() == 399; }));
    ASSERT_TRUE(browse.fixture.settle());
    EXPECT_TRUE(browse.selects(398));
}

TEST(Browsing, BeginsAnotherFilterAtItsFirstRow) {
    Browsing browse;
    browse.table->selectRow(300);
    browse.fixture.window->dataPresenter().toggleFilter(QStringLiteral("topic=refund"));
    ASSERT_TRUE(waitFor([&] { return browse.table->model()->rowCount() == 200; }));
    ASSERT_TRUE(browse.fixture.settle());
    EXPECT_EQ(browse.table->currentIndex().row(), 0);
    EXPECT_EQ(browse.table->rowAt(0), 0);
}

TEST(Browsing, ShowsTheBlanksOfAFilteredValue) {
    Browsing browse;
    browse.fixture.window->dataPresenter().toggleFilter(QStringLiteral("topic=refund  "));
    ASSERT_TRUE(browse.fixture.settle());
    const auto* pill = browse.fixture.find<QPushButton>("pill_topic=refund  ");
    EXPECT_TRUE(pill->text().startsWith(QString::fromUtf8("topic is refund␣␣")))
        << pill->text().toStdString();
}

} // namespace
} // namespace luthier::tests
