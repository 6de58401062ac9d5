#include "ui_support.h"

#include <models/rows_model.h>

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QItemSelectionModel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QTableView>
#include <QTest>

namespace luthier::tests {
namespace {

using models::RowsModel;

constexpr int kAnswer = RowsModel::kFirstField + 1;
constexpr int kTopic = RowsModel::kFirstField + 2;

/// 40 rows; the answer of row 3 is empty.
struct Menus {
    SampleProject project{40};
    WindowFixture fixture{project.path()};
    QTableView* table = nullptr;

    Menus() {
        fixture.settle();
        table = fixture.find<QTableView>("rowsTable");
        waitFor([&] { return table->model()->rowCount() == 40; });
        fixture.settle();
    }
    QModelIndex cell(int row, int column) const { return table->model()->index(row, column); }
    QMenu* open(int row, int column) {
        const QPoint place = table->visualRect(cell(row, column)).center();
        QContextMenuEvent event(QContextMenuEvent::Mouse, place, table->viewport()->mapToGlobal(place));
        QCoreApplication::sendEvent(table->viewport(), &event);
        return fixture.find<QMenu>("rowMenu");
    }
    void take(QMenu* menu, const QString& name) {
        auto* action = menu->findChild<QAction*>(name);
        ASSERT_NE(action, nullptr) << name.toStdString();
        action->trigger();
        menu->close();
        fixture.settle();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    QStringList names(const QMenu* menu) const {
        QStringList names;
        for (const QAction* action : menu->findChildren<QAction*>())
            if (!action->objectName().isEmpty() && !action->isSeparator())
                names << action->objectName();
        return names;
    }
};

TEST(RowMenu, CopiesTheTextAndTheRow) {
    Menus menus;
    menus.take(menus.open(4, kAnswer), QStringLiteral("rowCopyText"));
    EXPECT_EQ(QGuiApplication::clipboard()->text(), QStringLiteral("answer 5"));
    menus.take(menus.open(4, kAnswer), QStringLiteral("rowCopyJson"));
    const Json row = must(parseJson(QGuiApplication::clipboard()->text().toStdString(), {}, "clipboard"));
    EXPECT_EQ(row["question"], "question 5");
    menus.table->setFocus();
    menus.table->selectionModel()->setCurrentIndex(menus.cell(6, kAnswer), QItemSelectionModel::NoUpdate);
    QTest::keyClick(menus.table, Qt::Key_C, Qt::ControlModifier);
    EXPECT_EQ(QGuiApplication::clipboard()->text(), QStringLiteral("answer 7"));
}

TEST(RowMenu, EditsTheTextUnderThePointer) {
    Menus menus;
    menus.take(menus.open(4, kAnswer), QStringLiteral("rowEdit"));
    EXPECT_EQ(menus.fixture.find<QPlainTextEdit>("bubbleEditor")->toPlainText(), QStringLiteral("answer 5"));
}

TEST(RowMenu, DeletesTheRowUnderThePointerOrTheChosenOnes) {
    Menus menus;
    menus.take(menus.open(4, kAnswer), QStringLiteral("rowDelete"));
    ASSERT_TRUE(waitFor([&] { return menus.table->model()->rowCount() == 39; }));
    menus.fixture.settle();
    menus.table->selectionModel()->select(menus.cell(0, 0),
                                          QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    menus.table->selectionModel()->select(menus.cell(2, 0),
                                          QItemSelectionModel::Select | QItemSelectionModel::Rows);
    menus.take(menus.open(2, kAnswer), QStringLiteral("rowDelete"));
    ASSERT_TRUE(waitFor([&] { return menus.table->model()->rowCount() == 37; }))
        << menus.table->model()->rowCount();
}

TEST(RowMenu, ShowsRowsThatAreLikeThisOrNot) {
    Menus menus;
    menus.take(menus.open(0, kTopic), QStringLiteral("rowsLike_topic=refund"));
    EXPECT_EQ(menus.table->model()->rowCount(), 20);
    auto& presenter = menus.fixture.window->dataPresenter();
    presenter.clearFilters();
    menus.fixture.settle();
    menus.take(menus.open(0, kTopic), QStringLiteral("rowsLike_topic!=refund"));
    EXPECT_EQ(menus.table->model()->rowCount(), 20);
    EXPECT_EQ(menus.cell(0, kTopic).data().toString(), QStringLiteral("delivery"));
    presenter.clearFilters();
    menus.fixture.settle();
    menus.take(menus.open(2, RowsModel::kFlags), QStringLiteral("rowsLike_flag:empty_response"));
    EXPECT_EQ(menus.table->model()->rowCount(), 1);
}

TEST(RowMenu, OrdersAndDividesTheChosenRows) {
    Menus menus;
    menus.take(menus.open(0, kTopic), QStringLiteral("orderAscending"));
    EXPECT_EQ(menus.cell(0, kTopic).data().toString(), QStringLiteral("delivery"));
    menus.take(menus.open(0, kTopic), QStringLiteral("rowSplit_validation"));
    auto& presenter = menus.fixture.window->dataPresenter();
    ASSERT_TRUE(waitFor([&] { return presenter.splits().size() == 2; }));
    presenter.toggleFilter(QStringLiteral("split:validation"));
    menus.fixture.settle();
    ASSERT_EQ(menus.table->model()->rowCount(), 1);
    EXPECT_EQ(menus.cell(0, 0).data(RowsModel::RowIdRole).toLongLong(), 2) << "the row that stood there";
}

TEST(RowMenu, OpensAtTheCurrentRowByTheMenuKey) {
    Menus menus;
    menus.table->selectRow(5);
    QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(3, 3), QPoint(3, 3));
    QCoreApplication::sendEvent(menus.table, &event);
    menus.take(menus.fixture.find<QMenu>("rowMenu"), QStringLiteral("rowDelete"));
    ASSERT_TRUE(waitFor([&] { return menus.table->model()->rowCount() == 39; }));
    menus.fixture.settle();
    EXPECT_EQ(menus.cell(5, 0).data(RowsModel::RowIdRole).toLongLong(), 7);
}

TEST(RowMenu, OffersOnlyWhatCanBeDone) {
    Menus menus;
    const QStringList names = menus.names(menus.open(2, RowsModel::kNumber));
    EXPECT_FALSE(names.contains(QStringLiteral("rowCopyText"))) << "the number of a row is no text";
    EXPECT_TRUE(names.contains(QStringLiteral("rowsLike_flag:empty_response")));
    for (const QString& name : names)
        EXPECT_FALSE(name.startsWith(QStringLiteral("rowsLike_topic"))) << "of the column under the pointer";
}

} // namespace
} // namespace luthier::tests
