#include "label_support.h"
#include "screen_support.h"

#include <widgets/controls.h>

#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>

namespace luthier::tests {
namespace {

using data::LabelPresenter;

const labeling::Scheme kOrder = labelScheme("order", "ranking", {}, {"question", "answer", "topic"});
const labeling::Scheme kIntent = labelScheme("intent", "class", {"refund", "shipping"});

QAction* action(const LabelPage& page, const char* name) {
    return page.fixture->find<QPushButton>("schemeMore")->menu()->findChild<QAction*>(QLatin1String(name));
}

TEST(RankingTab, PutsColumnsInOrderByTheirKeys) {
    LabelPage page({kOrder});
    page.open();
    ASSERT_EQ(page.row(), 1);
    ASSERT_EQ(page.labels().choices().size(), 3U);
    page.press(Qt::Key_Return);
    EXPECT_EQ(page.row(), 1) << "nothing is in order yet";
    page.press(Qt::Key_2);
    page.press(Qt::Key_1);
    EXPECT_EQ(page.labels().placeOf(QStringLiteral("answer")), 1);
    EXPECT_EQ(page.labels().placeOf(QStringLiteral("question")), 2);
    EXPECT_EQ(page.labels().placeOf(QStringLiteral("topic")), 0);
    page.press(Qt::Key_2); // out again
    EXPECT_EQ(page.labels().placeOf(QStringLiteral("question")), 1);
    page.press(Qt::Key_Equal);
    page.press(Qt::Key_2);
    EXPECT_EQ(page.labels().placeOf(QStringLiteral("answer")), 1) << "as good as the question";
    page.press(Qt::Key_Return); // the one that is left is the last
    ASSERT_EQ(page.row(), 2);
    page.press(Qt::Key_3);
    page.press(Qt::Key_2);
    page.press(Qt::Key_1);
    page.press(Qt::Key_Return);
    ASSERT_TRUE(page.settle());
    EXPECT_EQ(page.stored(1)["order"]["anna"], Json::parse(R"([["question","answer"],["topic"]])"));
    EXPECT_EQ(page.stored(2)["order"]["anna"], Json::parse(R"([["topic"],["answer"],["question"]])"));
    EXPECT_FALSE(page.fixture->find<QPushButton>("labelAll")->isVisible());
    page.labels().setQueue(LabelPresenter::Queue::All);
    ASSERT_TRUE(waitFor([&] { return page.row() == 1; }));
    ASSERT_TRUE(page.settle());
    EXPECT_EQ(page.labels().placeOf(QStringLiteral("answer")), 1) << "what was said is there again";
    EXPECT_EQ(page.labels().placeOf(QStringLiteral("topic")), 3);
}

TEST(RankingTab, IsMadeOfColumnsInTheDialog) {
    LabelPage page;
    page.open();
    page.fixture->find<QPushButton>("firstScheme")->click();
    page.fixture->find<QLineEdit>("schemeName")->setText(QStringLiteral("order"));
    auto* kind = page.fixture->find<QComboBox>("schemeKind");
    kind->setCurrentIndex(kind->findData(QStringLiteral("ranking")));
    page.fixture->find<widgets::CheckBox>("rankColumn_1")->setChecked(true);
    EXPECT_FALSE(page.fixture->find<QPushButton>("schemeMake")->isEnabled()) << "one column has no order";
    page.fixture->find<widgets::CheckBox>("rankColumn_2")->setChecked(true);
    page.fixture->find<QPushButton>("schemeMake")->click();
    ASSERT_TRUE(waitFor([&] { return page.row() == 1; }));
    EXPECT_EQ(page.labels().scheme()->fields.size(), 2U);
}

TEST(Suggestions, AreMadeByARuleAcceptedByAKeyAndAllAtOnce) {
    LabelPage page({kIntent});
    page.open();
    ASSERT_TRUE(action(page, "actionSuggest"));
    EXPECT_FALSE(action(page, "actionAcceptAll"));
    action(page, "actionSuggest")->trigger();
    EXPECT_FALSE(page.fixture->find<QPushButton>("suggestMake")->isEnabled());
    page.fixture->find<QLineEdit>("suggestPattern")->setText(QStringLiteral("("));
    page.fixture->find<widgets::CheckBox>("suggestExpression")->setChecked(true);
    page.fixture->find<QPushButton>("suggestMake")->click();
    ASSERT_TRUE(waitFor([&] { return page.fixture->find<QWidget>("suggestError")->isVisible(); }));
    page.fixture->find<QLineEdit>("suggestPattern")->setText(QStringLiteral("."));
    auto* answer = page.fixture->find<QComboBox>("suggestAnswer");
    answer->setCurrentIndex(answer->findData(QStringLiteral("shipping")));
    page.fixture->find<QPushButton>("suggestMake")->click();
    ASSERT_TRUE(waitFor([&] { return page.labels().suggestion() != nullptr; }));
    ASSERT_TRUE(page.settle());
    EXPECT_TRUE(waitFor([&] { return page.text("labelSuggested") == QStringLiteral("12"); }));
    EXPECT_EQ(page.text("labelCounts"), QStringLiteral("0 of 12")) << "no labels";
    EXPECT_TRUE(page.fixture->find<QPushButton>("acceptSuggestion")->isVisible());
    EXPECT_EQ(page.fixture->find<QPushButton>("choice_1")->accessibleDescription(), QString());
    EXPECT_NE(page.fixture->find<QPushButton>("choice_2")->accessibleDescription(), QString());
    ASSERT_EQ(page.row(), 1);
    page.fixture->find<QWidget>("labelRecord")->setFocus();
    page.press(Qt::Key_A);
    EXPECT_EQ(page.row(), 2);
    page.press(Qt::Key_1); // something else than suggested
    ASSERT_TRUE(page.settle());
    EXPECT_EQ(page.stored(1)["intent"]["anna"], "shipping");
    EXPECT_EQ(page.stored(2)["intent"]["anna"], "refund");
    ASSERT_TRUE(waitFor([&] { return page.labels().suggested() == 10; }));
    page.labels().choose(QStringLiteral("intent"));
    ASSERT_TRUE(waitFor([&] { return action(page, "actionAcceptAll") != nullptr; }));
    action(page, "actionAcceptAll")->trigger();
    page.fixture->find<QPushButton>("acceptQuestionGoOn")->click();
    ASSERT_TRUE(waitFor([&] { return page.labels().labelled() == 12; }));
    ASSERT_TRUE(page.settle());
    EXPECT_EQ(page.stored(2)["intent"]["anna"], "refund");
    EXPECT_EQ(page.stored(12)["intent"]["anna"], "shipping");
    page.fixture->window->dataPresenter().undo();
    ASSERT_TRUE(waitFor([&] { return page.labels().labelled() == 2; }));
}

TEST(Queue, ComesInAnOrderOfItsOwn) {
    LabelPage page({kIntent});
    page.label(7, "intent", "refund", "ben");
    page.label(7, "intent", "shipping", "carl");
    page.open();
    ASSERT_EQ(page.row(), 1);
    page.labels().setOrder(labeling::QueueOrder::DifferFirst);
    ASSERT_TRUE(waitFor([&] { return page.row() == 7; }));
    page.press(Qt::Key_1);
    EXPECT_EQ(page.row(), 1) << "then the others";
    ASSERT_TRUE(page.settle()); // an answer that is not written yet would come again
    std::vector<qint64> seen;
    page.labels().setOrder(labeling::QueueOrder::Random);
    ASSERT_TRUE(page.settle());
    while (page.labels().state() == LabelPresenter::State::Labelling) {
        seen.push_back(page.row());
        page.press(Qt::Key_1);
        ASSERT_TRUE(page.settle());
        ASSERT_LE(seen.size(), 12U);
    }
    EXPECT_FALSE(std::ranges::is_sorted(seen));
    std::ranges::sort(seen);
    EXPECT_EQ(seen, (std::vector<qint64>{1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12})) << "each once";
}

TEST(Adjudication, DecidesWhereAnnotatorsDiffer) {
    LabelPage page({kIntent});
    for (const int row : {3, 5}) {
        page.label(row, "intent", "refund", "ben");
        page.label(row, "intent", "shipping", "carl");
    }
    page.label(6, "intent", "refund", "ben");
    page.label(6, "intent", "refund", "carl");
    page.open();
    ASSERT_TRUE(waitFor([&] { return page.fixture->find<QPushButton>("reviewDisputed")->isVisible(); }));
    page.fixture->find<QPushButton>("reviewDisputed")->click();
    ASSERT_TRUE(waitFor([&] { return page.row() == 3; }));
    ASSERT_TRUE(page.settle());
    page.fixture->find<QWidget>("labelRecord")->setFocus();
    page.press(Qt::Key_2);
    ASSERT_TRUE(waitFor([&] { return page.row() == 5; }));
    ASSERT_TRUE(page.settle());
    EXPECT_EQ(page.stored(3)["intent"],
              (Json{{"ben", "refund"}, {"carl", "shipping"}, {"final:anna", "shipping"}}));
    page.press(Qt::Key_Backspace);
    ASSERT_TRUE(waitFor([&] { return page.row() == 3; }));
    page.press(Qt::Key_1);
    page.press(Qt::Key_1);
    ASSERT_TRUE(waitFor([&] { return page.labels().state() == LabelPresenter::State::Done; }));
    ASSERT_TRUE(page.settle());
    EXPECT_EQ(page.stored(3)["intent"]["final:anna"], "refund");
    EXPECT_EQ(page.stored(5)["intent"]["final:anna"], "refund");
    EXPECT_TRUE(waitFor([&] { return !page.fixture->find<QPushButton>("reviewDisputed")->isVisible(); }));
}

TEST(RankingScreens, OfOrdersSuggestionsAndDecisionsHaveNoClippedTextAndOneLanguage) {
    LabelPage page({kOrder, kIntent});
    page.label(2, "order", "answer>question>topic", "ben");
    page.label(2, "order", "answer>topic>question", "carl");
    page.label(4, "intent", "refund", "ben");
    page.label(4, "intent", "shipping", "carl");
    page.open();
    const auto each = [&](const char* picture) {
        eachLook(*page.fixture, [&](const char* language, const QString& name) {
            save(*page.fixture, QString::fromLatin1(picture) + u'-' + name + QStringLiteral(".png"));
            expectSound(*page.fixture, language);
        });
    };
    page.labels().suggest({"e", false, "", "refund"});
    ASSERT_TRUE(waitFor([&] { return page.labels().suggested() > 0 && page.labels().suggestion(); }));
    ASSERT_TRUE(page.settle());
    each("label-suggested");
    page.labels().setQueue(LabelPresenter::Queue::Disputed);
    ASSERT_TRUE(waitFor([&] { return page.row() == 4; }));
    ASSERT_TRUE(page.settle());
    each("label-deciding");
    page.labels().choose(QStringLiteral("order"));
    page.labels().setQueue(LabelPresenter::Queue::Unlabelled);
    ASSERT_TRUE(waitFor([&] { return page.row() == 1; }));
    ASSERT_TRUE(page.settle());
    page.press(Qt::Key_2);
    page.press(Qt::Key_Equal);
    page.press(Qt::Key_1);
    each("label-ranking");
    action(page, "actionNewScheme")->trigger();
    auto* kind = page.fixture->find<QComboBox>("schemeKind");
    kind->setCurrentIndex(kind->findData(QStringLiteral("ranking")));
    const QString folder = qEnvironmentVariable("LUTHIER_BUILD") + QStringLiteral("/tests/ui/screens/");
    auto* dialog = page.fixture->find<QDialog>("schemeDialog");
    eachLook(*page.fixture, [&](const char* language, const QString& name) {
        EXPECT_TRUE(dialog->grab().save(folder + QStringLiteral("label-scheme-ranking-") + name +
                                        QStringLiteral(".png")));
        expectSound(*page.fixture, language);
    });
    dialog->reject();
    page.labels().choose(QStringLiteral("intent"));
    ASSERT_TRUE(page.settle());
    action(page, "actionSuggest")->trigger();
    auto* rule = page.fixture->find<QDialog>("suggestDialog");
    eachLook(*page.fixture, [&](const char* language, const QString& name) {
        EXPECT_TRUE(
            rule->grab().save(folder + QStringLiteral("label-suggest-") + name + QStringLiteral(".png")));
        expectSound(*page.fixture, language);
    });
}

} // namespace
} // namespace luthier::tests
