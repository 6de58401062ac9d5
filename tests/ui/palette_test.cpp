#include "compare_support.h"
#include "recipe_support.h"

#include <shell/command_palette.h>

#include <QAction>
#include <QLineEdit>
#include <QListWidget>
#include <QStackedWidget>
#include <QTableView>
#include <QTest>

namespace luthier::tests {
namespace {

shell::Find findOf(const QString& title, const QStringList& words = {}) {
    return {title, title, QStringLiteral("kind"), {}, words, [] {
            }};
}

TEST(PaletteMatch, PrefersTheBeginningOfATitleToAWordAndToTheMiddle) {
    const QString typed = QStringLiteral("ran");
    const int begins = matchOf(findOf(QStringLiteral("Rank")), typed);
    const int word = matchOf(findOf(QStringLiteral("LoRA rank")), typed);
    const int middle = matchOf(findOf(QStringLiteral("Grant")), typed);
    EXPECT_GT(begins, word);
    EXPECT_GT(word, middle);
    EXPECT_GT(middle, 0);
    EXPECT_EQ(matchOf(findOf(QStringLiteral("Alpha")), typed), 0);
}

TEST(PaletteMatch, WantsEveryWordAndLooksIntoTheOtherLanguage) {
    const shell::Find dark = findOf(QStringLiteral("Dark theme"), {QStringLiteral("어두운 테마")});
    EXPECT_GT(matchOf(dark, QStringLiteral("theme dark")), 0);
    EXPECT_EQ(matchOf(dark, QStringLiteral("theme light")), 0);
    EXPECT_GT(matchOf(dark, QStringLiteral("어두운")), 0);
    EXPECT_GT(matchOf(dark, QString()), 0) << "nothing typed: everything";
}

/// The palette over a project with a run and a model.
struct PaletteWindow {
    TuningProject project{40, 2};
    std::unique_ptr<WindowFixture> fixture;
    PaletteWindow() {
        addComparedRun(project);
        fixture = std::make_unique<WindowFixture>(project.path());
        EXPECT_TRUE(waitFor([&] { return !fixture->window->recipePresenter().datasets().empty(); }));
        fixture->window->recipePresenter().setModel(TuningProject::model());
        EXPECT_TRUE(fixture->settle());
    }
    void open() { fixture->find<QAction>("actionPalette")->trigger(); }
    QStringList type(const QString& typed) {
        fixture->find<QLineEdit>("paletteSearch")->setText(typed);
        auto* list = fixture->find<QListWidget>("paletteList");
        QStringList shown;
        for (int i = 0; i < list->count(); ++i)
            shown << list->item(i)->text();
        return shown;
    }
    void enter() {
        QTest::keyClick(fixture->find<QLineEdit>("paletteSearch"), Qt::Key_Return);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        EXPECT_TRUE(fixture->settle());
    }
    QString page() { return fixture->find<QStackedWidget>("pages")->currentWidget()->objectName(); }
};

TEST(Palette, FindsDatasetsRunsRecipesAndFieldsByTheirNames) {
    PaletteWindow window;
    window.open();
    EXPECT_EQ(window.type(QStringLiteral("tick")).value(0), QStringLiteral("tickets"));
    EXPECT_EQ(window.type(QStringLiteral("0001")).value(0), QStringLiteral("0001 · tone"));
    EXPECT_EQ(window.type(QStringLiteral("tone")).value(0), QStringLiteral("0001 · tone"));
    EXPECT_TRUE(window.type(QStringLiteral("rank")).value(0).contains(QStringLiteral("ank")));
    EXPECT_EQ(window.type(QStringLiteral("dark")).value(0), QStringLiteral("Dark theme"));
    EXPECT_TRUE(window.type(QStringLiteral("no such thing at all")).isEmpty());
}

TEST(Palette, FindsByTheNamesOfTheOtherLanguage) {
    PaletteWindow window;
    window.open();
    EXPECT_EQ(window.type(QString::fromUtf8("설정으로")).value(0), QStringLiteral("Go to the settings"));
    EXPECT_EQ(window.type(QString::fromUtf8("학습률")).value(0), QStringLiteral("Learning rate"));
    window.fixture->find<QWidget>("commandPalette")->close();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    window.fixture->window->setLanguage(QStringLiteral("ko"));
    ASSERT_TRUE(window.fixture->settle());
    window.open();
    EXPECT_FALSE(window.type(QStringLiteral("Go to the settings")).isEmpty());
    EXPECT_EQ(window.type(QStringLiteral("learning rate")).value(0), QString::fromUtf8("학습률"));
}

TEST(Palette, GoesToAFieldOfTheRecipe) {
    PaletteWindow window;
    window.open();
    ASSERT_EQ(window.type(QStringLiteral("learning rate")).value(0), QStringLiteral("Learning rate"));
    window.enter();
    EXPECT_EQ(window.page(), QStringLiteral("recipePage"));
    const QWidget* focused = window.fixture->window->focusWidget();
    ASSERT_NE(focused, nullptr);
    EXPECT_EQ(focused->accessibleName(), QStringLiteral("Learning rate"));
}

TEST(Palette, GoesToARowByItsNumber) {
    PaletteWindow window;
    window.open();
    EXPECT_TRUE(window.type(QStringLiteral("#41")).isEmpty()) << "there are 40";
    ASSERT_EQ(window.type(QStringLiteral("#23")).value(0), QStringLiteral("Row 23 of tickets"));
    window.enter();
    auto* table = window.fixture->find<QTableView>("rowsTable");
    EXPECT_TRUE(waitFor([&] { return table->currentIndex().row() == 22; })) << table->currentIndex().row();
}

TEST(Palette, ListsOnlyWhatCanBeDoneNow) {
    WindowFixture fixture({}, QStringLiteral("home"));
    ASSERT_TRUE(fixture.settle());
    fixture.find<QAction>("actionPalette")->trigger();
    auto* list = fixture.find<QListWidget>("paletteList");
    QStringList shown;
    for (int i = 0; i < list->count(); ++i)
        shown << list->item(i)->text();
    for (const char* later : {"Pause the run", "Resume the run", "Start training", "Undo the last change",
                              "Import a file…", "Go to the recipe", "Light theme"})
        EXPECT_FALSE(shown.contains(QString::fromUtf8(later))) << later;
    for (const char* now : {"New project…", "Dark theme", "Go to the models"})
        EXPECT_TRUE(shown.contains(QString::fromUtf8(now))) << now;
}

TEST(Palette, PutsWhatWasTakenLastFirst) {
    PaletteWindow window;
    window.open();
    window.type(QStringLiteral("history of runs"));
    window.enter();
    window.open();
    EXPECT_EQ(window.type(QString()).value(0), QStringLiteral("Go to the history of runs"));
}

} // namespace
} // namespace luthier::tests
