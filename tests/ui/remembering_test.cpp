#include "compare_support.h"
#include "recipe_support.h"

#include <bridge/project_state.h>
#include <bridge/window_settings.h>
#include <shell/help.h>

#include <QAction>
#include <QApplication>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QToolButton>
#include <QToolTip>

namespace luthier::tests {
namespace {

TEST(Window, ComesBackToWhereAProjectWasLeft) {
    const SampleProject project;
    {
        WindowFixture first(project.path());
        ASSERT_TRUE(first.settle());
        auto& imports = first.window->importPresenter();
        imports.begin(QString::fromStdString(project.write("pairs.csv", "question,answer\na,b\n").string()));
        ASSERT_TRUE(waitFor([&] { return imports.state() == data::ImportPresenter::State::Ready; }));
        imports.run();
        ASSERT_TRUE(waitFor([&] { return first.window->dataPresenter().datasets().size() == 2; }));
        ASSERT_TRUE(first.settle());
        first.window->dataPresenter().choose(QStringLiteral("tickets"));
        first.window->openPage(QStringLiteral("recipe"));
        first.find<QPushButton>("level_advanced")->click();
        first.window->openPage(QStringLiteral("train"));
        first.window->openPage(QStringLiteral("home"));
    }
    WindowFixture second(project.path(), QString());
    ASSERT_TRUE(second.settle());
    EXPECT_TRUE(second.find<QToolButton>("rail_train")->isChecked());
    ASSERT_TRUE(second.window->dataPresenter().current());
    EXPECT_EQ(second.window->dataPresenter().current()->name, "tickets");
    EXPECT_TRUE(bridge::readWindowSettings().advancedRecipe);
    bridge::writeWindowSettings({});
}

TEST(Window, BeginsAProjectThatWasNeverLeftAtItsData) {
    const SampleProject project;
    WindowFixture fixture({}, QStringLiteral("home"));
    ASSERT_TRUE(fixture.settle());
    fixture.window->bridge().open(project.path());
    ASSERT_TRUE(waitFor([&] { return fixture.window->bridge().project().has_value(); }));
    ASSERT_TRUE(fixture.settle());
    EXPECT_TRUE(fixture.find<QToolButton>("rail_data")->isChecked());
}

TEST(PreviewPresenter, RemembersWhatWasAcceptedInSpiteOf) {
    OpenRecipe open;
    recipe::Finding finding;
    finding.severity = recipe::Severity::Warning;
    finding.code = "recipe.rows_cut";
    finding.parameters = {{"rows", "7"}};
    open.preview.accept(finding);
    recipes::PreviewPresenter again(open.bridge, open.engine, open.recipe, open.catalog,
                                    bridge::engineProgram());
    EXPECT_EQ(bridge::readProjectState(open.bridge.project()->id).acceptedFindings.size(), 1);
    // As a window does that is opened later.
    Q_EMIT open.bridge.opened();
    EXPECT_TRUE(again.isAccepted(finding));
    finding.parameters["rows"] = "8";
    EXPECT_FALSE(again.isAccepted(finding)) << "other rows are another finding";
}

TEST(ComparePage, ForgetsTheQuestionOfAnotherProject) {
    const SampleProject one, two;
    addComparedRun(one);
    addComparedRun(two);
    WindowFixture fixture(one.path(), QStringLiteral("compare"));
    ASSERT_TRUE(fixture.settle());
    auto* field = fixture.find<QPlainTextEdit>("composerField");
    field->setPlainText(QStringLiteral("a secret of the first project"));
    fixture.window->bridge().open(two.path());
    ASSERT_TRUE(waitFor([&] { return fixture.window->bridge().project()->folder == two.path(); }));
    EXPECT_TRUE(field->toPlainText().isEmpty());
    EXPECT_TRUE(fixture.settle());
}

TEST(Help, IsThatOfTheFocusedField) {
    const TuningProject project;
    WindowFixture fixture(project.path(), QStringLiteral("recipe"));
    ASSERT_TRUE(fixture.settle());
    auto* rank = fixture.find<QWidget>("field_method.r");
    EXPECT_TRUE(shell::helpOf(rank).startsWith(QStringLiteral("Size of the small matrices")));
    fixture.window->activateWindow();
    ASSERT_TRUE(waitFor([&] { return QApplication::activeWindow() == fixture.window.get(); }));
    rank->setFocus();
    auto* action = fixture.find<QAction>("actionHelp");
    EXPECT_EQ(action->shortcut(), QKeySequence(Qt::Key_F1));
    action->trigger();
    EXPECT_TRUE(waitFor([] { return QToolTip::text().contains(QStringLiteral("Size of the small")); }));
    QToolTip::hideText();
}

} // namespace
} // namespace luthier::tests
