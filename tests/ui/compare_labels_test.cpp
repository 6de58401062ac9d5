#include "compare_support.h"

#include <QFrame>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QTextEdit>

namespace luthier::tests {
namespace {

/// The Compare page of a run whose model writes no text.
struct ComparedLabels {
    SampleProject project;
    std::unique_ptr<WindowFixture> fixture;

    explicit ComparedLabels(const Labelled& labelled, const QString& page = QStringLiteral("compare")) {
        addComparedRun(project, labelled);
        fixture = std::make_unique<WindowFixture>(project.path(), page);
        EXPECT_TRUE(waitFor([&] { return fixture->window->comparePresenter().selected() != nullptr; }));
        EXPECT_TRUE(fixture->settle());
    }
    /// The texts of a measure's card; none where it is not shown.
    QStringList measure(const char* key) const {
        const auto* card =
            fixture->window->findChild<QFrame*>(QStringLiteral("measure_") + QString::fromLatin1(key));
        QStringList texts;
        if (card && card->isVisible())
            for (const QLabel* label : card->findChildren<QLabel*>())
                texts << label->text();
        return texts;
    }
    bool isVisible(const char* name) const { return fixture->find<QWidget>(name)->isVisible(); }
};

TEST(CompareLabels, TellsAccuracyAndF1BesideTheLossAndThatTheBaseHasNoHead) {
    const ComparedLabels compared(labelledTexts(), QStringLiteral("compare/scores"));
    const QStringList accuracy = compared.measure("accuracy");
    EXPECT_TRUE(accuracy.contains(QStringLiteral("50.0 %"))) << accuracy.join(u'|').toStdString();
    EXPECT_TRUE(accuracy.contains(QStringLiteral("87.5 %")));
    EXPECT_TRUE(accuracy.contains(QStringLiteral("69.0 % to 95.7 %")))
        << "the interval of the rows that are right";
    EXPECT_TRUE(compared.measure("exact_match").isEmpty()) << "it is the accuracy";
    EXPECT_TRUE(compared.measure("f1_macro").contains(QStringLiteral("87.3 %")));
    EXPECT_TRUE(compared.measure("f1_micro").contains(QStringLiteral("87.5 %")));
    EXPECT_TRUE(compared.measure("loss").contains(QStringLiteral("0.410")));
    EXPECT_TRUE(compared.fixture->find<QLabel>("compareRemarks")
                    ->text()
                    .startsWith(QStringLiteral("The base has no head for this task.")));
}

TEST(CompareLabels, ShowsLabelsAsAnswersAndAsksNothing) {
    const ComparedLabels compared(labelledTexts());
    EXPECT_EQ(compared.fixture->find<QTextEdit>("baseText")->toPlainText(), QStringLiteral("bad"));
    EXPECT_EQ(compared.fixture->find<QTextEdit>("adaptedText")->toPlainText(), QStringLiteral("good"));
    EXPECT_TRUE(compared.isVisible("filterFixed"));
    EXPECT_FALSE(compared.isVisible("composer"));
    compared.fixture->find<QPushButton>("compareButton")->click();
    EXPECT_TRUE(compared.isVisible("comparisonLimit"));
    EXPECT_EQ(compared.fixture->window->findChild<QWidget*>(QStringLiteral("comparisonTemperature")), nullptr)
        << "nothing is written, so nothing is drawn";
}

TEST(CompareLabels, TellsTheErrorsOfNumbers) {
    const ComparedLabels compared(labelledNumbers(), QStringLiteral("compare/scores"));
    EXPECT_TRUE(compared.measure("mae").contains(QStringLiteral("2.750")));
    EXPECT_TRUE(compared.measure("mse").contains(QStringLiteral("0.400")));
    EXPECT_TRUE(compared.measure("pearson").contains(QStringLiteral("0.910")));
    EXPECT_TRUE(compared.measure("pearson").contains(QStringLiteral("–"))) << "of the base there is none";
    EXPECT_TRUE(compared.measure("exact_match").isEmpty());
    EXPECT_TRUE(
        compared.fixture->find<QLabel>("mcnemarText")->text().startsWith(QStringLiteral("Numbers are off")));
    EXPECT_FALSE(compared.fixture->find<QLabel>("compareRemarks")->isVisible());
}

TEST(CompareLabels, SaysThatHiddenWordsAreMeasuredAndNotWritten) {
    const ComparedLabels compared(hiddenWords());
    EXPECT_TRUE(compared.fixture->find<QTextEdit>("baseText")
                    ->toPlainText()
                    .startsWith(QStringLiteral("This model writes nothing")));
    EXPECT_FALSE(compared.isVisible("filterFixed"));
    EXPECT_FALSE(compared.isVisible("wordDiff"));
    const auto* list = compared.fixture->find<QListView>("promptList");
    EXPECT_TRUE(list->model()
                    ->index(0, 0)
                    .data(Qt::AccessibleTextRole)
                    .toString()
                    .endsWith(QStringLiteral("by its loss")));
}

} // namespace
} // namespace luthier::tests
