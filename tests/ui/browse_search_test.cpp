#include "ui_support.h"

#include <data/browse/row_delegate.h>
#include <data/hits.h>
#include <data/typed_search.h>
#include <models/rows_model.h>

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>
#include <QTest>
#include <QTextEdit>

namespace luthier::tests {
namespace {

/// 40 rows: "question 1" to "question 40".
struct Searching {
    SampleProject project{40};
    WindowFixture fixture{project.path()};
    QTableView* table = nullptr;
    QLineEdit* field = nullptr;
    data::DataPresenter& presenter = fixture.window->dataPresenter();

    Searching() {
        fixture.settle();
        table = fixture.find<QTableView>("rowsTable");
        field = fixture.find<QLineEdit>("searchField");
        waitFor([&] { return table->model()->rowCount() == 40; });
        fixture.settle();
    }
    int rows() const { return table->model()->rowCount(); }
    void type(const QString& text) { QTest::keyClicks(field, text); }
    QString hint() {
        const auto* hint = fixture.find<QLabel>("searchHint");
        return hint->isVisible() ? hint->toolTip().isEmpty() ? hint->text() : hint->toolTip() : QString();
    }
};

TEST(BrowseSearch, FindsAsOneTypesOnceTheTypingPauses) {
    Searching browse;
    browse.type(QStringLiteral("question 3"));
    EXPECT_TRUE(browse.presenter.filters().isEmpty()) << "not at each key";
    ASSERT_TRUE(waitFor([&] { return browse.rows() == 11; })); // 3 and 30 to 39
    browse.type(QStringLiteral("9"));
    ASSERT_TRUE(waitFor([&] { return browse.rows() == 1; }));
    EXPECT_EQ(browse.presenter.filters(), QStringList{QStringLiteral("search:question 39")})
        << "in place of what was searched for before";
    QTest::keyClick(browse.field, Qt::Key_Backspace);
    QTest::keyClick(browse.field, Qt::Key_Backspace);
    ASSERT_TRUE(waitFor([&] { return browse.rows() == 40; }));
}

TEST(BrowseSearch, IsAPillOnlyOnceEnterKeepsIt) {
    Searching browse;
    browse.type(QStringLiteral("question 3"));
    ASSERT_TRUE(waitFor([&] { return browse.rows() == 11; }));
    EXPECT_EQ(browse.fixture.window->findChild<QPushButton*>(QStringLiteral("pill_search:question 3")),
              nullptr)
        << "the field shows it already";
    QTest::keyClick(browse.field, Qt::Key_Return);
    EXPECT_TRUE(browse.field->text().isEmpty());
    EXPECT_TRUE(browse.fixture.find<QPushButton>("pill_search:question 3")->isVisible());
    browse.type(QStringLiteral("refund"));
    ASSERT_TRUE(waitFor([&] { return browse.presenter.filters().size() == 2; }));
    browse.fixture.settle();
    browse.fixture.find<QPushButton>("pill_search:question 3")->click();
    EXPECT_EQ(browse.presenter.filters(), QStringList{QStringLiteral("search:refund")});
    EXPECT_EQ(browse.field->text(), QStringLiteral("refund"));
}

TEST(BrowseSearch, EnterDoesNotWaitForThePause) {
    Searching browse;
    browse.type(QStringLiteral("question 12"));
    QTest::keyClick(browse.field, Qt::Key_Return);
    EXPECT_EQ(browse.presenter.filters(), QStringList{QStringLiteral("search:question 12")});
}

TEST(BrowseSearch, ReadsFiltersAndWaitsForEnterWithThem) {
    Searching browse;
    browse.type(QStringLiteral("topic = refund"));
    EXPECT_EQ(browse.hint(), QStringLiteral("Enter shows only: topic is refund"));
    QTest::keyClick(browse.field, Qt::Key_Return);
    EXPECT_EQ(browse.presenter.filters(), QStringList{QStringLiteral("topic=refund")});
    browse.type(QStringLiteral("question!=question 1"));
    QTest::keyClick(browse.field, Qt::Key_Return);
    ASSERT_TRUE(waitFor([&] { return browse.rows() == 19; }));
    browse.type(QStringLiteral("length:..24"));
    EXPECT_EQ(browse.hint(), QStringLiteral("Enter shows only: length up to 24"));
}

TEST(BrowseSearch, RefusesByNameWhatLooksLikeAFilterAndIsNone) {
    Searching browse;
    for (const char* typed : {"tokens>20", "nothing!=1", "question>many", "flag:nothing", "length:x"}) {
        browse.field->clear();
        browse.field->setFocus();
        browse.type(QString::fromLatin1(typed));
        EXPECT_FALSE(browse.hint().isEmpty()) << typed;
        QTest::keyClick(browse.field, Qt::Key_Return);
        EXPECT_TRUE(browse.presenter.filters().isEmpty()) << typed;
        EXPECT_EQ(browse.field->text(), QString::fromLatin1(typed)) << "to be mended";
    }
    EXPECT_TRUE(browse.fixture.find<QWidget>("dataError")->isVisible());
}

TEST(BrowseSearch, FindsTextsWithSigns) {
    Searching browse;
    for (const char* text : {"a > b", "<b>", "x=5", "https://a", "1 < many words"})
        EXPECT_EQ(must(browse.presenter.filterOf(QString::fromLatin1(text))),
                  QStringLiteral("search:") + QString::fromLatin1(text));
}

TEST(BrowseSearch, EscapeTakesItBackAndSlashLeadsToIt) {
    Searching browse;
    browse.table->setFocus();
    QTest::keyClick(browse.table, Qt::Key_Slash);
    EXPECT_TRUE(browse.field->hasFocus());
    browse.type(QStringLiteral("question 39"));
    EXPECT_EQ(browse.field->text(), QStringLiteral("question 39"));
    ASSERT_TRUE(waitFor([&] { return browse.rows() == 1; }));
    QTest::keyClick(browse.field, Qt::Key_Escape);
    EXPECT_TRUE(browse.field->text().isEmpty());
    EXPECT_TRUE(browse.presenter.filters().isEmpty());
    QTest::keyClick(browse.field, Qt::Key_Escape);
    EXPECT_TRUE(browse.table->hasFocus());
}

TEST(BrowseSearch, IsForgottenWithItsFilter) {
    Searching browse;
    browse.type(QStringLiteral("question 39"));
    ASSERT_TRUE(waitFor([&] { return browse.rows() == 1; }));
    browse.presenter.clearFilters();
    EXPECT_TRUE(browse.field->text().isEmpty());
}

TEST(BrowseSearch, MarksItsHitsInTheInspectorAndTheTable) {
    Searching browse;
    const auto picture = [&] {
        return browse.table->viewport()
            ->grab(
                browse.table->visualRect(browse.table->model()->index(0, models::RowsModel::kFirstField + 1)))
            .toImage();
    };
    browse.type(QStringLiteral("answer 1"));
    QTest::keyClick(browse.field, Qt::Key_Return);
    ASSERT_TRUE(browse.fixture.settle());
    const auto bubbles = browse.fixture.find<QWidget>("inspector")->findChildren<widgets::ContentText*>();
    ASSERT_EQ(bubbles.size(), 2);
    EXPECT_TRUE(bubbles[0]->hits().empty());
    ASSERT_EQ(bubbles[1]->hits().size(), 1U);
    EXPECT_EQ(bubbles[1]->hits()[0].length, 8);
    const QImage marked = picture();
    browse.presenter.clearFilters();
    ASSERT_TRUE(browse.fixture.settle());
    EXPECT_NE(picture(), marked);
}

TEST(Hits, AreInEitherCaseAndJoinedWhereTheyMeet) {
    const auto hits = data::hitsIn(QStringLiteral("Refund the refunds: fundamental"),
                                   {QStringLiteral("refund"), QStringLiteral("fund"), QStringLiteral("S:")});
    ASSERT_EQ(hits.size(), 3U);
    EXPECT_EQ(hits[0].begin, 0);
    EXPECT_EQ(hits[0].length, 6);
    EXPECT_EQ(hits[1].begin, 11);
    EXPECT_EQ(hits[1].length, 8);
    EXPECT_EQ(hits[2].begin, 20);
    EXPECT_TRUE(data::hitsIn(QStringLiteral("text"), {QString()}).empty());
}

TEST(Hits, AreBroughtIntoTheSightOfACell) {
    const QFontMetrics metrics((QFont()));
    const QString text = QString(200, u'x') + QStringLiteral(" found here");
    const QString part = data::RowDelegate::partWithHit(text, {QStringLiteral("found")}, metrics,
                                                        40 * metrics.averageCharWidth());
    EXPECT_TRUE(part.startsWith(u'…'));
    EXPECT_EQ(part.indexOf(QStringLiteral("found")), 13);
    EXPECT_EQ(
        data::RowDelegate::partWithHit(QStringLiteral("found here"), {QStringLiteral("found")}, metrics, 400),
        QStringLiteral("found here"));
}

} // namespace
} // namespace luthier::tests
