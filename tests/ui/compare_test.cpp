#include "compare_support.h"

#include <base/files.h>
#include <bridge/comparison_rows.h>
#include <compare/side_pane.h>
#include <home/home_presenter.h>

#include <support/finished_run.h>
#include <widgets/message_field.h>

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QListView>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTabBar>
#include <QTableWidget>
#include <QTextEdit>

namespace luthier::tests {
namespace {

using bridge::Outcome;

struct OpenComparison {
    SampleProject project;
    bridge::Bridge bridge;
    bridge::JobsWatch jobs{bridge, bridge::engineProgram()};
    bridge::RunsWatch runs{bridge};
    compare::ComparePresenter presenter{bridge, jobs, runs, bridge::engineProgram()};
    std::string failure;
    OpenComparison() {
        addComparedRun(project);
        QObject::connect(&presenter, &compare::ComparePresenter::failed, &presenter,
                         [this](const Error& error) { failure = error.code(); });
        bridge.open(project.path());
        EXPECT_TRUE(waitFor([&] { return presenter.count({}) == 6; })) << failure;
    }
};

TEST(ComparedRows, KeepWhatTheFileSays) {
    const SampleProject project;
    addComparedRun(project);
    const auto rows = bridge::readComparedRows(
        std::filesystem::path(project.path().toStdString()) / "runs/0001/evaluation/0001", {});
    ASSERT_TRUE(rows);
    ASSERT_EQ(rows->rows.size(), 6U);
    EXPECT_TRUE(rows->complete);
    EXPECT_EQ(rows->rows[2].outcome, Outcome::Broken);
    EXPECT_EQ(rows->rows[2].base.text, QStringLiteral("No, one card for each order."));
    EXPECT_DOUBLE_EQ(*rows->rows[2].adapted.loss, 1.06);
    EXPECT_EQ(rows->rows[5].error->code(), "run.not_finished");
    EXPECT_FALSE(rows->rows[5].base.loss);
}

TEST(ComparedRows, RefuseALineThatIsNoJson) {
    const TemporaryFolder folder;
    ASSERT_TRUE(writeAtomically(folder / "rows.jsonl", "{\"row\": 1}\n{\"row\": \n"));
    const auto rows = bridge::readComparedRows(folder.path(), {});
    ASSERT_FALSE(rows);
    EXPECT_EQ(rows.error().parameters().at("file"), "rows.jsonl");
    EXPECT_EQ(bridge::readComparedRows(folder / "nowhere", {}).error().code(), "file.not_found");
}

TEST(ShortWeights, KeepTheNameAndTheEndsOfTheHash) {
    EXPECT_EQ(compare::shortWeights(QStringLiteral("tiny 7ae50c1f22b84d0e9a6b1f3348d5c310")),
              QStringLiteral("tiny 7ae5…c310"));
    EXPECT_EQ(compare::shortWeights(QStringLiteral("runs/0001/adapter sha256:5f0e77aa1b2c3d4e5f6091ab")),
              QStringLiteral("runs/0001/adapter 5f0e…91ab"));
    EXPECT_EQ(compare::shortWeights(QStringLiteral("tiny random seed 42")),
              QStringLiteral("tiny random seed 42"));
}

TEST(ComparePresenter, FindsFinishedRunsAndFiltersTheirRows) {
    OpenComparison open;
    ASSERT_EQ(open.presenter.runs().size(), 1U);
    EXPECT_EQ(open.presenter.run()->name, QStringLiteral("tone"));
    EXPECT_EQ(open.presenter.run()->model, QStringLiteral("/models/tiny"));
    EXPECT_EQ(open.presenter.count(Outcome::Fixed), 2);
    open.presenter.setFilter(Outcome::Broken);
    ASSERT_EQ(open.presenter.shown().size(), 1U);
    EXPECT_EQ(open.presenter.selected()->prompt, QStringLiteral("Can I pay with two cards?"));
    open.presenter.setFilter({});
    open.presenter.select(5);
    EXPECT_EQ(open.presenter.selected()->outcome, Outcome::Failed);
    open.presenter.select(6);
    EXPECT_EQ(open.presenter.selectedPlace(), 5);
}

bridge::ComparedRow answered(const char* reference, const char* base, const char* adapted, double baseLoss,
                             double adaptedLoss) {
    bridge::ComparedRow row;
    row.reference = QString::fromUtf8(reference);
    row.base = {QString::fromUtf8(base), baseLoss, {}};
    row.adapted = {QString::fromUtf8(adapted), adaptedLoss, {}};
    row.outcome = Outcome::BothWrong;
    return row;
}

TEST(Judging, SaysWhatIsRightByEachCriterion) {
    using Kind = compare::Criterion::Kind;
    const bridge::ComparedRow row =
        answered("Seoul", "It is Busan.", "The capital is Seoul, of course.", 2.5, 1.25);
    const auto likeness = compare::likenessOf({row}, {});
    ASSERT_TRUE(likeness);
    const auto by = [&](compare::Criterion criterion) {
        return compare::judged(row, criterion, likeness->front());
    };
    EXPECT_EQ(by({Kind::Exact, 0}), Outcome::BothWrong);
    EXPECT_EQ(by({Kind::Contains, 0}), Outcome::Fixed);
    EXPECT_EQ(by({Kind::Similar, 0.3}), Outcome::Fixed);
    EXPECT_EQ(by({Kind::Similar, 0.99}), Outcome::BothWrong);
    EXPECT_EQ(by({Kind::Loss, 0}), Outcome::LowerLoss);
    EXPECT_EQ(compare::lossChange(row), -1.25);
}

TEST(Judging, LeavesRowsThatCannotBeRightOrWrong) {
    using Kind = compare::Criterion::Kind;
    bridge::ComparedRow row = answered("", "anything", "", 1, 2);
    EXPECT_EQ(compare::judged(row, {Kind::Contains, 0}, {}), Outcome::Fixed);
    row.outcome = Outcome::Unscored;
    EXPECT_EQ(compare::judged(row, {Kind::Contains, 0}, {1, 1}), Outcome::Unscored);
    EXPECT_EQ(compare::judged(row, {Kind::Similar, 0.5}, {1, 1}), Outcome::Unscored);
    EXPECT_EQ(compare::judged(row, {Kind::Loss, 0}, {}), Outcome::HigherLoss);
    row.outcome = Outcome::Failed;
    EXPECT_EQ(compare::judged(row, {Kind::Loss, 0}, {}), Outcome::Failed);
}

TEST(Judging, StartsWithTheLossWhereNoAnswerIsRight) {
    const bridge::ComparedRow wrong = answered("a", "b", "c", 2, 1);
    bridge::ComparedRow right = wrong;
    right.outcome = Outcome::Fixed;
    using Kind = compare::Criterion::Kind;
    EXPECT_EQ(compare::tellingCriterion({wrong, wrong}).kind, Kind::Loss);
    EXPECT_EQ(compare::tellingCriterion({wrong, right}).kind, Kind::Exact);
    EXPECT_EQ(compare::tellingCriterion({}).kind, Kind::Exact);
    bridge::ComparedRow unmeasured = wrong;
    unmeasured.adapted.loss.reset();
    EXPECT_EQ(compare::tellingCriterion({unmeasured}).kind, Kind::Exact);
}

TEST(ComparePage, JudgesByAnotherCriterionAndOrdersByTheLoss) {
    const SampleProject project;
    addComparedRun(project);
    WindowFixture fixture(project.path(), QStringLiteral("compare"));
    auto& presenter = fixture.window->comparePresenter();
    ASSERT_TRUE(waitFor([&] { return presenter.count({}) == 6; }));
    auto* criterion = fixture.find<QComboBox>("compareCriterion");
    auto* order = fixture.find<QComboBox>("compareOrder");
    EXPECT_EQ(criterion->currentText(), QStringLiteral("Exact match"));
    const auto fixed = presenter.count(Outcome::Fixed);
    criterion->setCurrentIndex(criterion->count() - 1);
    Q_EMIT criterion->activated(criterion->currentIndex());
    EXPECT_EQ(fixture.find<QPushButton>("filterFixed")->text(),
              QStringLiteral("Lower loss %1").arg(presenter.count(Outcome::LowerLoss)));
    EXPECT_FALSE(fixture.find<QPushButton>("filterBothRight")->isVisible());
    EXPECT_GT(presenter.count(Outcome::LowerLoss), 0);
    Q_EMIT order->activated(1);
    double before = -1e9;
    for (const int index : presenter.shown()) {
        const auto change = compare::lossChange(presenter.rowAt(index)).value_or(1e9);
        EXPECT_LE(before, change);
        before = change;
    }
    criterion->setCurrentIndex(2);
    Q_EMIT criterion->activated(2);
    EXPECT_TRUE(waitFor([&] { return presenter.count(Outcome::LowerLoss) == 0; }));
    EXPECT_GE(presenter.count(Outcome::Fixed), fixed);
}

TEST(HomePresenter, TellsOfRunsAndComparisonsToo) {
    const SampleProject project;
    addComparedRun(project);
    bridge::Bridge bridge;
    home::HomePresenter home(bridge, bridge::engineProgram());
    home.setWatching(bridge::Watching::Yes);
    bridge.open(project.path());
    ASSERT_TRUE(waitFor([&] { return !home.steps().empty(); }));
    const auto of = [&](home::Step::Kind kind) {
        return std::ranges::find(home.steps(), kind, &home::Step::kind);
    };
    const auto run = of(home::Step::Kind::Run);
    const auto comparison = of(home::Step::Kind::Comparison);
    ASSERT_NE(run, home.steps().end());
    ASSERT_NE(comparison, home.steps().end());
    EXPECT_EQ(run->what, QStringLiteral("0001 · tone"));
    EXPECT_EQ(comparison->what, run->what);
    EXPECT_EQ(comparison->fixed, 2);
    EXPECT_EQ(comparison->broken, 1);
    EXPECT_LT(run, comparison) << "in the order of time";
}

TEST(ComparePresenter, PutsAJobAndTellsWhyItFailed) {
    // The run of the fixture has no adapter behind it: whatever does the work must say so.
    OpenComparison open;
    compare::ComparisonRequest request;
    request.dataset = QStringLiteral("tickets");
    request.split = QStringLiteral("test");
    request.limit = 7;
    request.decoding.temperature = 0.5;
    Json parameters;
    QObject::connect(&open.presenter, &compare::ComparePresenter::jobChanged, &open.presenter, [&] {
        if (open.presenter.job())
            parameters = open.presenter.job()->parameters;
    });
    open.presenter.compare(request);
    ASSERT_TRUE(waitFor([&] { return !open.failure.empty(); }, 60'000));
    EXPECT_EQ(open.failure, "run.not_finished");
    EXPECT_FALSE(open.presenter.job());
    EXPECT_EQ(open.presenter.decoding().temperature, 0.5);
    ASSERT_FALSE(parameters.is_null());
    EXPECT_EQ(parameters["dataset"], "tickets");
    EXPECT_EQ(parameters["limit"], 7);
    EXPECT_EQ(parameters["temperature"], 0.5);
}

TEST(ComparePage, ShowsTheRowItsAnswersAndTheirWeights) {
    const SampleProject project;
    addComparedRun(project);
    WindowFixture fixture(project.path(), QStringLiteral("compare"));
    ASSERT_TRUE(fixture.settle());
    EXPECT_EQ(fixture.find<QPushButton>("filterFixed")->text(), QStringLiteral("Fixed 2"));
    fixture.find<QPushButton>("filterBroken")->click();
    auto* list = fixture.find<QListView>("promptList");
    ASSERT_EQ(list->model()->rowCount(), 1);
    EXPECT_EQ(fixture.find<QTextEdit>("baseText")->toPlainText(),
              QStringLiteral("No, one card for each order."));
    EXPECT_EQ(fixture.find<QTextEdit>("adaptedText")->toPlainText(),
              QStringLiteral("Yes, choose both cards in Orders."));
    // Plain: no word is marked.
    fixture.find<QPushButton>("wordDiff")->click();
    QTextCursor cursor(fixture.find<QTextEdit>("adaptedText")->document());
    cursor.setPosition(1);
    EXPECT_EQ(cursor.charFormat().underlineStyle(), QTextCharFormat::NoUnderline);
}

TEST(ComparePage, UnderlinesDottedUnderBaseAndSolidUnderAdapted) {
    const SampleProject project;
    addComparedRun(project);
    WindowFixture fixture(project.path(), QStringLiteral("compare"));
    ASSERT_TRUE(fixture.settle());
    fixture.find<QPushButton>("filterBroken")->click();
    const auto styleAtStart = [&](const char* name) {
        QTextCursor cursor(fixture.find<QTextEdit>(name)->document());
        cursor.setPosition(1);
        return cursor.charFormat().underlineStyle();
    };
    EXPECT_EQ(styleAtStart("baseText"), QTextCharFormat::DotLine);
    EXPECT_EQ(styleAtStart("adaptedText"), QTextCharFormat::SingleUnderline);
}

TEST(ComparePage, SaysInWordsWhetherItMayBeChance) {
    const SampleProject project;
    addComparedRun(project);
    WindowFixture fixture(project.path(), QStringLiteral("compare/scores"));
    ASSERT_TRUE(fixture.settle());
    EXPECT_TRUE(fixture.find<QLabel>("mcnemarText")->text().contains(QStringLiteral("more rows are needed")));
    EXPECT_TRUE(fixture.find<QLabel>("compareRemarks")
                    ->text()
                    .contains(QStringLiteral("2 of these rows were trained on")));
    EXPECT_EQ(fixture.find<QTableWidget>("compareHistory")->rowCount(), 1);
}

TEST(ComparePresenter, ChoosesTheRunThatEndedLastWhileNobodyLooks) {
    OpenComparison open;
    addComparedRun(open.project);
    ASSERT_TRUE(waitFor([&] { return open.presenter.run()->number == QStringLiteral("0002"); }));
    open.presenter.setWatching(bridge::Watching::Yes);
    addComparedRun(open.project);
    ASSERT_TRUE(waitFor([&] { return open.presenter.runs().size() == 3; }));
    EXPECT_EQ(open.presenter.run()->number, QStringLiteral("0002"));
    EXPECT_TRUE(waitFor([&] { return open.presenter.count({}) == 6; })) << open.failure;
}

TEST(ComparePage, TeachesWithoutARunAndGoesToWhereOneIsMade) {
    const SampleProject project;
    WindowFixture fixture(project.path(), QStringLiteral("compare"));
    ASSERT_TRUE(fixture.settle());
    auto* train = fixture.find<QPushButton>("emptyCompareTrain");
    ASSERT_TRUE(train->isVisible());
    train->click();
    EXPECT_FALSE(train->isVisible());
}

TEST(ComparePage, OffersRowsKeptApartWhereTheRunHasSome) {
    const Json trained = {{"name", "tone"}, {"data", {{{"dataset", "tickets"}}}}};
    Json validated = trained;
    validated["validation"] = {{{"dataset", "tickets"}, {"split", "validation"}}};
    for (const Json& recipe : {trained, validated}) {
        const SampleProject project;
        addComparedRun(project, recipe);
        WindowFixture fixture(project.path(), QStringLiteral("compare"));
        ASSERT_TRUE(fixture.settle());
        fixture.find<QPushButton>("compareButton")->click();
        const bool apart = recipe.contains("validation");
        EXPECT_EQ(fixture.find<QComboBox>("comparisonDataset")->currentData().toString(),
                  apart ? QString() : QStringLiteral("tickets"));
    }
}

TEST(ComparePage, StartsAComparisonFromItsDialog) {
    const SampleProject project;
    addComparedRun(project);
    WindowFixture fixture(project.path(), QStringLiteral("compare"));
    ASSERT_TRUE(fixture.settle());
    fixture.find<QPushButton>("compareButton")->click();
    auto* dataset = fixture.find<QComboBox>("comparisonDataset");
    dataset->setCurrentIndex(dataset->findData(QStringLiteral("tickets")));
    fixture.find<QSpinBox>("comparisonTokens")->setValue(9);
    fixture.find<QPushButton>("comparisonStart")->click();
    EXPECT_EQ(fixture.window->comparePresenter().decoding().maxNewTokens, 9);
    auto* error = fixture.find<QWidget>("compareError");
    EXPECT_TRUE(waitFor([&] { return error->isVisible(); }, 60'000));
}

TEST(ComparePage, TellsThatTheAdapterIsAnotherBases) {
    FinishedRun made;
    const QString path = QString::fromStdString(made.project.folder().string());
    { const project::Project closed = std::move(made.project); } // the window is to write
    for (const bool other : {false, true}) {
        if (other)
            writeTinyModel(made.model, 2U); // the same shape, other weights
        WindowFixture fixture(path, QStringLiteral("compare"));
        ASSERT_TRUE(fixture.settle());
        auto* notice = fixture.find<QLabel>("composerNotice");
        auto& live = fixture.window->liveAnswers();
        fixture.find<widgets::MessageField>("composerField")->setPlainText(QStringLiteral("Where?"));
        fixture.find<QPushButton>("composerSend")->click();
        ASSERT_NE(live.phase(), compare::LiveAnswers::Phase::Idle);
        ASSERT_TRUE(waitFor([&] { return live.phase() == compare::LiveAnswers::Phase::Idle; }, 60'000));
        EXPECT_TRUE(live.answer(compare::LiveAnswers::Adapted).tokensPerSecond);
        EXPECT_EQ(notice->isVisible(), other);
        if (!other)
            continue;
        EXPECT_TRUE(notice->text().contains(QStringLiteral("was tuned on other weights")))
            << notice->text().toStdString();
        EXPECT_NE(notice->focusPolicy(), Qt::NoFocus) << "read by keyboard";
    }
}

} // namespace
} // namespace luthier::tests
