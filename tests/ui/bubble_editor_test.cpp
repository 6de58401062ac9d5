#include "recipe_support.h"
#include "workbench_support.h"

#include <data/browse/text_place.h>
#include <models/rows_model.h>

#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabBar>
#include <QTableView>
#include <QTest>
#include <QTextEdit>

namespace luthier::tests {
namespace {

/// The rows of a dataset in the table, and the editor of the inspector.
struct Editing {
    WindowFixture& fixture;
    QTableView* table;

    Editing(WindowFixture& window, const char* dataset, int rows)
        : fixture(window) {
        fixture.settle();
        fixture.window->dataPresenter().choose(QString::fromLatin1(dataset));
        table = fixture.find<QTableView>("rowsTable");
        waitFor([&] { return table->model()->rowCount() == rows; });
        fixture.settle();
    }
    QPlainTextEdit* editor() const {
        for (auto* editor : fixture.window->findChildren<QPlainTextEdit*>(QStringLiteral("bubbleEditor")))
            if (editor->isVisible())
                return editor;
        return nullptr;
    }
    void select(int row, int column) {
        table->setCurrentIndex(table->model()->index(row, column));
        fixture.settle();
    }
    bool begin(int row, int column) {
        select(row, column);
        table->setFocus();
        QTest::keyClick(table, Qt::Key_E);
        return waitFor([&] { return editor() != nullptr; });
    }
    QString cell(int row, int column) const {
        return table->model()->index(row, column).data(models::RowsModel::WholeTextRole).toString();
    }
};

constexpr int kQuestion = models::RowsModel::kFirstField, kAnswer = kQuestion + 1;

TEST(BubbleEditor, OpensByEAndSavesByControlEnterAndGoesOn) {
    const SampleProject project;
    WindowFixture fixture(project.path());
    Editing edit(fixture, "tickets", 40);
    ASSERT_TRUE(edit.begin(0, kAnswer));
    EXPECT_EQ(edit.editor()->toPlainText(), QStringLiteral("answer 1"));
    QTest::keyClicks(edit.editor(), QStringLiteral(" and"));
    QTest::keyClick(edit.editor(), Qt::Key_Return); // a line, not the end
    QTest::keyClicks(edit.editor(), QStringLiteral("more"));
    QTest::keyClick(edit.editor(), Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(waitFor([&] { return edit.cell(0, kAnswer) == QStringLiteral("answer 1 and\nmore"); }));
    ASSERT_TRUE(fixture.settle());
    EXPECT_EQ(edit.table->currentIndex().row(), 1);
    ASSERT_TRUE(edit.editor()) << "the next row is edited at the same place";
    EXPECT_EQ(edit.editor()->toPlainText(), QStringLiteral("answer 2"));
    QTest::keyClick(edit.editor(), Qt::Key_Escape);
    EXPECT_TRUE(waitFor([&] { return edit.editor() == nullptr; }));
    EXPECT_TRUE(edit.table->hasFocus());
    fixture.window->dataPresenter().undo();
    EXPECT_TRUE(waitFor([&] { return edit.cell(0, kAnswer) == QStringLiteral("answer 1"); }));
}

TEST(BubbleEditor, GivesUpByEscape) {
    const SampleProject project;
    WindowFixture fixture(project.path());
    Editing edit(fixture, "tickets", 40);
    const std::size_t before = fixture.window->dataPresenter().operations().size();
    ASSERT_TRUE(edit.begin(0, kQuestion));
    QTest::keyClicks(edit.editor(), QStringLiteral("!"));
    QTest::keyClick(edit.editor(), Qt::Key_Escape);
    ASSERT_TRUE(fixture.settle());
    EXPECT_EQ(edit.cell(0, kQuestion), QStringLiteral("question 1"));
    EXPECT_EQ(fixture.window->dataPresenter().operations().size(), before);
}

TEST(BubbleEditor, WritesWhatWasTypedWhenAnotherRowIsChosen) {
    const SampleProject project;
    WindowFixture fixture(project.path());
    Editing edit(fixture, "tickets", 40);
    ASSERT_TRUE(edit.begin(0, kAnswer));
    QTest::keyClicks(edit.editor(), QStringLiteral("!"));
    edit.select(5, kAnswer);
    EXPECT_TRUE(waitFor([&] { return edit.cell(0, kAnswer) == QStringLiteral("answer 1!"); }));
    EXPECT_FALSE(edit.editor());
    EXPECT_EQ(edit.cell(5, kAnswer), QStringLiteral("answer 6"));
}

TEST(BubbleEditor, WritesIntoItsOwnDatasetWhenAnotherIsChosen) {
    const DirtyProject project;
    WindowFixture fixture(project.path());
    Editing edit(fixture, "tickets", 40);
    ASSERT_TRUE(edit.begin(0, kAnswer));
    QTest::keyClicks(edit.editor(), QStringLiteral("!"));
    fixture.window->dataPresenter().choose(QStringLiteral("dirty"));
    ASSERT_TRUE(waitFor([&] { return edit.table->model()->rowCount() == 12; }));
    ASSERT_TRUE(fixture.settle());
    EXPECT_EQ(edit.cell(0, kAnswer), QStringLiteral("Yes, within thirty days of the delivery."));
    fixture.window->dataPresenter().choose(QStringLiteral("tickets"));
    EXPECT_TRUE(waitFor([&] { return edit.cell(0, kAnswer) == QStringLiteral("answer 1!"); }));
}

TEST(BubbleEditor, KeepsWhatIsTypedWhileTheRowsChange) {
    const SampleProject project;
    WindowFixture fixture(project.path());
    Editing edit(fixture, "tickets", 40);
    ASSERT_TRUE(edit.begin(0, kAnswer));
    QTest::keyClicks(edit.editor(), QStringLiteral("!"));
    fixture.window->dataPresenter().deleteRows({RowId{30}});
    ASSERT_TRUE(waitFor([&] { return edit.table->model()->rowCount() == 39; }));
    ASSERT_TRUE(fixture.settle());
    ASSERT_TRUE(edit.editor());
    EXPECT_EQ(edit.editor()->toPlainText(), QStringLiteral("answer 1!"));
}

TEST(BubbleEditor, OpensByAClickIntoTheBubble) {
    const SampleProject project;
    WindowFixture fixture(project.path());
    Editing edit(fixture, "tickets", 40);
    edit.select(0, kAnswer);
    auto* inspector = fixture.find<QWidget>("inspector");
    QTextEdit* body = nullptr;
    for (auto* text : inspector->findChildren<QTextEdit*>())
        if (text->isVisible() && text->toPlainText() == QStringLiteral("answer 1"))
            body = text;
    ASSERT_TRUE(body);
    QTest::mouseClick(body->viewport(), Qt::LeftButton);
    ASSERT_TRUE(waitFor([&] { return edit.editor() != nullptr; }));
    EXPECT_EQ(edit.editor()->toPlainText(), QStringLiteral("answer 1"));
    EXPECT_TRUE(edit.editor()->hasFocus());
}

TEST(BubbleEditor, TakesALongCellOutOfItsLine) {
    const DirtyProject project;
    WindowFixture fixture(project.path());
    Editing edit(fixture, "dirty", 12);
    const auto* rows = qobject_cast<const models::RowsModel*>(edit.table->model());
    fixture.window->dataPresenter().editValue(rows->facts().id, *rows->rowAt(0), QStringLiteral("answer"),
                                              Json("one\ntwo"));
    ASSERT_TRUE(waitFor([&] { return edit.cell(0, kAnswer) == QStringLiteral("one\ntwo"); }));
    const QModelIndex index = edit.table->model()->index(0, kAnswer);
    EXPECT_FALSE(index.flags() & Qt::ItemIsEditable);
    EXPECT_TRUE(edit.table->model()->index(0, kQuestion).flags() & Qt::ItemIsEditable);
    const QPoint place = edit.table->visualRect(index).center();
    QTest::mouseClick(edit.table->viewport(), Qt::LeftButton, {}, place);
    QTest::mouseDClick(edit.table->viewport(), Qt::LeftButton, {}, place);
    ASSERT_TRUE(waitFor([&] { return edit.editor() != nullptr; }));
    EXPECT_EQ(edit.editor()->toPlainText(), QStringLiteral("one\ntwo"));
    EXPECT_FALSE(fixture.window->findChild<QWidget*>(QStringLiteral("cellEditor")));
}

TEST(BubbleEditor, EditsAMessageInsideAConversation) {
    const TuningProject project;
    project.addTalks();
    WindowFixture fixture(project.path());
    Editing edit(fixture, "talks", 1);
    ASSERT_TRUE(edit.begin(0, models::RowsModel::kNumber)) << "without a field: the last answer";
    QTest::keyClicks(edit.editor(), QStringLiteral(" So."));
    const QString typed = edit.editor()->toPlainText();
    QTest::keyClick(edit.editor(), Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(waitFor([&] { return edit.cell(0, kQuestion).contains(typed); }));
    EXPECT_FALSE(edit.editor()) << "there is no next row";
}

TEST(BubbleEditor, CountsTokensUnderTheRecipeAndTellsTheCut) {
    const TuningProject project;
    WindowFixture fixture(project.path());
    Editing edit(fixture, "tickets", 40);
    ASSERT_TRUE(edit.begin(0, kAnswer));
    ASSERT_TRUE(fixture.settle());
    EXPECT_FALSE(fixture.find<QLabel>("editorTokens")->isVisible()) << "without a model there are none";
    QTest::keyClick(edit.editor(), Qt::Key_Escape);
    fixture.window->recipePresenter().setModel(TuningProject::model());
    fixture.window->recipePresenter().set("tokens.max_length", 24);
    ASSERT_TRUE(fixture.settle());
    ASSERT_TRUE(edit.begin(0, kAnswer));
    const auto said = [&] {
        for (const auto* label : fixture.window->findChildren<QLabel*>(QStringLiteral("editorTokens")))
            if (label->isVisible())
                return label->text();
        return QString();
    };
    ASSERT_TRUE(waitFor([&] { return said().contains(QStringLiteral("trained")); }));
    EXPECT_FALSE(said().contains(QStringLiteral("cut"))) << said().toStdString();
    EXPECT_TRUE(edit.editor()->extraSelections().isEmpty());
    QTest::keyClicks(edit.editor(), QStringLiteral(" that is now much longer than the limit lets through"));
    ASSERT_TRUE(waitFor([&] { return said().contains(QStringLiteral("cut")); }));
    ASSERT_EQ(edit.editor()->extraSelections().size(), 1);
    const QString cut = edit.editor()->extraSelections().front().cursor.selectedText();
    EXPECT_TRUE(cut.endsWith(QStringLiteral("lets through"))) << cut.toStdString();
    EXPECT_LT(cut.size(), edit.editor()->toPlainText().size()) << "its beginning is trained";
}

TEST(TextPlaces, AreThoseOfTheBubblesInTheirOrder) {
    dataset::Row row;
    row.fields = {{"system", "Be kind."},
                  {"messages",
                   {{{"role", "user"}, {"content", "Hi"}},
                    {{"role", "assistant"}, {"content", "Hi"}},
                    {{"role", "user"},
                     {"content", {{{"type", "text"}, {"text", "a"}}, {{"type", "text"}, {"text", "b"}}}}}}}};
    dataset::DatasetFacts facts;
    facts.roles = {{"system", "system"}, {"messages", "messages"}};
    const std::vector<data::Bubble> bubbles = {{QStringLiteral("system"), QStringLiteral("Be kind."), false},
                                               {QStringLiteral("user"), QStringLiteral("Hi"), false},
                                               {QStringLiteral("assistant"), QStringLiteral("Hi"), true},
                                               {QStringLiteral("user"), QStringLiteral("a\nb"), false}};
    const auto places = data::placesOf(bubbles, row, facts);
    ASSERT_EQ(places.size(), 4U);
    EXPECT_EQ(places[0]->field, QStringLiteral("system"));
    EXPECT_EQ(places[1]->pointer, "/0/content");
    EXPECT_EQ(places[2]->pointer, "/1/content") << "the second of two that say the same";
    EXPECT_FALSE(places[3]) << "put together of two parts";
    const auto value = data::valueWith(row, *places[2], QStringLiteral("Hello"));
    ASSERT_TRUE(value);
    EXPECT_EQ((*value)[1]["content"], "Hello");
    EXPECT_EQ((*value)[0]["content"], "Hi");
}

/// Of a pair both answers are read and edited where its question is.
TEST(TextPlaces, AreOfBothAnswersOfAPair) {
    dataset::DatasetFacts facts;
    facts.roles = {{"q", "prompt"}, {"good", "chosen"}, {"bad", "rejected"}};
    dataset::Row row;
    row.fields = {
        {"q", "Where?"},
        {"good", "Here."},
        {"bad",
         {{{"role", "user"}, {"content", "Where?"}}, {{"role", "assistant"}, {"content", "Go away."}}}}};
    const std::vector<data::Bubble> bubbles = data::bubblesOfRow(row.fields, facts.roles);
    ASSERT_EQ(bubbles.size(), 3U);
    EXPECT_EQ(bubbles[0].text, QStringLiteral("Where?"));
    EXPECT_EQ(bubbles[1].text, QStringLiteral("Here."));
    EXPECT_TRUE(bubbles[1].isAnswer);
    EXPECT_EQ(bubbles[2].role, QStringLiteral("rejected"));
    EXPECT_EQ(bubbles[2].text, QStringLiteral("Go away."));
    EXPECT_FALSE(bubbles[2].isAnswer);
    const auto places = data::placesOf(bubbles, row, facts);
    ASSERT_TRUE(places[1]);
    EXPECT_EQ(places[1]->field, QStringLiteral("good"));
    EXPECT_TRUE(data::bubblesOfRow({{"q", nullptr}}, facts.roles).empty());
}

} // namespace
} // namespace luthier::tests
