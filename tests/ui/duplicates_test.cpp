#include "workbench_support.h"

#include <data/workbench.h>

#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QTest>

namespace luthier::tests {
namespace {

using State = data::DuplicatesPresenter::State;

struct OpenDuplicates {
    DirtyProject project;
    bridge::Bridge bridge;
    data::DataPresenter data{bridge};
    data::Workbench bench{bridge, data, bridge::engineProgram()};
    data::DuplicatesPresenter& duplicates = bench.duplicates;

    OpenDuplicates() {
        bridge.open(project.path());
        waitFor([&] { return data.current() != nullptr; });
        data.choose(QStringLiteral("dirty"));
        duplicates.setWatching(bridge::Watching::Yes);
        settle();
    }
    bool settle() {
        return waitFor([&] {
            return duplicates.isCurrent() && duplicates.state() == State::Idle &&
                   bench.engine.pending() == 0 && bridge.pending() == 0;
        });
    }
    /// "5: 6 7" for each cluster.
    std::string clusters() const {
        std::string text;
        for (const auto& cluster : duplicates.report()->listed) {
            text += (text.empty() ? "" : "; ") + std::to_string(cluster.keeper.value) + ":";
            for (const auto& member : cluster.members)
                text += " " + std::to_string(member.row.value);
        }
        return text;
    }
};

TEST(Duplicates, AreClustersAroundARowThatStays) {
    OpenDuplicates open;
    ASSERT_TRUE(open.duplicates.report());
    EXPECT_EQ(open.clusters(), "5: 6 7");
    EXPECT_EQ(open.duplicates.report()->exact, 1);
    EXPECT_TRUE(open.duplicates.report()->alarm) << "2 of 12 rows";
    EXPECT_LT(open.duplicates.cluster()->least, 1);
    ASSERT_TRUE(open.duplicates.rowOf(RowId{7})) << "the rows of the cluster in view are read";
    EXPECT_EQ(open.duplicates.going(), 2);
}

TEST(Duplicates, FollowTheSettings) {
    OpenDuplicates open;
    open.duplicates.setKeep(QStringLiteral("longest"));
    ASSERT_TRUE(open.settle());
    EXPECT_EQ(open.clusters(), "7: 5 6");
    open.duplicates.setThreshold(100);
    ASSERT_TRUE(open.settle());
    EXPECT_EQ(open.clusters(), "5: 6") << "the same text alone";
    open.duplicates.setKey(QStringLiteral("prompt"));
    ASSERT_TRUE(open.settle());
    EXPECT_EQ(open.clusters(), "7: 5 6; 1: 12");
    EXPECT_EQ(open.duplicates.report()->conflicting, 2);
    open.duplicates.showConflicts();
    EXPECT_EQ(open.data.filter().rows.size(), 5U);
}

TEST(Duplicates, AreRemovedAsOneOperationAndComeBack) {
    OpenDuplicates open;
    const std::size_t before = open.data.operations().size();
    open.duplicates.remove();
    ASSERT_TRUE(waitFor([&] { return open.data.current()->rows == 10; }));
    ASSERT_TRUE(open.settle());
    EXPECT_EQ(open.duplicates.lastRemoval(), 2);
    EXPECT_EQ(open.data.operations().size(), before + 1);
    EXPECT_EQ(open.data.operations().back().kind, "deduplicate");
    EXPECT_EQ(open.clusters(), "");
    open.duplicates.undo();
    ASSERT_TRUE(waitFor([&] { return open.data.current()->rows == 12; }));
    ASSERT_TRUE(open.settle());
    EXPECT_EQ(open.clusters(), "5: 6 7");
}

TEST(Duplicates, ThatArentAreLeftAlone) {
    OpenDuplicates open;
    open.duplicates.setApart(0, true);
    EXPECT_EQ(open.duplicates.going(), 0);
    open.duplicates.remove();
    EXPECT_EQ(open.duplicates.state(), State::Idle) << "there is nothing to remove";
    open.duplicates.setApart(0, false);
    EXPECT_EQ(open.duplicates.going(), 2);
}

TEST(Duplicates, KeepTheRowThatWasChosen) {
    OpenDuplicates open;
    open.duplicates.keepRow(RowId{7});
    ASSERT_TRUE(waitFor([&] { return open.duplicates.cluster()->keeper == RowId{7}; }));
    EXPECT_EQ(open.clusters(), "7: 5 6");
    EXPECT_EQ(open.duplicates.going(), 2);
    open.duplicates.remove();
    ASSERT_TRUE(waitFor([&] { return open.data.current()->rows == 10; }));
    open.data.showRow(RowId{7});
    ASSERT_TRUE(open.settle());
    // What is left of the cluster is the row that was chosen.
    EXPECT_EQ(open.clusters(), "");
    bridge::Request request;
    std::size_t found = 0;
    open.bridge.read(
        bridge::Reader::Paging, request,
        [facts = *open.data.current()](storage::Connection& database, const StopToken&) {
            const std::array rows = {RowId{5}, RowId{6}, RowId{7}};
            return dataset::readRows(database, facts, rows);
        },
        [&](Result<std::vector<dataset::Row>> rows) {
            found = rows->size();
            EXPECT_EQ(rows->front().id, RowId{7});
        });
    ASSERT_TRUE(waitFor([&] { return found > 0; }));
    EXPECT_EQ(found, 1U);
}

TEST(DuplicatesPage, IsReviewedByKeyboard) {
    DirtyProject project;
    WindowFixture fixture(project.path(), QStringLiteral("data/clean"));
    ASSERT_TRUE(fixture.settle());
    fixture.window->dataPresenter().choose(QStringLiteral("dirty"));
    ASSERT_TRUE(waitFor([&] { return fixture.window->workbench().cleaning.isCurrent(); }));
    auto* list = fixture.find<QTableWidget>("cleanList");
    list->setCurrentCell(1, 0);
    ASSERT_TRUE(waitFor([&] { return fixture.window->workbench().duplicates.isCurrent(); }));
    ASSERT_TRUE(fixture.settle());
    EXPECT_EQ(list->item(1, 1)->text(), QStringLiteral("2"));
    EXPECT_TRUE(fixture.find<QLabel>("duplicateAlarm")->isVisible());
    auto* remove = fixture.find<QPushButton>("removeDuplicates");
    EXPECT_EQ(remove->text(), QStringLiteral("Remove 2 rows"));
    auto* clusters = fixture.find<QTableWidget>("clustersTable");
    ASSERT_EQ(clusters->rowCount(), 1);
    clusters->setFocus();
    QTest::keyClick(clusters, Qt::Key_N);
    EXPECT_FALSE(remove->isVisible());
    QTest::keyClick(clusters, Qt::Key_N);
    ASSERT_TRUE(remove->isVisible());
    auto* members = fixture.find<QTableWidget>("membersTable");
    ASSERT_EQ(members->rowCount(), 3);
    members->setCurrentCell(2, 0);
    QTest::keyClick(members, Qt::Key_K);
    ASSERT_TRUE(waitFor([&] { return members->item(0, 0)->text() == QStringLiteral("7"); }));
    remove->click();
    ASSERT_TRUE(waitFor([&] { return fixture.window->dataPresenter().current()->rows == 10; }));
    ASSERT_TRUE(waitFor([&] { return fixture.find<QLabel>("cleanDoneText")->isVisible(); }));
    EXPECT_EQ(fixture.find<QLabel>("cleanDoneText")->text(), QStringLiteral("2 duplicates removed."));
}

} // namespace
} // namespace luthier::tests
