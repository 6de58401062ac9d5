#include "label_support.h"
#include "screen_support.h"

#include <data/label/correction_edit.h>
#include <widgets/message_field.h>

#include <QAction>
#include <QDialog>
#include <QMenu>
#include <QPushButton>
#include <QTest>

namespace luthier::tests {
namespace {

using widgets::MessageField;

const labeling::Scheme kFix = labelScheme("fix", "correction");

MessageField* field(const LabelPage& page) {
    return page.fixture->find<MessageField>("correctionField");
}

void write(const LabelPage& page, const QString& text) {
    field(page)->selectAll();
    QTest::keyClicks(field(page), text);
}

/// The answer of a row as the project has it.
QString answer(const LabelPage& page) {
    return QString::fromStdString(page.labels().row()->fields["answer"].get<std::string>());
}

QAction* pairsAction(const LabelPage& page) {
    return page.fixture->find<QPushButton>("schemeMore")
        ->menu()
        ->findChild<QAction*>(QStringLiteral("actionMakePairs"));
}

TEST(CorrectionTab, BeginsWithTheAnswerAndKeepsACorrectionByKeyboard) {
    LabelPage page({kFix});
    page.open();
    ASSERT_EQ(page.row(), 1);
    ASSERT_TRUE(field(page));
    EXPECT_EQ(field(page)->toPlainText(), answer(page));
    EXPECT_TRUE(field(page)->hasFocus()) << "one may write at once";
    EXPECT_FALSE(page.fixture->find<QPushButton>("correctionAgain")->isEnabled());
    const QString original = answer(page);
    write(page, QStringLiteral("Quite another answer"));
    EXPECT_TRUE(page.fixture->find<QPushButton>("correctionAgain")->isEnabled());
    QTest::keyClick(field(page), Qt::Key_Return); // a line of the answer
    EXPECT_EQ(page.row(), 1);
    QTest::keyClicks(field(page), QStringLiteral("in two lines"));
    QTest::keyClick(field(page), Qt::Key_Return, Qt::ControlModifier);
    ASSERT_TRUE(waitFor([&] { return page.row() == 2; }));
    EXPECT_EQ(field(page)->toPlainText(), answer(page));
    EXPECT_TRUE(field(page)->hasFocus()) << "and so in the next row";
    ASSERT_TRUE(page.settle());
    EXPECT_EQ(page.stored(1)["fix"]["anna"], "Quite another answer\nin two lines");
    page.fixture->find<QPushButton>("keepCorrection")->click();
    ASSERT_TRUE(waitFor([&] { return page.row() == 3; }));
    ASSERT_TRUE(page.settle());
    EXPECT_EQ(page.stored(2)["fix"]["anna"], page.labels().row() ? page.stored(2)["fix"]["anna"] : Json());
    EXPECT_EQ(page.text("labelCounts"), QStringLiteral("2 of 12"));
    QTest::keyClick(field(page), Qt::Key_Escape);
    EXPECT_FALSE(field(page)->hasFocus());
    page.press(Qt::Key_Backspace);
    page.press(Qt::Key_Backspace);
    ASSERT_TRUE(waitFor([&] { return page.row() == 1; }));
    ASSERT_TRUE(page.settle());
    EXPECT_EQ(page.stored(1), Json::object());
    EXPECT_EQ(field(page)->toPlainText(), QStringLiteral("Quite another answer\nin two lines"))
        << "what was written is not lost";
    page.fixture->find<QPushButton>("correctionAgain")->click();
    EXPECT_EQ(field(page)->toPlainText(), original);
}

TEST(CorrectionTab, KeepsWhatWasBegunWhenTheRowIsSkippedOrReadAgain) {
    LabelPage page({kFix});
    page.open();
    write(page, QStringLiteral("begun"));
    page.labels().startOver(); // the rows are read again
    ASSERT_TRUE(page.settle());
    EXPECT_EQ(field(page)->toPlainText(), QStringLiteral("begun"));
    QTest::keyClick(field(page), Qt::Key_Escape);
    page.press(Qt::Key_Space);
    ASSERT_EQ(page.row(), 2);
    EXPECT_TRUE(waitFor([&] { return field(page)->toPlainText() == answer(page); }));
    page.labels().startOver();
    ASSERT_TRUE(page.settle());
    ASSERT_EQ(page.row(), 1);
    EXPECT_EQ(field(page)->toPlainText(), QStringLiteral("begun"));
    EXPECT_EQ(page.stored(1), Json::object()) << "nothing is given yet";
}

TEST(CorrectionTab, MakesAPreferenceDatasetOfWhatIsCorrected) {
    LabelPage page({kFix});
    page.label(1, "fix", "a better answer", "anna");
    page.label(2, "fix", "another better answer", "anna");
    page.open();
    ASSERT_TRUE(pairsAction(page));
    pairsAction(page)->trigger();
    auto* question = static_cast<QDialog*>(nullptr);
    ASSERT_TRUE(waitFor([&] {
        question = page.fixture->window->findChild<QDialog*>(QStringLiteral("pairsQuestion"));
        return question != nullptr;
    }));
    EXPECT_TRUE(page.text("pairsQuestionSentence").contains(QStringLiteral("10"))) << "rows without a label";
    page.fixture->find<QPushButton>("pairsQuestionGoOn")->click();
    auto& data = page.fixture->window->dataPresenter();
    ASSERT_TRUE(waitFor([&] { return data.current() && data.current()->name == "dirty-fix"; }));
    EXPECT_EQ(data.current()->rows, 2);
    EXPECT_EQ(data.current()->layout, "preference");
}

TEST(CorrectionTab, TellsWhyNoPairComesOfTheLabels) {
    LabelPage page({kFix});
    page.open();
    pairsAction(page)->trigger();
    ASSERT_TRUE(waitFor([&] {
        return page.fixture->window->findChild<QDialog*>(QStringLiteral("pairsQuestion")) != nullptr;
    }));
    EXPECT_FALSE(page.fixture->find<QPushButton>("pairsQuestionGoOn")->isVisible());
    page.fixture->find<QPushButton>("pairsQuestionStay")->click();
    page.labels().make(labelScheme("intent", "class", {"a"}));
    ASSERT_TRUE(waitFor([&] { return page.labels().scheme() && page.labels().scheme()->name == "intent"; }));
    EXPECT_FALSE(pairsAction(page));
}

TEST(CorrectionScreens, HaveNoClippedTextAndOneLanguage) {
    LabelPage page({kFix});
    page.label(3, "fix", "something else", "anna");
    page.open();
    field(page)->setPlainText(answer(page).replace(QStringLiteral("e"), QStringLiteral("E")) +
                              QStringLiteral(" And one thing more."));
    eachLook(*page.fixture, [&](const char* language, const QString& name) {
        save(*page.fixture, QStringLiteral("label-correction-") + name + QStringLiteral(".png"));
        expectSound(*page.fixture, language);
    });
    pairsAction(page)->trigger();
    auto* question = static_cast<QDialog*>(nullptr);
    ASSERT_TRUE(waitFor([&] {
        question = page.fixture->window->findChild<QDialog*>(QStringLiteral("pairsQuestion"));
        return question != nullptr;
    }));
    eachLook(*page.fixture, [&](const char* language, const QString& name) {
        const QString folder = qEnvironmentVariable("LUTHIER_BUILD") + QStringLiteral("/tests/ui/screens");
        EXPECT_TRUE(
            question->grab().save(folder + QStringLiteral("/label-pairs-") + name + QStringLiteral(".png")));
        expectSound(*page.fixture, language);
    });
}

} // namespace
} // namespace luthier::tests
