#include "ui_support.h"

#include <data/browse/length_histogram.h>

#include <QAbstractButton>
#include <QTableView>
#include <QTest>

namespace luthier::tests {
namespace {

/// 400 rows of two topics; the answer of row 3 is empty.
struct Faceted {
    SampleProject project{400};
    WindowFixture fixture{project.path()};
    QTableView* table = nullptr;
    data::DataPresenter& presenter = fixture.window->dataPresenter();

    Faceted() {
        fixture.settle();
        table = fixture.find<QTableView>("rowsTable");
        waitFor([&] { return !presenter.facets().lengths.empty(); });
        fixture.settle();
    }
    QAbstractButton* facet(const char* filter) {
        return fixture.find<QAbstractButton>((std::string("facet_") + filter).c_str());
    }
    QString said(const char* filter) { return facet(filter)->accessibleName(); }
};

TEST(BrowseFacets, CountUnderTheFiltersOfTheOthers) {
    Faceted browse;
    EXPECT_EQ(browse.said("topic=refund"), QStringLiteral("refund, 200"));
    EXPECT_EQ(browse.said("flag:empty_response"), QStringLiteral("Empty response, 1"));
    browse.facet("flag:empty_response")->click();
    browse.fixture.settle();
    EXPECT_EQ(browse.table->model()->rowCount(), 1);
    EXPECT_EQ(browse.said("topic=refund"), QStringLiteral("refund, 1"));
    EXPECT_EQ(browse.said("topic=delivery"), QStringLiteral("delivery, 0"));
    EXPECT_EQ(browse.said("flag:empty_response"), QStringLiteral("Empty response, 1"));
    browse.facet("flag:empty_response")->click();
    browse.facet("topic=delivery")->click();
    browse.fixture.settle();
    EXPECT_EQ(browse.said("topic=refund"), QStringLiteral("refund, 200")) << "what choosing it would show";
    EXPECT_EQ(browse.said("flag:empty_response"), QStringLiteral("Empty response, 0"));
    browse.presenter.clearFilters();
    browse.fixture.settle();
    EXPECT_EQ(browse.said("flag:empty_response"), QStringLiteral("Empty response, 1"));
}

TEST(BrowseFacets, FollowAnEdit) {
    Faceted browse;
    browse.presenter.toggleFilter(QStringLiteral("topic=refund"));
    browse.fixture.settle();
    browse.presenter.deleteRows({RowId{3}});
    ASSERT_TRUE(waitFor([&] { return browse.said("topic=refund") == QStringLiteral("refund, 199"); }));
}

TEST(BrowseFacets, KeepTheFocusWhereItIs) {
    Faceted browse;
    QAbstractButton* choice = browse.facet("topic=refund");
    choice->setFocus();
    QTest::keyClick(choice, Qt::Key_Space);
    browse.fixture.settle();
    EXPECT_EQ(browse.facet("topic=refund"), choice);
    EXPECT_TRUE(choice->hasFocus());
    EXPECT_TRUE(choice->isChecked());
    QTest::keyClick(choice, Qt::Key_Space);
    browse.fixture.settle();
    EXPECT_TRUE(browse.presenter.filters().isEmpty());
}

TEST(BrowseFacets, ChooseALengthByKeyAndByDrag) {
    Faceted browse;
    auto* lengths = browse.fixture.find<data::LengthHistogram>("lengthHistogram");
    const auto& bins = browse.presenter.facets().lengths;
    ASSERT_GT(bins.size(), 3U);
    lengths->setFocus();
    QTest::keyClick(lengths, Qt::Key_Home);
    EXPECT_EQ(lengths->accessibleDescription(), QStringLiteral("%1 to %2 characters, %3 rows")
                                                    .arg(bins[0].least)
                                                    .arg(bins[0].most)
                                                    .arg(bins[0].rows));
    QTest::keyClick(lengths, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(lengths, Qt::Key_Space);
    browse.fixture.settle();
    const QString chosen = QStringLiteral("length:%1..%2").arg(bins[0].least).arg(bins[1].most);
    EXPECT_EQ(browse.presenter.filters(), QStringList{chosen});
    EXPECT_EQ(browse.table->model()->rowCount(), bins[0].rows + bins[1].rows);
    QTest::mousePress(lengths, Qt::LeftButton, {}, QPoint(lengths->width() - 14, 20));
    QTest::mouseMove(lengths, QPoint(lengths->width() / 2, 20));
    QTest::mouseRelease(lengths, Qt::LeftButton, {}, QPoint(lengths->width() / 2, 20));
    browse.fixture.settle();
    ASSERT_EQ(browse.presenter.filters().size(), 1) << "one length stands in place of another";
    EXPECT_NE(browse.presenter.filters().front(), chosen);
    const QString dragged = browse.presenter.filters().front();
    browse.presenter.toggleFilter(dragged);
    browse.fixture.settle();
    EXPECT_EQ(browse.table->model()->rowCount(), 400);
}

TEST(BrowseFacets, OfAKindStandInPlaceOfEachOtherAndLeaveTheRest) {
    Faceted browse;
    auto& presenter = browse.presenter;
    presenter.toggleFilter(QStringLiteral("search:question"));
    presenter.toggleFilter(QStringLiteral("label:none"));
    presenter.clearFilters();
    presenter.toggleFilter(QStringLiteral("search:question"));
    presenter.toggleFilter(QStringLiteral("topic=refund"));
    presenter.toggleFilter(QStringLiteral("topic!=delivery"));
    presenter.toggleFilter(QStringLiteral("topic=delivery"));
    EXPECT_EQ(presenter.filters(),
              (QStringList{QStringLiteral("search:question"), QStringLiteral("topic!=delivery"),
                           QStringLiteral("topic=delivery")}));
}

} // namespace
} // namespace luthier::tests
