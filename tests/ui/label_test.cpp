#include "label_support.h"

#include <data/label/span_text.h>
#include <widgets/parts.h>

#include <QAccessible>
#include <QAction>
#include <QDialog>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>
#include <QTextEdit>

namespace luthier::tests {
namespace {

using State = data::LabelPresenter::State;

const labeling::Scheme kIntent = labelScheme("intent", "class", {"refund", "shipping", "other"});

TEST(LabelPresenter, KnowsThePaceByTheLastAnswers) {
    qint64 now = 0;
    data::LabelPace pace([&] { return now; });
    EXPECT_FALSE(pace.perMinute());
    for (int answer = 0; answer < 4; ++answer, now += 6000)
        pace.count();
    EXPECT_NEAR(pace.perMinute().value_or(0), 10, 1e-9);
    now += 600'000; // a pause
    pace.count();
    EXPECT_FALSE(pace.perMinute()) << "of too few";
    for (int answer = 0; answer < 3; ++answer) {
        now += 3000;
        pace.count();
    }
    EXPECT_NEAR(pace.perMinute().value_or(0), 20, 1e-9);
    pace.takeBack();
    EXPECT_NEAR(pace.perMinute().value_or(0), 20, 1e-9);
}

TEST(LabelTab, MakesASchemeInPlaceAndLabelsByKeyboard) {
    LabelPage page;
    page.open();
    ASSERT_EQ(page.labels().state(), State::NoScheme);
    page.fixture->find<QPushButton>("firstScheme")->click();
    auto* dialog = page.fixture->find<QDialog>("schemeDialog");
    EXPECT_FALSE(page.fixture->find<QPushButton>("schemeMake")->isEnabled());
    QTest::keyClicks(page.fixture->find<QLineEdit>("schemeName"), QStringLiteral("intent"));
    page.fixture->find<QPlainTextEdit>("schemeOptions")->setPlainText(QStringLiteral("refund\nrefund\n"));
    page.fixture->find<QPushButton>("schemeMake")->click();
    ASSERT_TRUE(page.fixture->settle());
    EXPECT_TRUE(dialog->isVisible()) << "an option is there twice";
    EXPECT_TRUE(page.fixture->find<QWidget>("schemeError")->isVisible());
    page.fixture->find<QPlainTextEdit>("schemeOptions")
        ->setPlainText(QStringLiteral(" refund\nshipping\n\n"));
    page.fixture->find<QPushButton>("schemeMake")->click();
    ASSERT_TRUE(waitFor([&] { return page.row() == 1; }));
    ASSERT_TRUE(page.settle());
    ASSERT_TRUE(page.labels().scheme());
    EXPECT_EQ(page.labels().scheme()->options, (std::vector<std::string>{"refund", "shipping"}));

    page.press(Qt::Key_2);
    EXPECT_EQ(page.row(), 2) << "the next row is there at once";
    page.press(Qt::Key_Space);
    EXPECT_EQ(page.row(), 3);
    page.press(Qt::Key_1);
    page.press(Qt::Key_9);
    EXPECT_EQ(page.row(), 4) << "there is no ninth option";
    ASSERT_TRUE(page.settle());
    EXPECT_EQ(page.stored(1), (Json{{"intent", {{"anna", "shipping"}}}}));
    EXPECT_EQ(page.stored(2), Json::object());
    EXPECT_EQ(page.stored(3), (Json{{"intent", {{"anna", "refund"}}}}));
    EXPECT_EQ(page.text("labelCounts"), QStringLiteral("2 of 12"));

    page.press(Qt::Key_Backspace);
    EXPECT_EQ(page.row(), 3);
    ASSERT_TRUE(page.settle());
    EXPECT_EQ(page.stored(3), Json::object());
    page.press(Qt::Key_Backspace);
    EXPECT_EQ(page.row(), 1);
    page.press(Qt::Key_Backspace);
    EXPECT_EQ(page.row(), 1) << "nothing more to take back";
    ASSERT_TRUE(page.settle());
    EXPECT_EQ(page.stored(1), Json::object());
    EXPECT_EQ(page.text("labelCounts"), QStringLiteral("0 of 12"));
}

TEST(LabelTab, TakesBackAnAnswerThatIsNotWrittenYet) {
    LabelPage page({kIntent});
    page.open();
    ASSERT_EQ(page.row(), 1);
    for (int times = 0; times < 5; ++times) {
        page.press(Qt::Key_1);
        page.press(Qt::Key_Backspace);
        ASSERT_EQ(page.row(), 1);
    }
    page.press(Qt::Key_3);
    ASSERT_TRUE(page.settle());
    EXPECT_EQ(page.stored(1), (Json{{"intent", {{"anna", "other"}}}}));
    EXPECT_EQ(page.labels().labelled(), 1);
}

TEST(LabelTab, ComesToTheEndAndBeginsAgainWithWhatWasSkipped) {
    LabelPage page({kIntent});
    page.open();
    for (int row = 1; row <= 12; ++row) {
        ASSERT_TRUE(waitFor([&] { return page.row() == row; })) << row;
        page.press(row == 5 ? Qt::Key_Space : Qt::Key_1);
    }
    ASSERT_TRUE(waitFor([&] { return page.labels().state() == State::Done; }));
    ASSERT_TRUE(page.settle());
    EXPECT_TRUE(page.text("labelEnd").contains(u'1'));
    page.fixture->find<QPushButton>("labelAgain")->click();
    ASSERT_TRUE(waitFor([&] { return page.row() == 5; }));
    page.press(Qt::Key_2);
    ASSERT_TRUE(waitFor([&] { return page.labels().state() == State::Done; }));
    ASSERT_TRUE(page.settle());
    EXPECT_EQ(page.stored(5)["intent"]["anna"], "shipping");
    EXPECT_FALSE(page.fixture->find<QPushButton>("labelAgain")->isVisible());
}

TEST(LabelTab, ShowsTheRowThatUndoTouched) {
    LabelPage page({kIntent});
    page.open();
    page.press(Qt::Key_1);
    page.press(Qt::Key_1);
    ASSERT_EQ(page.row(), 3);
    ASSERT_TRUE(page.settle());
    page.fixture->window->dataPresenter().undo();
    ASSERT_TRUE(waitFor([&] { return page.row() == 2; }));
    ASSERT_TRUE(page.settle());
    EXPECT_EQ(page.stored(2), Json::object());
    EXPECT_EQ(page.labels().labelled(), 1);
    page.press(Qt::Key_Backspace); // that answer is gone already
    EXPECT_EQ(page.row(), 2);
    ASSERT_TRUE(page.settle());
    EXPECT_NE(page.stored(1), Json::object());
}

TEST(LabelTab, GivesAListWithEnter) {
    LabelPage page({labelScheme("topics", "multi_class", {"price", "time", "tone"})});
    page.open();
    page.press(Qt::Key_3);
    page.press(Qt::Key_1);
    page.press(Qt::Key_2);
    page.press(Qt::Key_2);
    EXPECT_EQ(page.row(), 1);
    EXPECT_TRUE(page.fixture->find<QPushButton>("choice_3")->isChecked());
    EXPECT_FALSE(page.fixture->find<QPushButton>("choice_2")->isChecked());
    page.press(Qt::Key_Return);
    EXPECT_EQ(page.row(), 2);
    page.press(Qt::Key_Return);
    EXPECT_EQ(page.row(), 2) << "nothing is chosen";
    ASSERT_TRUE(page.settle());
    EXPECT_EQ(page.stored(1)["topics"]["anna"], (Json{"price", "tone"}));
}

TEST(LabelTab, RatesAndPrefers) {
    LabelPage page(
        {labelScheme("quality", "rating"), labelScheme("better", "preference", {}, {"question", "answer"})});
    page.open();
    ASSERT_EQ(page.labels().scheme()->name, "better");
    page.press(Qt::Key_3);
    page.labels().choose(QStringLiteral("quality"));
    ASSERT_TRUE(waitFor([&] { return page.row() == 1; }));
    page.press(Qt::Key_4);
    ASSERT_TRUE(page.settle());
    EXPECT_EQ(page.stored(1), (Json{{"better", {{"anna", "tie"}}}, {"quality", {{"anna", 4}}}}));
}

TEST(LabelTab, MarksPassagesByKeyboard) {
    LabelPage page({labelScheme("things", "span", {"THING", "TIME"}, {"answer"})});
    page.open();
    auto* text = page.fixture->find<QTextEdit>("spanText");
    ASSERT_TRUE(text->hasFocus() || page.fixture->window->focusWidget() == text);
    page.press(Qt::Key_1);
    EXPECT_TRUE(page.labels().spans().empty()) << "nothing is selected";
    // "Yes, within thirty days of the delivery."
    for (int times = 0; times < 3; ++times)
        page.press(Qt::Key_Right, Qt::ShiftModifier);
    page.press(Qt::Key_1);
    page.press(Qt::Key_End);
    for (int times = 0; times < 9; ++times)
        page.press(Qt::Key_Left, Qt::ShiftModifier);
    page.press(Qt::Key_2);
    ASSERT_EQ(page.labels().spans().size(), 2U);
    EXPECT_EQ(page.fixture->find<widgets::ElidedLabel>("span_2")->fullText(),
              QStringLiteral("TIME: delivery."));
    EXPECT_EQ(text->extraSelections().size(), 2);
    page.fixture->find<QPushButton>("spanOff_1")->click();
    ASSERT_TRUE(waitFor([&] { return page.labels().spans().size() == 1; }));
    page.press(Qt::Key_Return);
    EXPECT_EQ(page.row(), 2);
    EXPECT_TRUE(page.labels().spans().empty());
    page.press(Qt::Key_Return); // there is none
    page.press(Qt::Key_Space);
    EXPECT_EQ(page.row(), 4);
    page.press(Qt::Key_Backspace);
    page.press(Qt::Key_Backspace);
    EXPECT_EQ(page.row(), 1);
    ASSERT_TRUE(page.settle());
    EXPECT_EQ(page.stored(1), Json::object());
    EXPECT_EQ(page.stored(2), Json::object());
    page.press(Qt::Key_End, Qt::ShiftModifier);
    page.press(Qt::Key_2);
    page.press(Qt::Key_Return);
    ASSERT_TRUE(page.settle());
    EXPECT_EQ(page.stored(1)["things"]["anna"],
              (Json::array({Json{{"begin", 0}, {"end", 40}, {"label", "TIME"}}})));
}

TEST(LabelTab, CountsPassagesInCodePointsOfTheStoredText) {
    data::SpanText text(QStringLiteral("text"));
    text.setContent(QStringLiteral("a😀b\r\nc"));
    const auto select = [&](int begin, int end) {
        QTextCursor cursor = text.textCursor();
        cursor.setPosition(begin);
        cursor.setPosition(end, QTextCursor::KeepAnchor);
        text.setTextCursor(cursor);
        return text.selection();
    };
    using Place = std::pair<qint64, qint64>;
    EXPECT_EQ(select(1, 3), (Place{1, 2})) << "a character of two units";
    EXPECT_EQ(select(3, 4), (Place{2, 3}));
    EXPECT_EQ(select(5, 6), (Place{5, 6})) << "behind a line end of two characters";
    EXPECT_EQ(select(2, 2), std::nullopt);
    text.setMarks({{5, 6, 0}});
    EXPECT_EQ(text.extraSelections().front().cursor.selectedText(), QStringLiteral("c"));
}

TEST(LabelTab, TakesATextThatIsTyped) {
    LabelPage page({labelScheme("note", "text")});
    page.open();
    auto* field = page.fixture->find<QPlainTextEdit>("labelText");
    ASSERT_TRUE(field->isVisible());
    field->setFocus();
    QTest::keyClicks(field, QStringLiteral("ask 1 again"));
    QTest::keyClick(field, Qt::Key_Return);
    EXPECT_EQ(page.row(), 2);
    EXPECT_EQ(field->toPlainText(), QString());
    QTest::keyClick(field, Qt::Key_Escape);
    page.press(Qt::Key_Space);
    EXPECT_EQ(page.row(), 3) << "the keys mean the row again";
    ASSERT_TRUE(page.settle());
    EXPECT_EQ(page.stored(1)["note"]["anna"], "ask 1 again");
    EXPECT_EQ(page.stored(2), Json::object());
}

TEST(LabelTab, LabelsAllRowsOfTheFilterOnceThatIsConfirmed) {
    LabelPage page({kIntent});
    page.label(1, "intent", "other", "anna");
    page.open();
    page.fixture->window->dataPresenter().toggleFilter(QStringLiteral("split:train"));
    ASSERT_TRUE(waitFor([&] { return page.labels().rows() == 6; }));
    ASSERT_TRUE(page.settle());
    EXPECT_EQ(page.row(), 2) << "the first one is labelled";
    EXPECT_EQ(page.fixture->find<QPushButton>("labelAll")->text(), QStringLiteral("Label all 5"));
    const std::size_t before = page.fixture->window->dataPresenter().operations().size();
    page.fixture->find<QAction>("bulk_1")->trigger();
    page.fixture->find<QPushButton>("bulkQuestionStay")->click();
    ASSERT_TRUE(page.settle());
    EXPECT_EQ(page.stored(2), Json::object());
    QTest::qWait(0); // the question is deleted
    page.fixture->find<QAction>("bulk_1")->trigger();
    page.fixture->find<QPushButton>("bulkQuestionGoOn")->click();
    ASSERT_TRUE(waitFor([&] { return page.labels().state() == State::Done; }));
    ASSERT_TRUE(page.settle());
    EXPECT_EQ(page.stored(1)["intent"]["anna"], "other");
    EXPECT_EQ(page.stored(6)["intent"]["anna"], "refund");
    EXPECT_EQ(page.stored(7), Json::object()) << "not of the filter";
    EXPECT_EQ(page.text("labelCounts"), QStringLiteral("6 of 6"));
    ASSERT_TRUE(
        waitFor([&] { return page.fixture->window->dataPresenter().operations().size() == before + 1; }));
    page.fixture->window->dataPresenter().undo();
    ASSERT_TRUE(waitFor([&] { return page.labels().labelled() == 1; }));
}

TEST(LabelTab, ComparesTwoAnnotatorsAndLeadsToWhereTheyDiffer) {
    LabelPage page({kIntent});
    for (int row = 1; row <= 6; ++row) {
        page.label(row, "intent", row % 2 == 0 ? "refund" : "other", "anna");
        page.label(row, "intent", row % 3 == 0 ? "other" : row % 2 == 0 ? "refund" : "other", "ben");
    }
    page.open();
    ASSERT_TRUE(waitFor([&] { return page.labels().agreement().has_value(); }));
    ASSERT_TRUE(page.settle());
    EXPECT_TRUE(page.fixture->find<QWidget>("agreementCard")->isVisible());
    EXPECT_EQ(page.text("agreementBadge"), QStringLiteral("κ 0.67"));
    EXPECT_EQ(page.row(), 7);
    EXPECT_EQ(page.text("labelSaid"), QString()) << "what others said is not told";
    auto* review = page.fixture->find<QPushButton>("reviewDisputed");
    EXPECT_EQ(review->text(), QStringLiteral("Decide 1 difference"));
    review->click();
    ASSERT_TRUE(waitFor([&] { return page.row() == 6; }));
    ASSERT_TRUE(page.settle());
    EXPECT_EQ(page.fixture->find<widgets::ElidedLabel>("labelSaid")->fullText(),
              QStringLiteral("anna: refund · ben: other"));
    EXPECT_TRUE(page.fixture->find<QPushButton>("choice_1")->isChecked());
    page.press(Qt::Key_3);
    ASSERT_TRUE(
        waitFor([&] { return page.labels().agreement() && page.labels().agreement()->decided == 1; }));
    EXPECT_FALSE(review->isVisible());
}

TEST(LabelTab, AnotherAnnotatorBeginsFromTheFirstRow) {
    LabelPage page({kIntent});
    page.label(1, "intent", "other", "anna");
    page.open();
    EXPECT_EQ(page.row(), 2);
    auto* name = page.fixture->find<QLineEdit>("annotatorField");
    EXPECT_EQ(name->text(), QStringLiteral("anna"));
    name->setFocus();
    name->selectAll();
    QTest::keyClicks(name, QStringLiteral("a=b"));
    QTest::keyClick(name, Qt::Key_Return);
    EXPECT_EQ(name->text(), QStringLiteral("anna")) << "no name can be that";
    name->setFocus();
    name->selectAll();
    QTest::keyClicks(name, QStringLiteral("ben"));
    QTest::keyClick(name, Qt::Key_Return);
    ASSERT_TRUE(waitFor([&] { return page.row() == 1; }));
    page.press(Qt::Key_2);
    ASSERT_TRUE(page.settle());
    EXPECT_EQ(page.stored(1), (Json{{"intent", {{"anna", "other"}, {"ben", "shipping"}}}}));
}

TEST(LabelTab, NamesEachControlForAScreenReader) {
    LabelPage page({kIntent, labelScheme("things", "span", {"THING"}, {"answer"})});
    page.open();
    for (const char* scheme : {"things", "intent"}) {
        page.labels().choose(QString::fromLatin1(scheme));
        ASSERT_TRUE(page.settle());
        int seen = 0;
        for (QWidget* widget : page.fixture->find<QWidget>("labelView")->findChildren<QWidget*>()) {
            if (!widget->isVisible() || !(widget->focusPolicy() & Qt::TabFocus))
                continue;
            ++seen;
            auto* accessible = QAccessible::queryAccessibleInterface(widget);
            EXPECT_FALSE(accessible->text(QAccessible::Name).isEmpty())
                << widget->objectName().toStdString() << " " << widget->metaObject()->className();
        }
        EXPECT_GT(seen, 8) << scheme;
    }
}

TEST(LabelTab, RemovesASchemeOnlyWhileItHasNoLabels) {
    LabelPage page({kIntent});
    page.open();
    page.press(Qt::Key_1);
    ASSERT_TRUE(page.settle());
    page.fixture->find<QAction>("actionRemoveScheme")->trigger();
    ASSERT_TRUE(page.settle());
    EXPECT_TRUE(page.fixture->find<QWidget>("dataError")->isVisible());
    page.press(Qt::Key_Backspace);
    ASSERT_TRUE(page.settle());
    page.fixture->find<QAction>("actionRemoveScheme")->trigger();
    ASSERT_TRUE(waitFor([&] { return page.labels().state() == State::NoScheme; }));
    page.fixture->window->dataPresenter().undo();
    ASSERT_TRUE(waitFor([&] { return page.row() == 1; }));
}

} // namespace
} // namespace luthier::tests
