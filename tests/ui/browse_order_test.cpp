#include "ui_support.h"

#include <data/browse/rows_head.h>
#include <models/rows_model.h>

#include <QAccessible>
#include <QContextMenuEvent>
#include <QItemSelectionModel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QtTest/QTest>

namespace luthier::tests {
namespace {

using models::RowsModel;

/// 400 rows: "question 1" to "question 400", every second one about refunds.
struct Ordering {
    SampleProject project{400};
    WindowFixture fixture{project.path()};
    QTableView* table = nullptr;
    data::RowsHead* head = nullptr;

    Ordering() {
        fixture.settle();
        table = fixture.find<QTableView>("rowsTable");
        head = fixture.find<data::RowsHead>("rowsHead");
        waitFor([&] { return table->model()->rowCount() == 400; });
        fixture.settle();
    }
    QString text(int row, int column) const { return table->model()->index(row, column).data().toString(); }
    qint64 id(int row) const { return table->model()->index(row, 0).data(RowsModel::RowIdRole).toLongLong(); }
    void click(int column) {
        const QPoint place(head->sectionViewportPosition(column) + 20, head->height() / 2);
        QTest::mouseClick(head->viewport(), Qt::LeftButton, {}, place);
        fixture.settle();
    }
    QString said(int column) const {
        return table->model()->headerData(column, Qt::Horizontal, Qt::AccessibleTextRole).toString();
    }
};

constexpr int kQuestion = RowsModel::kFirstField;
constexpr int kTopic = RowsModel::kFirstField + 2;

TEST(BrowseOrder, IsChangedByAClickOnAHead) {
    Ordering browse;
    browse.click(kQuestion);
    EXPECT_EQ(browse.id(0), 1);
    EXPECT_EQ(browse.id(1), 10);
    EXPECT_EQ(browse.said(kQuestion), QStringLiteral("question, ascending"));
    browse.click(kQuestion);
    EXPECT_EQ(browse.id(0), 99);
    EXPECT_EQ(browse.said(kQuestion), QStringLiteral("question, descending"));
    EXPECT_EQ(browse.table->selectionModel()->selectedRows().size(), 0) << "a head chooses no rows";
    browse.click(kQuestion);
    EXPECT_EQ(browse.id(0), 1);
    EXPECT_EQ(browse.id(1), 2);
    EXPECT_EQ(browse.said(kQuestion), QStringLiteral("question"));
    browse.click(kQuestion);
    browse.click(kTopic);
    EXPECT_EQ(browse.id(0), 2) << "another column begins anew";
}

TEST(BrowseOrder, IsChangedByTheKeyS) {
    Ordering browse;
    browse.table->setFocus();
    browse.table->selectionModel()->setCurrentIndex(browse.table->model()->index(0, kTopic),
                                                    QItemSelectionModel::NoUpdate);
    QTest::keyClick(browse.table, Qt::Key_S);
    browse.fixture.settle();
    EXPECT_EQ(browse.text(0, kTopic), QStringLiteral("delivery"));
    EXPECT_EQ(browse.text(399, kTopic), QString()) << "read when it is shown";
    browse.table->scrollToBottom();
    ASSERT_TRUE(waitFor([&] { return browse.text(399, kTopic) == QStringLiteral("refund"); }));
}

TEST(BrowseOrder, IsChosenInTheMenuOfAHead) {
    Ordering browse;
    const QPoint place(browse.head->sectionViewportPosition(kQuestion) + 20, 10);
    QContextMenuEvent event(QContextMenuEvent::Mouse, place, browse.head->mapToGlobal(place));
    QCoreApplication::sendEvent(browse.head->viewport(), &event);
    auto* menu = browse.fixture.find<QMenu>("headMenu");
    menu->findChild<QAction*>(QStringLiteral("orderDescending"))->trigger();
    menu->close();
    browse.fixture.settle();
    EXPECT_EQ(browse.id(0), 99);
}

TEST(BrowseOrder, StaysWhereverThePersonGoesUntilAnotherDatasetIsChosen) {
    Ordering browse;
    browse.click(kQuestion);
    browse.click(kQuestion);
    browse.fixture.window->openPage(QStringLiteral("home"));
    browse.fixture.window->openPage(QStringLiteral("data"));
    browse.fixture.settle();
    EXPECT_EQ(browse.id(0), 99);
    auto& presenter = browse.fixture.window->dataPresenter();
    presenter.toggleFilter(QStringLiteral("topic=delivery"));
    browse.fixture.settle();
    EXPECT_EQ(browse.id(0), 98);
    presenter.choose(QStringLiteral("none"));
    EXPECT_TRUE(presenter.order().isOfFile());
}

TEST(BrowseOrder, DeletesWhatIsChosenAndNotWhatStandsThereInTheFile) {
    Ordering browse;
    browse.click(kQuestion);
    browse.click(kQuestion); // 99, 98, …, 90, 9, 89
    browse.table->selectRow(10);
    ASSERT_EQ(browse.id(10), 9);
    browse.fixture.find<QPushButton>("deleteRows")->click();
    ASSERT_TRUE(waitFor([&] { return browse.table->model()->rowCount() == 399; }));
    browse.fixture.settle();
    EXPECT_EQ(browse.id(9), 90);
    EXPECT_EQ(browse.id(10), 89);
    EXPECT_EQ(browse.table->currentIndex().row(), 10);
    browse.table->selectRow(0);
    browse.fixture.find<QPushButton>("undoButton")->click();
    ASSERT_TRUE(waitFor([&] { return browse.table->currentIndex().row() == 10 && browse.id(10) == 9; }));
}

TEST(BrowseOrder, FollowsARowThatAnEditMoved) {
    Ordering browse;
    browse.click(kQuestion);
    browse.table->selectRow(3);
    const qint64 edited = browse.id(3);
    browse.table->model()->setData(browse.table->model()->index(3, kQuestion), QStringLiteral("zebra"),
                                   Qt::EditRole);
    ASSERT_TRUE(waitFor([&] { return browse.table->currentIndex().row() == 399; }));
    browse.fixture.settle();
    EXPECT_EQ(browse.id(399), edited);
}

} // namespace
} // namespace luthier::tests
