#include "compare_support.h"

#include <base/files.h>
#include <dataset/part.h>
#include <jobs/control.h>
#include <jobs/part.h>
#include <registry/part.h>

#include <QComboBox>
#include <QFile>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>
#include <QTextEdit>

#include <array>

namespace luthier::tests {
namespace {

using exports::Kind;

struct OpenExports {
    SampleProject project;
    bridge::Bridge bridge;
    bridge::JobsWatch jobs{bridge, bridge::engineProgram()};
    bridge::RunsWatch runs{bridge};
    exports::ExportPresenter presenter{bridge, jobs, runs, bridge::engineProgram()};
    std::string failure;
    OpenExports() {
        addComparedRun(project);
        QObject::connect(&presenter, &exports::ExportPresenter::failed, &presenter,
                         [this](const Error& error) { failure = error.code(); });
        bridge.open(project.path());
        EXPECT_TRUE(waitFor([&] { return !presenter.runs().empty() && !presenter.sources().empty(); }));
    }
    bool writes(exports::ExportRequest request) {
        request.out = request.out.isEmpty() ? presenter.suggestion(request) : request.out;
        presenter.write(request);
        return waitFor([&] { return !presenter.isBusy(); }, 60'000) && failure.empty();
    }
};

TEST(ExportPresenter, WritesADatasetAndSaysHowManyRows) {
    OpenExports open;
    exports::ExportRequest request;
    request.kind = Kind::Dataset;
    request.dataset = QStringLiteral("tickets");
    ASSERT_TRUE(open.writes(request)) << open.failure;
    ASSERT_EQ(open.presenter.written().size(), 1U);
    const exports::Written& written = open.presenter.written().front();
    EXPECT_EQ(written.rows, 40);
    EXPECT_EQ(written.sha256.size(), 64);
    EXPECT_TRUE(written.out.endsWith(QStringLiteral("sample-tickets.jsonl")));
    EXPECT_EQ(written.bytes, QFileInfo(written.out).size());
    EXPECT_TRUE(open.presenter.suggestion(request).endsWith(QStringLiteral("sample-tickets-2.jsonl")));
}

/// A merge that waits in the queue and never starts: its queue is a stranger's.
void enqueueMerge(const SampleProject& sample) {
    const TemporaryFolder strange;
    const std::array parts = {dataset::projectPart(), registry::projectPart(), jobs::projectPart()};
    auto project = must(project::Project::open(sample.path().toStdString(), project::Access::ReadWrite, parts,
                                               project::Check::None));
    auto user = must(project::UserState::open(strange / "state", std::span(&jobs::userSchema(), 1)));
    must(jobs::enqueueJob(project, user, {"merge", "0001", "cpu", {{"out", "/nowhere"}}, false}));
}

TEST(ExportPresenter, WritesDataWhileAMergeWaitsForTheDevice) {
    OpenExports open;
    enqueueMerge(open.project);
    ASSERT_TRUE(waitFor([&] { return open.presenter.isBusy(Kind::Merged); }));
    EXPECT_TRUE(open.presenter.busy(Kind::Merged)->waits);
    exports::ExportRequest request;
    request.kind = Kind::Dataset;
    request.dataset = QStringLiteral("tickets");
    request.out = open.presenter.suggestion(request);
    open.presenter.write(request);
    ASSERT_TRUE(waitFor([&] { return !open.presenter.isBusy(Kind::Dataset); }));
    ASSERT_EQ(open.presenter.written().size(), 1U) << open.failure;
    EXPECT_EQ(open.presenter.written().front().rows, 40);
    open.presenter.cancel(Kind::Dataset);
    EXPECT_TRUE(open.presenter.isBusy(Kind::Merged)) << "cancelled beside the button that was pressed";
}

TEST(ExportPage, OffersTheDataWhileAMergeWaits) {
    const SampleProject project;
    addComparedRun(project);
    enqueueMerge(project);
    WindowFixture fixture(project.path(), QStringLiteral("export"));
    ASSERT_TRUE(fixture.settle());
    ASSERT_TRUE(waitFor([&] { return fixture.window->exportPresenter().isBusy(Kind::Merged); }));
    auto* write = fixture.find<QPushButton>("exportWrite");
    auto* cancel = fixture.find<QPushButton>("exportCancel");
    for (const char* choice : {"exportData", "exportCard", "exportAdapter"}) {
        fixture.find<QPushButton>(choice)->click();
        EXPECT_TRUE(write->isVisible() && write->isEnabled()) << choice;
        EXPECT_FALSE(cancel->isVisible()) << choice;
    }
    fixture.find<QPushButton>("exportMerged")->click();
    EXPECT_TRUE(cancel->isVisible());
    EXPECT_FALSE(write->isVisible());
}

TEST(ExportPage, LetsTheEndingFollowTheFormat) {
    const SampleProject project;
    WindowFixture fixture(project.path(), QStringLiteral("home"));
    ASSERT_TRUE(fixture.settle());
    auto& imports = fixture.window->importPresenter();
    imports.begin(QString::fromStdString(project.write("pairs.csv", "question,answer\na,b\n").string()));
    ASSERT_TRUE(waitFor([&] { return imports.state() == data::ImportPresenter::State::Ready; }));
    imports.run();
    ASSERT_TRUE(waitFor([&] { return fixture.window->exportPresenter().sources().size() == 2; }));
    fixture.window->openPage(QStringLiteral("export"));
    fixture.find<QPushButton>("exportData")->click();
    ASSERT_TRUE(fixture.settle());
    auto* place = fixture.find<QLineEdit>("exportPlace");
    const auto choose = [&](const char* box, const QString& value) {
        auto* choice = fixture.find<QComboBox>(box);
        ASSERT_GE(choice->findData(value), 0);
        choice->setCurrentIndex(choice->findData(value));
    };
    const auto endsWith = [&](const char* ending) {
        return place->text().endsWith(QLatin1String(ending));
    };
    choose("exportDataset", QStringLiteral("pairs"));
    EXPECT_TRUE(endsWith("sample-pairs.csv")) << place->text().toStdString();
    choose("exportFormat", QStringLiteral("messages"));
    EXPECT_TRUE(endsWith("sample-pairs.jsonl")) << place->text().toStdString();
    // A place of one's own: its folder and name stay.
    const QString own =
        QString::fromStdString(project.write("x", "").replace_filename("mine.jsonl").string());
    place->selectAll();
    QTest::keyClicks(place, own);
    choose("exportFormat", QStringLiteral("csv"));
    EXPECT_TRUE(endsWith("/mine.csv")) << place->text().toStdString();
    choose("exportFormat", QStringLiteral("text"));
    EXPECT_TRUE(endsWith("/mine.txt")) << place->text().toStdString();
    choose("exportFormat", QString());
    EXPECT_TRUE(endsWith("/mine.csv")) << place->text().toStdString();
    // Who types another ending is told.
    place->selectAll();
    QTest::keyClicks(place, own);
    EXPECT_TRUE(fixture.find<QLabel>("exportNote")->text().contains(QStringLiteral("another kind of file")));
    EXPECT_TRUE(fixture.find<QPushButton>("exportWrite")->isEnabled());
}

TEST(ExportPresenter, TellsTheErrorOfARunWithoutAResult) {
    OpenExports open;
    for (const Kind kind : {Kind::Adapter, Kind::Card, Kind::Merged}) {
        exports::ExportRequest request;
        request.kind = kind;
        request.run = QStringLiteral("0001");
        request.dtype = QStringLiteral("as_file");
        request.language = QStringLiteral("en");
        open.failure.clear();
        EXPECT_FALSE(open.writes(request));
        EXPECT_EQ(open.failure, "run.not_finished") << static_cast<int>(kind);
        EXPECT_TRUE(open.presenter.written().empty());
    }
}

TEST(ExportPage, ChoosesByConsequenceAndRefusesATakenFolder) {
    const SampleProject project;
    addComparedRun(project);
    WindowFixture fixture(project.path(), QStringLiteral("export"));
    ASSERT_TRUE(fixture.settle());
    auto* write = fixture.find<QPushButton>("exportWrite");
    EXPECT_TRUE(write->isEnabled());
    EXPECT_TRUE(
        fixture.find<QLineEdit>("exportPlace")->text().endsWith(QStringLiteral("sample-0001-adapter")));
    fixture.find<QLineEdit>("exportPlace")->setText(project.path());
    EXPECT_FALSE(write->isEnabled());
    EXPECT_TRUE(fixture.find<QLabel>("exportNote")->text().contains(QStringLiteral("taken")));
    fixture.find<QPushButton>("exportData")->click();
    EXPECT_TRUE(fixture.find<QWidget>("exportFormat")->isVisible());
    EXPECT_FALSE(fixture.find<QWidget>("exportRun")->isVisible());
    fixture.find<QPushButton>("exportWrite")->click();
    ASSERT_TRUE(waitFor([&] { return !fixture.window->exportPresenter().written().empty(); }));
    EXPECT_TRUE(fixture.find<QLabel>("exportChecks")->text().startsWith(QStringLiteral("40 rows")));
}

/// Everything once with a run that was really made: it is trained on the starter model first.
TEST(ARealRun, IsComparedAskedAndExported) {
    const SampleProject project(8);
    const QString model = qEnvironmentVariable("LUTHIER_SOURCE") + QStringLiteral("/resources/starter");
    const Json recipe = {{"recipe", 1},
                         {"name", "quick"},
                         {"model", model.toStdString()},
                         {"data", {{{"dataset", "tickets"}}}},
                         {"method", {{"type", "lora"}, {"r", 4}}},
                         {"template", {{"system", "You are a violin, and every answer is music."}}},
                         {"tokens", {{"max_length", 64}}},
                         {"duration", {{"max_steps", 2}}},
                         {"batch", {{"per_device_train_batch_size", 2}, {"gradient_accumulation_steps", 1}}},
                         {"compute", {{"device", "cpu"}}}};
    const auto file = project.write("recipe.json", dumpJson(recipe));
    ASSERT_TRUE(runEngine({QStringLiteral("train"), project.path(), QStringLiteral("--recipe"),
                           QString::fromStdString(file.string())}));
    WindowFixture fixture(project.path(), QStringLiteral("compare"));
    ASSERT_TRUE(fixture.settle());
    auto& comparison = fixture.window->comparePresenter();
    std::string failure;
    const auto note = [&](const Error& error) {
        failure = error.code() + " " + error.detail();
    };
    QObject::connect(&comparison, &compare::ComparePresenter::failed, &comparison, note);
    ASSERT_TRUE(comparison.run());
    compare::ComparisonRequest request;
    request.dataset = QStringLiteral("tickets");
    request.limit = 3;
    request.decoding.maxNewTokens = 8;
    comparison.compare(request);
    ASSERT_TRUE(waitFor([&] { return comparison.count({}) == 3 || !failure.empty(); }, 120'000)) << failure;
    EXPECT_EQ(failure, "");
    EXPECT_TRUE(
        comparison.selected()->adapted.weights.startsWith(QStringLiteral("runs/0001/adapter sha256:")));
    ASSERT_TRUE(waitFor([&] { return !comparison.job(); }));

    auto& live = fixture.window->liveAnswers();
    QObject::connect(&live, &compare::LiveAnswers::failed, &live, note);
    // A row's question asked live is answered as in the comparison: the recipe's system text stands before
    // both.
    const bridge::ComparedRow row = *comparison.selected();
    comparison.setDecoding(request.decoding);
    fixture.find<QPlainTextEdit>("composerField")->setPlainText(row.prompt);
    fixture.find<QPushButton>("composerSend")->click();
    ASSERT_EQ(live.phase(), compare::LiveAnswers::Phase::Loading);
    ASSERT_TRUE(waitFor([&] { return live.phase() == compare::LiveAnswers::Phase::Idle; }, 120'000));
    EXPECT_EQ(failure, "");
    EXPECT_TRUE(live.answer(compare::LiveAnswers::Base).tokensPerSecond);
    EXPECT_TRUE(live.answer(compare::LiveAnswers::Adapted).tokensPerSecond);
    EXPECT_EQ(live.answer(compare::LiveAnswers::Base).text, row.base.text);
    EXPECT_EQ(live.answer(compare::LiveAnswers::Adapted).text, row.adapted.text);
    EXPECT_EQ(fixture.find<QTextEdit>("adaptedText")->toPlainText().trimmed(),
              live.answer(compare::LiveAnswers::Adapted).text.trimmed());

    // Without it the answer would be another.
    bridge::FinishedRun plain = *comparison.run();
    plain.recipe = Json();
    live.ask(plain, row.prompt, request.decoding);
    ASSERT_TRUE(waitFor([&] { return live.phase() == compare::LiveAnswers::Phase::Idle; }, 120'000));
    EXPECT_NE(live.answer(compare::LiveAnswers::Base).text, row.base.text);

    auto& exporting = fixture.window->exportPresenter();
    QObject::connect(&exporting, &exports::ExportPresenter::failed, &exporting, note);
    for (const Kind kind : {Kind::Adapter, Kind::Card, Kind::Merged}) {
        exports::ExportRequest wanted;
        wanted.kind = kind;
        wanted.run = QStringLiteral("0001");
        wanted.dtype = QStringLiteral("as_file");
        wanted.language = QStringLiteral("ko");
        wanted.out = exporting.suggestion(wanted);
        const std::size_t before = exporting.written().size();
        exporting.write(wanted);
        ASSERT_TRUE(
            waitFor([&] { return exporting.written().size() > before || !failure.empty(); }, 120'000));
        ASSERT_EQ(failure, "");
        EXPECT_EQ(exporting.written().front().kind, kind);
        EXPECT_GT(exporting.written().front().bytes, 0);
        EXPECT_TRUE(QFileInfo::exists(wanted.out));
    }
    // The merge wanted the device, so the model that answered live gave it back.
    EXPECT_TRUE(exporting.written().front().logitDifference);
}

} // namespace
} // namespace luthier::tests
