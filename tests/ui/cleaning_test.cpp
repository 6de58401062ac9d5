#include "workbench_support.h"

#include <data/workbench.h>
#include <models/rows_model.h>

#include <QLabel>
#include <QPushButton>
#include <QTabBar>
#include <QTableView>
#include <QTableWidget>
#include <QTest>

namespace luthier::tests {
namespace {

using State = data::CleaningPresenter::State;

/// The presenters on the dataset "dirty" of an open project, with an engine of their own.
struct OpenWorkbench {
    DirtyProject project;
    bridge::Bridge bridge;
    data::DataPresenter data{bridge};
    data::Workbench bench{bridge, data, bridge::engineProgram()};
    std::vector<std::string> failures;

    OpenWorkbench() {
        QObject::connect(&bench.cleaning, &data::CleaningPresenter::failed, &data,
                         [this](const Error& error) { failures.push_back(error.code()); });
        bridge.open(project.path());
        waitFor([&] { return data.current() != nullptr; });
        data.choose(QStringLiteral("dirty"));
        waitFor([&] { return bridge.pending() == 0; });
    }
    bool search() {
        bench.cleaning.setWatching(bridge::Watching::Yes);
        return waitFor([&] { return bench.cleaning.isCurrent() && bench.cleaning.state() == State::Idle; });
    }
    qint64 rowsOf(const char* rule) const {
        const auto* findings = bench.cleaning.findingsOf(QString::fromLatin1(rule));
        return findings ? findings->rows : -1;
    }
};

TEST(Cleaning, FindsWhatIsWrongWhileSomebodyLooks) {
    OpenWorkbench open;
    EXPECT_EQ(open.bench.cleaning.state(), State::Idle) << "nobody looks";
    ASSERT_TRUE(open.search());
    EXPECT_EQ(open.bench.cleaning.report()->rows, 12);
    EXPECT_EQ(open.rowsOf("email_address"), 1);
    EXPECT_EQ(open.rowsOf("empty_answer"), 1);
    EXPECT_EQ(open.rowsOf("html_remains"), 1);
    EXPECT_EQ(open.rowsOf("c4_quality"), -1) << "of the other preset";
    const auto& place = open.bench.cleaning.findingsOf(QStringLiteral("email_address"))->examples.front();
    EXPECT_EQ(place.row, RowId{2});
    EXPECT_EQ(place.field, QStringLiteral("question"));
    EXPECT_EQ(place.before, QStringLiteral("Please answer to "));
    EXPECT_EQ(place.text, QStringLiteral("mina.kim@shopmail.net"));
    EXPECT_EQ(place.after, QStringLiteral(" soon"));
    EXPECT_EQ(place.fix, QStringLiteral("[EMAIL_1]"));
    const auto& empty = open.bench.cleaning.findingsOf(QStringLiteral("empty_answer"))->examples.front();
    EXPECT_EQ(empty.before, QStringLiteral("And by air?")) << "how the row begins tells which it is";
    EXPECT_TRUE(open.failures.empty());
}

TEST(Cleaning, FixesOneRuleAsOneOperationAndUndoesIt) {
    OpenWorkbench open;
    ASSERT_TRUE(open.search());
    const std::size_t before = open.data.operations().size();
    open.bench.cleaning.fix(QStringLiteral("html_remains"));
    EXPECT_EQ(open.bench.cleaning.state(), State::Fixing);
    ASSERT_TRUE(waitFor([&] { return open.rowsOf("html_remains") == 0; }));
    EXPECT_EQ(open.rowsOf("email_address"), 1) << "of another rule";
    ASSERT_TRUE(open.bench.cleaning.lastFix());
    EXPECT_EQ(open.bench.cleaning.lastFix()->findings, 2);
    EXPECT_EQ(open.bench.cleaning.lastFix()->rows, 1);
    ASSERT_TRUE(waitFor([&] { return open.data.operations().size() == before + 1; }));
    EXPECT_EQ(open.data.operations().back().kind, "clean");
    open.bench.cleaning.undo();
    ASSERT_TRUE(waitFor([&] { return open.rowsOf("html_remains") == 1; }));
    EXPECT_FALSE(open.bench.cleaning.lastFix());
}

TEST(Cleaning, FixesAllRulesOfAPresetAtOnce) {
    OpenWorkbench open;
    ASSERT_TRUE(open.search());
    const qint64 fixable = open.bench.cleaning.report()->fixable();
    ASSERT_GT(fixable, 2);
    open.bench.cleaning.fixAll();
    ASSERT_TRUE(waitFor(
        [&] { return open.bench.cleaning.isCurrent() && open.bench.cleaning.report()->fixable() == 0; }));
    EXPECT_EQ(open.rowsOf("empty_answer"), 1) << "there is nothing safe to put in";
}

TEST(Cleaning, AnswersForAnotherPresetOnceItIsChosen) {
    OpenWorkbench open;
    ASSERT_TRUE(open.search());
    open.bench.cleaning.setPreset(QStringLiteral("web"));
    EXPECT_EQ(open.bench.cleaning.report(), nullptr);
    ASSERT_TRUE(waitFor([&] { return open.bench.cleaning.isCurrent(); }));
    EXPECT_GT(open.rowsOf("c4_quality"), 0);
}

TEST(Cleaning, CancelledDoesNotBeginAgainByItself) {
    const SampleProject project(30'000); // a search that is not over before it is cancelled
    bridge::Bridge bridge;
    data::DataPresenter data(bridge);
    data::Workbench bench(bridge, data, bridge::engineProgram());
    bridge.open(project.path());
    ASSERT_TRUE(waitFor([&] { return data.current() && bridge.pending() == 0; }));
    int searches = 0;
    QObject::connect(&bench.cleaning, &data::CleaningPresenter::changed, &data,
                     [&] { searches += bench.cleaning.state() == State::Searching ? 1 : 0; });
    bench.cleaning.setWatching(bridge::Watching::Yes);
    ASSERT_EQ(bench.cleaning.state(), State::Searching);
    bench.cleaning.cancel();
    ASSERT_TRUE(waitFor([&] { return bench.engine.pending() == 0; }));
    EXPECT_EQ(bench.cleaning.state(), State::Idle);
    EXPECT_EQ(searches, 1);
    EXPECT_EQ(bench.cleaning.report(), nullptr);
    bench.cleaning.search();
    EXPECT_TRUE(waitFor([&] { return bench.cleaning.isCurrent(); }));
}

TEST(Cleaning, ShowsTheRowsOfARuleInTheTable) {
    OpenWorkbench open;
    ASSERT_TRUE(open.search());
    bool wanted = false;
    QObject::connect(&open.bench.cleaning, &data::CleaningPresenter::rowsWanted, &open.data,
                     [&] { wanted = true; });
    open.bench.cleaning.showInTable(QStringLiteral("outer_whitespace"));
    ASSERT_TRUE(waitFor([&] { return wanted; }));
    EXPECT_EQ(open.data.filters(), QStringList{QStringLiteral("found:rule.outer_whitespace")});
    EXPECT_EQ(open.data.filter().rows, std::vector<RowId>{RowId{2}});
    open.data.clearFilters();
    EXPECT_TRUE(open.data.filter().rows.empty());
}

struct CleanPage {
    DirtyProject project;
    WindowFixture fixture{project.path(), QStringLiteral("data/clean")};
    CleanPage() {
        fixture.settle();
        fixture.window->dataPresenter().choose(QStringLiteral("dirty"));
        waitFor([&] { return fixture.window->workbench().cleaning.isCurrent(); });
        fixture.settle();
    }
    /// The row of the list whose first cell has this text; -1 without one.
    int entry(const char* text) {
        const auto* list = fixture.find<QTableWidget>("cleanList");
        for (int row = 0; row < list->rowCount(); ++row)
            if (list->item(row, 0)->text() == QString::fromUtf8(text))
                return row;
        return -1;
    }
    void choose(const char* text) { fixture.find<QTableWidget>("cleanList")->setCurrentCell(entry(text), 0); }
};

TEST(CleanPage, ListsRulesWithCountsAndShowsTheirRows) {
    CleanPage page;
    ASSERT_GE(page.entry("E-mail addresses"), 0);
    page.choose("E-mail addresses");
    auto* findings = page.fixture.find<QTableWidget>("findingsTable");
    ASSERT_EQ(findings->rowCount(), 1);
    EXPECT_EQ(findings->item(0, 0)->text(), QStringLiteral("2"));
    EXPECT_EQ(findings->item(0, 3)->text(), QStringLiteral("[EMAIL_1]"));
    EXPECT_TRUE(findings->item(0, 2)
                    ->data(Qt::AccessibleTextRole)
                    .toString()
                    .contains(QStringLiteral("This is an e-mail address.")));
    auto* fix = page.fixture.find<QPushButton>("fixRule");
    ASSERT_TRUE(fix->isVisible());
    fix->click();
    ASSERT_TRUE(waitFor([&] { return page.fixture.find<QLabel>("cleanDoneText")->isVisible(); }));
    ASSERT_TRUE(page.fixture.settle());
    EXPECT_EQ(page.fixture.find<QLabel>("cleanDoneText")->text(),
              QStringLiteral("1 finding fixed · 1 row changed"));
    page.fixture.find<QPushButton>("undoClean")->click();
    ASSERT_TRUE(waitFor([&] { return !page.fixture.find<QLabel>("cleanDoneText")->isVisible(); }));
    EXPECT_TRUE(waitFor([&] { return findings->rowCount() == 1; })) << "found again";
}

TEST(CleanPage, LeadsFromAFindingToItsRowByKeyboard) {
    CleanPage page;
    page.choose("E-mail addresses");
    auto* findings = page.fixture.find<QTableWidget>("findingsTable");
    findings->setFocus();
    QTest::keyClick(findings, Qt::Key_Return);
    ASSERT_TRUE(page.fixture.settle());
    EXPECT_EQ(page.fixture.find<QTabBar>("dataTabs")->currentIndex(), 0);
    auto* rows = page.fixture.find<QTableView>("rowsTable");
    ASSERT_TRUE(waitFor([&] { return rows->model()->rowCount() == 1; }));
    EXPECT_EQ(rows->model()->index(0, 0).data(models::RowsModel::RowIdRole).toLongLong(), 2);
}

} // namespace
} // namespace luthier::tests
