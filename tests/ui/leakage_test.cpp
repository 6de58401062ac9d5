#include "workbench_support.h"

#include <data/workbench.h>

#include <QCheckBox>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>

namespace luthier::tests {
namespace {

using Known = data::LeakagePresenter::Known;
using State = data::LeakagePresenter::State;

struct OpenLeakage {
    DirtyProject project;
    bridge::Bridge bridge;
    data::DataPresenter data{bridge};
    data::Workbench bench{bridge, data, bridge::engineProgram()};
    data::LeakagePresenter& leakage = bench.leakage;

    OpenLeakage() { open(); }
    void open() {
        bridge.open(project.path());
        waitFor([&] { return data.current() != nullptr; });
        data.choose(QStringLiteral("dirty"));
        leakage.setWatching(bridge::Watching::Yes);
        waitFor([&] { return bridge.pending() == 0 && leakage.known() != Known::Nothing; });
    }
    bool check() {
        leakage.check();
        return waitFor([&] { return leakage.isCurrent() && leakage.state() == State::Idle; });
    }
};

TEST(Leakage, IsNotKnownBeforeACheck) {
    OpenLeakage open;
    EXPECT_EQ(open.leakage.known(), Known::Never);
    EXPECT_TRUE(open.leakage.canCheck());
    open.data.choose(QStringLiteral("tickets"));
    ASSERT_TRUE(waitFor([&] { return open.bridge.pending() == 0; }));
    EXPECT_FALSE(open.leakage.canCheck()) << "it is not split";
}

TEST(Leakage, IsCountedByPairOfSplitsAndKeptInTheProject) {
    OpenLeakage open;
    ASSERT_TRUE(open.check());
    const auto& facts = *open.leakage.report();
    ASSERT_EQ(facts.counts.size(), 1U);
    EXPECT_EQ(facts.counts[0].split, QStringLiteral("test"));
    EXPECT_EQ(facts.counts[0].before, QStringLiteral("train"));
    EXPECT_EQ(facts.counts[0].exact, 2) << "the questions of rows 7 and 12";
    EXPECT_EQ(facts.leaked, (std::vector<RowId>{RowId{7}, RowId{12}}));
    ASSERT_FALSE(facts.examples.empty());
    EXPECT_EQ(facts.examples[1].row, RowId{12});
    EXPECT_EQ(facts.examples[1].other, RowId{1});
    EXPECT_EQ(open.leakage.known(), Known::Leaks);
    // Another window of the project knows of it, and that rows have changed since.
    bridge::Bridge other;
    data::DataPresenter data(other);
    data::Workbench bench(other, data, bridge::engineProgram());
    other.open(open.project.path());
    ASSERT_TRUE(waitFor([&] { return data.current() != nullptr; }));
    data.choose(QStringLiteral("dirty"));
    bench.leakage.setWatching(bridge::Watching::Yes);
    EXPECT_TRUE(waitFor([&] { return bench.leakage.known() == Known::Leaks; }));
    open.data.deleteRows({RowId{9}});
    ASSERT_TRUE(waitFor([&] { return open.leakage.known() == Known::Outdated; }));
    EXPECT_TRUE(waitFor([&] { return bench.leakage.known() == Known::Outdated; }));
}

TEST(Leakage, IsGoneOnceItsRowsAreSetAsideAndComesBackByUndo) {
    OpenLeakage open;
    ASSERT_TRUE(open.check());
    const std::size_t before = open.data.operations().size();
    open.leakage.setAside();
    ASSERT_TRUE(waitFor([&] { return open.leakage.known() == Known::Clean; })) << "checked again by itself";
    EXPECT_EQ(open.leakage.report()->withoutSplit, 2);
    ASSERT_TRUE(waitFor([&] { return open.data.operations().size() == before + 1; }));
    EXPECT_EQ(open.data.current()->rows, 12) << "no row is deleted";
    open.data.undo();
    EXPECT_TRUE(waitFor([&] { return open.leakage.known() == Known::Outdated; }));
}

TEST(Leakage, IsAvoidedBySplittingWithSimilarRowsTogether) {
    OpenLeakage open;
    const std::size_t before = open.data.operations().size();
    dataset::SplitRequest request;
    request.ratios = {{"train", 0.5}, {"test", 0.5}};
    open.leakage.splitTogether(request);
    EXPECT_EQ(open.leakage.state(), State::Splitting);
    ASSERT_TRUE(waitFor([&] { return open.data.operations().size() == before + 1; }));
    ASSERT_TRUE(open.check());
    EXPECT_EQ(open.leakage.known(), Known::Clean);
    EXPECT_EQ(open.leakage.report()->withoutSplit, 0);
}

TEST(LeakageCard, SaysNeverCheckedThenShowsPairsAndExamples) {
    DirtyProject project;
    WindowFixture fixture(project.path(), QStringLiteral("data/splits"));
    ASSERT_TRUE(fixture.settle());
    fixture.window->dataPresenter().choose(QStringLiteral("dirty"));
    ASSERT_TRUE(fixture.settle());
    auto* state = fixture.find<QLabel>("leakageState");
    EXPECT_TRUE(state->text().startsWith(QStringLiteral("Never checked"))) << state->text().toStdString();
    auto* check = fixture.find<QPushButton>("checkLeakage");
    ASSERT_TRUE(check->isEnabled());
    check->click();
    auto* counts = fixture.find<QTableWidget>("leakageCounts");
    ASSERT_TRUE(waitFor([&] { return counts->isVisible() && counts->rowCount() == 1; }));
    ASSERT_TRUE(fixture.settle());
    EXPECT_EQ(counts->item(0, 1)->text(), QStringLiteral("2"));
    auto* examples = fixture.find<QTableWidget>("leakageExamples");
    EXPECT_EQ(examples->rowCount(), 2);
    EXPECT_TRUE(fixture.find<QWidget>("leakRow")->isVisible()) << "the texts of the first example";
    counts->setCurrentCell(0, 2); // nearly the same
    EXPECT_EQ(examples->rowCount(), 0);
    fixture.find<QPushButton>("splitAgain")->click();
    EXPECT_TRUE(fixture.find<QCheckBox>("splitSimilar")->isChecked());
    EXPECT_TRUE(fixture.find<QPushButton>("splitButton")->hasFocus());
    auto* aside = fixture.find<QPushButton>("setLeaksAside");
    EXPECT_EQ(aside->text(), QStringLiteral("Set 2 rows aside"));
    aside->click();
    ASSERT_TRUE(waitFor([&] { return state->text().startsWith(QStringLiteral("No leaks found")); }));
    EXPECT_FALSE(aside->isVisible());
}

} // namespace
} // namespace luthier::tests
