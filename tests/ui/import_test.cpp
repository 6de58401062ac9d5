#include "ui_support.h"

#include <data/import/problem_table.h>
#include <data/import_presenter.h>

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QTest>

namespace luthier::tests {
namespace {

using State = data::ImportPresenter::State;

/// A file in the import screen.
struct OpenImport {
    SampleProject project;
    WindowFixture fixture{project.path()};
    data::ImportPresenter& presenter = fixture.window->importPresenter();

    OpenImport(const std::string& name, const std::string& text) {
        EXPECT_TRUE(fixture.settle());
        presenter.begin(QString::fromStdString(project.write(name, text).string()));
        EXPECT_TRUE(waitForPreview());
    }
    bool waitForPreview() {
        return waitFor([this] { return presenter.state() == State::Ready; });
    }
    void choose(const char* box, const char* value) {
        auto* choice = fixture.find<QComboBox>(box);
        choice->setCurrentIndex(choice->findData(QString::fromLatin1(value)));
        Q_EMIT choice->activated(choice->currentIndex());
    }
};

/// Lines 2 and 4 cannot be read.
constexpr const char* kBrokenLines = "{\"question\": \"a\", \"answer\": \"b\"}\n{\"question\": "
                                     "\"c\n{\"question\": \"d\", \"answer\": \"e\"}\n[7]\n";

TEST(ImportScreen, ListsWhatCannotBeReadBeforeAndAfterTheImport) {
    OpenImport open("broken.jsonl", kBrokenLines);
    auto* table = open.fixture.find<QTableWidget>("importProblemTable");
    ASSERT_TRUE(table->isVisible());
    ASSERT_EQ(table->rowCount(), 2);
    EXPECT_EQ(table->item(0, 0)->text(), QStringLiteral("2"));
    EXPECT_EQ(table->item(0, 1)->text(), QStringLiteral("33")) << "bytes before the second line";
    EXPECT_EQ(table->item(1, 0)->text(), QStringLiteral("4"));
    EXPECT_EQ(table->item(1, 2)->text(), QStringLiteral("The row is not a JSON object."));
    EXPECT_EQ(table->item(1, 3)->text(), QStringLiteral("[7]"));
    open.fixture.find<QPushButton>("importRun")->click();
    auto* button = open.fixture.find<QPushButton>("problemsButton");
    ASSERT_TRUE(waitFor([&] { return button->isVisible(); }));
    EXPECT_EQ(button->text(), QStringLiteral("2 rows skipped"));
    EXPECT_EQ(open.fixture.window->dataPresenter().current()->rows, 2) << "the rest is kept";
    button->click();
    ASSERT_TRUE(waitFor([&] { return open.fixture.window->dataPresenter().problems().size() == 2; }));
    auto* listed = open.fixture.find<QTableWidget>("problemTable");
    ASSERT_EQ(listed->rowCount(), 2);
    for (int column = 0; column < 4; ++column)
        EXPECT_EQ(listed->item(1, column)->text(), column == 0   ? QStringLiteral("4")
                                                   : column == 1 ? QStringLiteral("82")
                                                   : column == 2
                                                       ? QStringLiteral("The row is not a JSON object.")
                                                       : QStringLiteral("[7]"));
    open.fixture.find<QPushButton>("problemsCopy")->click();
    EXPECT_TRUE(QApplication::clipboard()->text().contains(
        QStringLiteral("4\t82\tThe row is not a JSON object.\t[7]")));
    open.fixture.window->dataPresenter().choose(QStringLiteral("tickets"));
    EXPECT_TRUE(waitFor([&] { return !button->isVisible(); })) << "the other dataset has none";
}

TEST(ImportScreen, TellsWhatOfAnExportStaysBehind) {
    OpenImport open("tasks.json",
                    R"([{"id":1,"data":{"text":"a"},"predictions":[{"result":[]}],"annotations":[{"result":[)"
                    R"({"type":"choices","from_name":"mood","value":{"choices":["good"]}},)"
                    R"({"type":"brush","from_name":"b","value":{}}]}]}])");
    const auto* told = open.fixture.find<QLabel>("importTool");
    EXPECT_TRUE(told->isVisible());
    EXPECT_EQ(told->text(),
              QStringLiteral("The file is an export of Label Studio; what people judged became "
                             "columns. Annotations of the type brush, left out: 1. Predictions of "
                             "models, left out: 1."));
    EXPECT_EQ(open.presenter.preview()->layout, QStringLiteral("classification"));
    open.presenter.begin(QString::fromStdString(open.project.write("b.jsonl", "{\"text\":\"a\"}").string()));
    EXPECT_TRUE(waitFor([&] { return !told->isVisible(); }));
}

TEST(ImportTarget, IsADatasetOfThatNameAndASplitOfIt) {
    OpenImport open("more.jsonl", "{\"question\": \"a\", \"answer\": \"b\"}\n");
    auto* name = open.fixture.find<QLineEdit>("importName");
    EXPECT_EQ(name->placeholderText(), QStringLiteral("more"));
    EXPECT_FALSE(open.fixture.find<QComboBox>("importUnit")->isVisible()) << "lines of JSON are rows";
    QTest::keyClicks(name, QStringLiteral("extra"));
    open.choose("importSplit", "validation");
    // A setting that is refused is taken back alone.
    const std::filesystem::path file = open.presenter.file().toStdString();
    std::filesystem::remove(file);
    open.choose("importFormat", "csv");
    ASSERT_TRUE(waitFor([&] { return open.fixture.find<QWidget>("importError")->isVisible(); }));
    EXPECT_EQ(name->text(), QStringLiteral("extra"));
    open.project.write("more.jsonl", "{\"question\": \"a\", \"answer\": \"b\"}\n");
    open.fixture.find<QPushButton>("importRun")->click();
    const auto& recipe = open.fixture.window->recipePresenter();
    const auto added = [&]() -> const recipes::DatasetChoice* {
        for (const auto& choice : recipe.datasets())
            if (choice.name == QStringLiteral("extra") && choice.rows == 1)
                return &choice;
        return nullptr;
    };
    ASSERT_TRUE(waitFor([&] { return added() != nullptr; }));
    ASSERT_EQ(added()->splits.size(), 1U);
    EXPECT_EQ(added()->splits.front().name, "validation");
}

TEST(ImportTarget, IsADatasetThatIsThere) {
    OpenImport open("more.jsonl", "{\"question\": \"a\", \"answer\": \"b\", \"topic\": \"c\"}\n");
    ASSERT_TRUE(waitFor([&] { return open.presenter.datasets().contains(QStringLiteral("tickets")); }));
    open.choose("importInto", "tickets");
    EXPECT_FALSE(open.fixture.find<QLineEdit>("importName")->isVisible());
    open.fixture.find<QPushButton>("importRun")->click();
    auto& data = open.fixture.window->dataPresenter();
    ASSERT_TRUE(waitFor([&] { return data.current() && data.current()->rows == 41; }));
    EXPECT_EQ(data.current()->name, "tickets");
    EXPECT_EQ(data.datasets().size(), 1U);
}

TEST(ImportTarget, TakesLinesOrParagraphsOfAPlainText) {
    OpenImport open("prose.txt", "one\ntwo\n\nthree\nfour\n");
    EXPECT_TRUE(open.fixture.find<QComboBox>("importUnit")->isVisible());
    const auto rows = [&] {
        return open.presenter.preview()->rows.size();
    };
    EXPECT_EQ(rows(), 4U);
    open.choose("importUnit", "paragraph");
    ASSERT_TRUE(waitFor([&] { return open.presenter.preview() && rows() == 2U; }));
    open.choose("importUnit", "file");
    EXPECT_TRUE(waitFor([&] { return open.presenter.preview() && rows() == 1U; }));
}

TEST(ImportScreen, ShowsNoListWhereEverythingCanBeRead) {
    OpenImport open("good.csv", "question,answer\na,b\n");
    EXPECT_FALSE(open.fixture.find<QWidget>("importProblems")->isVisible());
}

TEST(ImportScreen, TakesTheSeparatorThatIsChosen) {
    OpenImport open("notes.csv", "text;label\none, two;1\nthree, four;2\nfive, six;3\n");
    auto* separator = open.fixture.find<QComboBox>("importSeparator");
    ASSERT_TRUE(separator->isVisible());
    ASSERT_TRUE(open.presenter.preview());
    EXPECT_EQ(open.presenter.preview()->separator, QStringLiteral(";"));
    open.choose("importSeparator", "comma");
    ASSERT_TRUE(waitFor([&] {
        return open.presenter.state() == State::Ready &&
               open.presenter.preview()->separator == QStringLiteral(",");
    }));
    EXPECT_FALSE(open.presenter.preview()->columns.contains(QStringLiteral("label")));
    EXPECT_EQ(separator->currentData(), QStringLiteral("comma"));
    open.choose("importSeparator", "semicolon");
    ASSERT_TRUE(waitFor([&] {
        return open.presenter.state() == State::Ready &&
               open.presenter.preview()->columns.contains(QStringLiteral("label"));
    }));
    open.choose("importFormat", "text");
    ASSERT_TRUE(waitFor([&] {
        return open.presenter.state() == State::Ready &&
               open.presenter.preview()->format == QStringLiteral("text");
    }));
    EXPECT_FALSE(separator->isVisible()) << "a text has no columns";
}

/// Files that hold no rows, each refused for a reason of its own.
class RefusedFiles : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(RefusedFiles, AreToldOnTheDataPageUntilTheNextFile) {
    const auto& [name, text] = GetParam();
    const TemporaryFolder folder;
    const SampleProject sample;
    WindowFixture fixture(sample.path());
    ASSERT_TRUE(fixture.settle());
    for (const bool isEmpty : {false, true}) {
        if (isEmpty) {
            fixture.window->bridge().create(QString::fromStdString((folder / "empty").string()),
                                            QStringLiteral("empty"));
            ASSERT_TRUE(
                waitFor([&] { return fixture.window->bridge().project()->name == QStringLiteral("empty"); }));
            ASSERT_TRUE(fixture.settle());
        }
        auto& presenter = fixture.window->importPresenter();
        presenter.begin(QString::fromStdString(sample.write(name, text).string()));
        auto* refused = fixture.find<QWidget>("importRefused");
        ASSERT_TRUE(waitFor([&] { return refused->isVisible(); })) << name;
        EXPECT_EQ(presenter.state(), State::Idle);
        EXPECT_FALSE(fixture.find<QWidget>("importView")->isVisible());
        bool named = false;
        for (const QLabel* label : refused->findChildren<QLabel*>())
            named = named || label->text().contains(QLatin1String(name));
        EXPECT_TRUE(named) << "the file is named";
        presenter.begin(QString::fromStdString(sample.write("good.csv", "question,answer\na,b\n").string()));
        ASSERT_TRUE(waitFor([&] { return presenter.state() == State::Ready; }));
        EXPECT_FALSE(fixture.find<QWidget>("importError")->isVisible()) << "not above the good file";
        presenter.leave();
        ASSERT_TRUE(fixture.settle());
        EXPECT_FALSE(refused->isVisible());
    }
}

INSTANTIATE_TEST_SUITE_P(Some, RefusedFiles,
                         testing::Values(std::pair{"empty.csv", ""},
                                         std::pair{"head.csv", "question,answer\n"},
                                         std::pair{"paper.pdf", "%PDF-1.4\n\x01\x02\x00\xff"}));

TEST(ImportScreen, KeepsTheGoodPreviewWhenABadFileIsDroppedOnIt) {
    OpenImport open("good.csv", "question,answer\na,b\n");
    open.choose("importFormat", "csv");
    ASSERT_TRUE(waitFor([&] { return open.presenter.state() == State::Ready; }));
    open.presenter.begin(QString::fromStdString(open.project.write("empty.csv", "").string()));
    auto* error = open.fixture.find<QWidget>("importError");
    ASSERT_TRUE(waitFor([&] { return error->isVisible(); }));
    EXPECT_EQ(open.presenter.state(), State::Ready);
    EXPECT_TRUE(open.presenter.file().endsWith(QStringLiteral("good.csv")));
    EXPECT_EQ(open.presenter.format(), QStringLiteral("csv"));
    EXPECT_EQ(open.presenter.preview()->columns,
              (QStringList{QStringLiteral("question"), QStringLiteral("answer")}));
    EXPECT_TRUE(open.fixture.find<QPushButton>("importRun")->isEnabled());
    open.fixture.find<QPushButton>("importRun")->click();
    ASSERT_TRUE(waitFor([&] {
        const auto* current = open.fixture.window->dataPresenter().current();
        return current && current->name == "good";
    }));
    EXPECT_FALSE(open.fixture.find<QWidget>("importRefused")->isVisible());
}

TEST(ImportScreen, TakesASettingBackUnderWhichTheFileCannotBeRead) {
    OpenImport open("good.csv", "question,answer\na,b\n");
    const std::filesystem::path file = open.presenter.file().toStdString();
    std::filesystem::remove(file);
    open.choose("importFormat", "csv");
    auto* error = open.fixture.find<QWidget>("importError");
    ASSERT_TRUE(waitFor([&] { return error->isVisible(); }));
    EXPECT_EQ(open.presenter.format(), QStringLiteral("auto"));
    EXPECT_EQ(open.fixture.find<QComboBox>("importFormat")->currentData(), QStringLiteral("auto"));
    ASSERT_TRUE(open.presenter.preview()) << "what was seen before stays in sight";
    open.project.write("good.csv", "question,answer\na,b\n");
    open.choose("importFormat", "csv");
    ASSERT_TRUE(waitFor([&] { return open.presenter.state() == State::Ready && !error->isVisible(); }));
    EXPECT_EQ(open.presenter.format(), QStringLiteral("csv"));
}

TEST(ImportScreen, TakesTheFirstLineForWhatItIsSaidToBe) {
    OpenImport open("pairs.csv", "word,meaning\nbow,a stick\npeg,a pin\n");
    auto* header = open.fixture.find<QComboBox>("importHeader");
    ASSERT_TRUE(header->isVisible());
    EXPECT_EQ(open.presenter.preview()->columns,
              (QStringList{QStringLiteral("word"), QStringLiteral("meaning")}));
    EXPECT_TRUE(open.presenter.preview()->header);
    open.choose("importHeader", "no");
    ASSERT_TRUE(
        waitFor([&] { return open.presenter.state() == State::Ready && !open.presenter.preview()->header; }));
    EXPECT_EQ(open.presenter.preview()->rows.size(), 3U);
    EXPECT_EQ(header->currentData(), QStringLiteral("no"));
    open.choose("importHeader", "yes");
    ASSERT_TRUE(waitFor([&] {
        return open.presenter.state() == State::Ready && open.presenter.preview()->rows.size() == 2;
    }));
    open.fixture.find<QPushButton>("importRun")->click();
    ASSERT_TRUE(waitFor([&] {
        const auto* current = open.fixture.window->dataPresenter().current();
        return current && current->name == "pairs";
    }));
    EXPECT_EQ(open.fixture.window->dataPresenter().current()->rows, 2);
    EXPECT_EQ(open.fixture.window->dataPresenter().current()->fields[0].name, "word");
}

TEST(ImportScreen, ShowsHowFarItIsAndIsCancelledWithoutATrace) {
    std::string lines;
    for (int n = 0; n < 400'000; ++n)
        lines += "{\"question\": \"What is the number of this row?\", \"answer\": \"It is " +
                 std::to_string(n) + ".\"}\n";
    OpenImport open("many.jsonl", lines);
    int told = 0;
    QObject::connect(&open.presenter, &data::ImportPresenter::progressed, &open.presenter,
                     [&] { told += open.presenter.progress().done > 0; });
    open.fixture.find<QPushButton>("importRun")->click();
    ASSERT_TRUE(waitFor([&] { return told > 0; }));
    ASSERT_EQ(open.presenter.state(), State::Importing);
    EXPECT_EQ(open.presenter.progress().total, static_cast<qint64>(lines.size()));
    EXPECT_TRUE(open.fixture.find<QLabel>("importProgress")->text().contains(QStringLiteral(" of ")));
    open.fixture.find<QPushButton>("importCancel")->click();
    ASSERT_TRUE(open.waitForPreview());
    ASSERT_TRUE(open.fixture.settle());
    EXPECT_EQ(open.fixture.window->dataPresenter().datasets().size(), 1U);
    EXPECT_FALSE(open.fixture.find<QWidget>("importError")->isVisible());
}

TEST(ImportRoles, AreRemarkedWhereNothingWouldBeTrained) {
    using Kind = data::RoleRemark::Kind;
    const auto remark = [](const std::map<QString, QString>& roles) {
        data::ImportPreview preview;
        preview.roles = roles;
        return data::remarkOn(preview);
    };
    const QString a = QStringLiteral("a"), b = QStringLiteral("b"), c = QStringLiteral("c");
    const auto role = [](const char* name) {
        return QString::fromLatin1(name);
    };
    EXPECT_FALSE(remark({{a, role("prompt")}, {b, role("response")}, {c, role("ignore")}}));
    EXPECT_FALSE(remark({{a, role("text")}, {b, role("label")}}));
    EXPECT_FALSE(remark({{a, role("messages")}}));
    EXPECT_EQ(remark({{a, role("label")}, {b, role("ignore")}})->kind, Kind::LabelAlone);
    EXPECT_EQ(remark({{a, role("ignore")}, {b, role("ignore")}})->kind, Kind::NothingTrained);
    EXPECT_EQ(remark({{a, role("prompt")}})->kind, Kind::NothingTrained);
    const auto twice = remark({{a, role("prompt")}, {b, role("prompt")}, {c, role("response")}});
    ASSERT_TRUE(twice);
    EXPECT_EQ(twice->kind, Kind::Repeated);
    EXPECT_EQ(twice->role, role("prompt"));
}

} // namespace
} // namespace luthier::tests
