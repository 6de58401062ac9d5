#include "recipe_support.h"
#include "screen_support.h"
#include "workbench_support.h"

#include <models/rows_model.h>

#include <QPushButton>
#include <QTableView>
#include <QTableWidget>
#include <QTest>

namespace luthier::tests {
namespace {

/// The dataset "dirty" on a tab of the Data page, in every look.
struct Looks {
    DirtyProject project;
    WindowFixture fixture;
    explicit Looks(const char* page)
        : fixture(project.path(), QString::fromLatin1(page)) {
        fixture.settle();
        fixture.window->dataPresenter().choose(QStringLiteral("dirty"));
        fixture.settle();
    }
    void each(const char* picture) {
        eachLook(fixture, [&](const char* language, const QString& name) {
            save(fixture, QString::fromLatin1(picture) + u'-' + name + QStringLiteral(".png"));
            expectSound(fixture, language);
        });
    }
};

TEST(WorkbenchScreens, OfRulesHaveNoClippedTextAndOneLanguage) {
    Looks looks("data/clean");
    ASSERT_TRUE(waitFor([&] { return looks.fixture.window->workbench().cleaning.isCurrent(); }));
    auto* list = looks.fixture.find<QTableWidget>("cleanList");
    list->setCurrentCell(4, 0);
    looks.each("clean-rule");
    looks.fixture.find<QPushButton>("fixAll")->click();
    ASSERT_TRUE(waitFor([&] { return looks.fixture.find<QWidget>("cleanDone")->isVisible(); }));
    looks.each("clean-fixed");
}

TEST(WorkbenchScreens, OfDuplicatesHaveNoClippedTextAndOneLanguage) {
    Looks looks("data/clean");
    ASSERT_TRUE(waitFor([&] { return looks.fixture.window->workbench().cleaning.isCurrent(); }));
    looks.fixture.find<QTableWidget>("cleanList")->setCurrentCell(1, 0);
    ASSERT_TRUE(waitFor([&] { return looks.fixture.window->workbench().duplicates.isCurrent(); }));
    ASSERT_TRUE(looks.fixture.settle());
    looks.fixture.find<QTableWidget>("membersTable")->setCurrentCell(2, 0);
    looks.each("duplicates");
    looks.fixture.window->workbench().duplicates.setKey(QStringLiteral("prompt"));
    ASSERT_TRUE(waitFor([&] { return looks.fixture.window->workbench().duplicates.isCurrent(); }));
    looks.each("duplicates-prompt");
}

TEST(WorkbenchScreens, OfLeakageHaveNoClippedTextAndOneLanguage) {
    Looks looks("data/splits");
    looks.each("leakage-never");
    looks.fixture.find<QPushButton>("checkLeakage")->click();
    ASSERT_TRUE(waitFor([&] { return looks.fixture.window->workbench().leakage.isCurrent(); }));
    ASSERT_TRUE(looks.fixture.settle());
    looks.each("leakage");
}

TEST(WorkbenchScreens, OfTheEditorHaveNoClippedTextAndOneLanguage) {
    const TuningProject project;
    WindowFixture fixture(project.path());
    ASSERT_TRUE(fixture.settle());
    fixture.window->recipePresenter().setModel(TuningProject::model());
    fixture.window->recipePresenter().set("tokens.max_length", 24);
    ASSERT_TRUE(fixture.settle());
    auto* table = fixture.find<QTableView>("rowsTable");
    ASSERT_TRUE(waitFor([&] { return table->model()->rowCount() == 40; }));
    table->setCurrentIndex(table->model()->index(2, models::RowsModel::kFirstField + 1));
    table->setFocus();
    QTest::keyClick(table, Qt::Key_E);
    auto* field = fixture.find<QWidget>("bubbleEditor");
    QTest::keyClicks(field, QStringLiteral("An answer of two lines"));
    QTest::keyClick(field, Qt::Key_Return);
    QTest::keyClicks(field, QStringLiteral("that goes on until the limit of the recipe cuts it off"));
    eachLook(fixture, [&](const char* language, const QString& name) {
        save(fixture, QStringLiteral("editor-") + name + QStringLiteral(".png"));
        expectSound(fixture, language);
    });
}

} // namespace
} // namespace luthier::tests
