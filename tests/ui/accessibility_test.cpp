#include "compare_support.h"
#include "recipe_support.h"
#include "train_support.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAccessible>
#include <QComboBox>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSlider>
#include <QStackedWidget>
#include <QTabBar>
#include <QTest>
#include <QTextEdit>

#include <algorithm>
#include <vector>

namespace luthier::tests {
namespace {

constexpr const char* kPages[] = {
    "home",  "data",          "data/splits", "data/label", "model",          "model/chat", "recipe",
    "train", "train/history", "train/queue", "compare",    "compare/scores", "export",     "settings"};

/// What a person can press, fill or choose from.
bool isFor(const QWidget* widget) {
    return qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QComboBox*>(widget) ||
           qobject_cast<const QLineEdit*>(widget) || qobject_cast<const QPlainTextEdit*>(widget) ||
           qobject_cast<const QAbstractItemView*>(widget) || qobject_cast<const QTabBar*>(widget) ||
           qobject_cast<const QSlider*>(widget) || widget->focusPolicy() & Qt::TabFocus;
}

/// Parts that Qt makes inside its own widgets belong to those.
bool isPart(const QWidget* widget) {
    for (const QWidget* owner = widget->parentWidget(); owner; owner = owner->parentWidget())
        if (owner->inherits("QComboBox") || owner->inherits("QTabBar") || owner->inherits("QLineEdit") ||
            owner->inherits("QAbstractItemView") || owner->inherits("QAbstractSpinBox") ||
            owner->inherits("QGraphicsView"))
            return !widget->parentWidget()->objectName().startsWith(QStringLiteral("qt_scrollarea_viewport"));
    return widget->objectName() == QStringLiteral("qt_tabwidget_tabbar");
}

std::vector<QAccessible::Role> rolesOf(const QWidget* widget) {
    using A = QAccessible;
    if (const auto* button = qobject_cast<const QAbstractButton*>(widget)) {
        if (button->property("accessibleRole").isValid())
            return {A::PageTab, A::ListItem, A::Link};
        if (button->isCheckable())
            return button->autoExclusive() ? std::vector{A::RadioButton}
                                           : std::vector{A::CheckBox, A::Button};
        return {A::Button, A::ButtonMenu, A::ButtonDropDown, A::Link};
    }
    if (qobject_cast<const QComboBox*>(widget))
        return {A::ComboBox};
    if (qobject_cast<const QLineEdit*>(widget) || widget->inherits("QTextEdit") ||
        widget->inherits("QPlainTextEdit"))
        return {A::EditableText};
    if (qobject_cast<const QTabBar*>(widget))
        return {A::PageTabList};
    if (qobject_cast<const QSlider*>(widget))
        return {A::Slider};
    if (widget->inherits("QAbstractSpinBox"))
        return {A::SpinBox};
    if (widget->inherits("QListView"))
        return {A::List};
    if (widget->inherits("QAbstractItemView"))
        return {A::Table, A::Tree};
    return {A::Chart, A::Graphic, A::List, A::Table, A::StaticText, A::EditableText};
}

std::string told(const QWidget* widget) {
    return std::string(widget->metaObject()->className()) + " " + widget->objectName().toStdString();
}

void expectNamed(QWidget* widget) {
    QAccessibleInterface* it = QAccessible::queryAccessibleInterface(widget);
    ASSERT_NE(it, nullptr) << told(widget);
    const auto roles = rolesOf(widget);
    EXPECT_NE(std::ranges::find(roles, it->role()), roles.end())
        << told(widget) << " is " << qAccessibleRoleString(it->role());
    const QString name = it->text(QAccessible::Name);
    EXPECT_FALSE(name.trimmed().isEmpty()) << told(widget) << " has no name";
    if (const auto* box = qobject_cast<QComboBox*>(widget)) {
        EXPECT_NE(name, box->currentText()) << told(widget) << " is named by its value";
    }
    const QAccessible::State state = it->state();
    EXPECT_EQ(state.disabled, !widget->isEnabled()) << told(widget);
    if (const auto* button = qobject_cast<QAbstractButton*>(widget); button && button->isCheckable()) {
        EXPECT_EQ(state.checked || state.selected, button->isChecked()) << told(widget);
    }
    if (auto* tabs = qobject_cast<QTabBar*>(widget)) {
        EXPECT_NE(name, tabs->tabText(tabs->currentIndex())) << told(widget) << " is named by a tab";
        ASSERT_EQ(it->childCount(), tabs->count());
        for (int i = 0; i < tabs->count(); ++i) {
            EXPECT_EQ(it->child(i)->role(), QAccessible::PageTab);
            EXPECT_EQ(it->child(i)->text(QAccessible::Name), tabs->tabText(i));
            EXPECT_EQ(it->child(i)->state().selected, i == tabs->currentIndex());
            EXPECT_EQ(it->indexOfChild(it->child(i)), i);
        }
    }
}

/// Whether a screen reader that starts at the window comes to it.
bool isReached(const QWidget* widget) {
    const QAccessibleInterface* it = QAccessible::queryAccessibleInterface(const_cast<QWidget*>(widget));
    for (; it; it = it->parent()) {
        if (it->object() == widget->window())
            return true;
        const QAccessibleInterface* above = it->parent();
        if (above && above->indexOfChild(it) < 0)
            return false;
    }
    return false;
}

int expectPageNamed(const QWidget* window) {
    int seen = 0;
    for (QWidget* widget : window->findChildren<QWidget*>()) {
        if (!widget->isVisible() || !isFor(widget) || isPart(widget))
            continue;
        ++seen;
        expectNamed(widget);
        EXPECT_TRUE(isReached(widget)) << told(widget);
    }
    return seen;
}

TEST(Accessibility, EveryControlOfEveryPageHasARoleANameAndItsState) {
    const TuningProject project(40, 2);
    addComparedRun(project);
    WindowFixture fixture(project.path());
    ASSERT_TRUE(waitFor([&] {
        return fixture.window->recipePresenter().hasArrived() &&
               !fixture.window->recipePresenter().datasets().empty();
    }));
    fixture.window->recipePresenter().setModel(TuningProject::model());
    for (const char* language : {"en", "ko"}) {
        fixture.window->setLanguage(QString::fromLatin1(language));
        for (const char* page : kPages) {
            SCOPED_TRACE(std::string(language) + " " + page);
            ASSERT_TRUE(fixture.window->openPage(QString::fromLatin1(page)));
            ASSERT_TRUE(fixture.settle());
            EXPECT_GT(expectPageNamed(fixture.window.get()), 10);
        }
    }
}

TEST(Accessibility, EveryControlOfARunAndItsHistoryIsNamed) {
    TrainProject project;
    fillWithRuns(project);
    WindowFixture fixture(project.path(), QStringLiteral("train"));
    ASSERT_TRUE(waitFor([&] { return fixture.window->trainPresenter().hasArrived(); }));
    for (const char* page : {"train", "train/history", "train/queue"}) {
        SCOPED_TRACE(page);
        ASSERT_TRUE(fixture.window->openPage(QString::fromLatin1(page)));
        ASSERT_TRUE(fixture.settle());
        expectPageNamed(fixture.window.get());
    }
}

TEST(Accessibility, EveryControlWithoutAProjectIsNamed) {
    WindowFixture fixture({}, QStringLiteral("home"));
    for (const char* page : kPages) {
        SCOPED_TRACE(page);
        ASSERT_TRUE(fixture.window->openPage(QString::fromLatin1(page)));
        ASSERT_TRUE(fixture.settle());
        expectPageNamed(fixture.window.get());
    }
}

TEST(Accessibility, AStepOfTheRailIsATabThatCanBePressed) {
    WindowFixture fixture({}, QStringLiteral("home"));
    ASSERT_TRUE(fixture.settle());
    QAccessibleInterface* step =
        QAccessible::queryAccessibleInterface(fixture.find<QWidget>("rail_settings"));
    EXPECT_FALSE(step->state().selected);
    step->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
    EXPECT_TRUE(step->state().selected);
    EXPECT_EQ(fixture.find<QStackedWidget>("pages")->currentWidget()->objectName(),
              QStringLiteral("settingsPage"));
}

/// Pixels further inside than our ring that are others with the focus than without it.
int changedInside(QWidget* control) {
    control->clearFocus();
    const QImage before = control->grab().toImage();
    control->setFocus(Qt::TabFocusReason);
    const QImage after = control->grab().toImage();
    int changed = 0;
    const int ring = 5; // where the corners are round
    for (int y = ring; y < before.height() - ring; ++y)
        for (int x = ring; x < before.width() - ring; ++x)
            changed += before.pixel(x, y) != after.pixel(x, y) ? 1 : 0;
    return changed;
}

TEST(Focus, HasOneRingAndTouchesNoLetter) {
    const SampleProject project;
    WindowFixture fixture(project.path(), QStringLiteral("home"));
    ASSERT_TRUE(fixture.settle());
    fixture.window->activateWindow();
    ASSERT_TRUE(waitFor([&] { return QApplication::activeWindow() == fixture.window.get(); }));
    // The frame of the style shows from the first key on.
    QTest::keyClick(fixture.window.get(), Qt::Key_Tab);
    for (const char* name : {"openProjectButton", "rail_data"})
        EXPECT_EQ(changedInside(fixture.find<QWidget>(name)), 0) << name;
}

} // namespace
} // namespace luthier::tests
