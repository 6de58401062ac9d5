#include "accessible.h"

#include <QAbstractButton>
#include <QAccessibleWidget>
#include <QComboBox>
#include <QPointer>
#include <QTabBar>
#include <QVariant>

#include <map>

namespace luthier::widgets {
namespace {

constexpr const char* kRole = "accessibleRole";

class ComboInterface final : public QAccessibleWidget {
public:
    explicit ComboInterface(QComboBox* box)
        : QAccessibleWidget(box, QAccessible::ComboBox) {}

    QString text(QAccessible::Text which) const override {
        return which == QAccessible::Name    ? box()->accessibleName()
               : which == QAccessible::Value ? box()->currentText()
                                             : QAccessibleWidget::text(which);
    }
    QAccessible::State state() const override {
        QAccessible::State state = QAccessibleWidget::state();
        state.expandable = true;
        return state;
    }
    QStringList actionNames() const override {
        return {QAccessibleActionInterface::showMenuAction(), QAccessibleActionInterface::pressAction()};
    }
    void doAction(const QString& action) override {
        if (box()->isEnabled() && actionNames().contains(action))
            box()->showPopup();
    }

private:
    QComboBox* box() const { return static_cast<QComboBox*>(widget()); }
};

/// A button, or something that holds buttons, with a role of its own.
class RoleInterface final : public QAccessibleWidget {
public:
    RoleInterface(QWidget* widget, QAccessible::Role role)
        : QAccessibleWidget(widget, role) {}

    QString text(QAccessible::Text which) const override {
        const QString said = QAccessibleWidget::text(which);
        return which == QAccessible::Name && said.isEmpty() && button() ? button()->text() : said;
    }
    QAccessible::State state() const override {
        QAccessible::State state = QAccessibleWidget::state();
        if (button() && button()->isCheckable()) {
            state.selectable = true;
            state.selected = button()->isChecked();
        }
        return state;
    }
    QStringList actionNames() const override {
        return button() ? QStringList{QAccessibleActionInterface::pressAction()}
                        : QAccessibleWidget::actionNames();
    }
    void doAction(const QString& action) override {
        if (button() && action == QAccessibleActionInterface::pressAction())
            button()->click();
        else
            QAccessibleWidget::doAction(action);
    }

private:
    QAbstractButton* button() const { return qobject_cast<QAbstractButton*>(widget()); }
};

/// One of the tabs of a bar; there is no widget for it.
class TabInterface final : public QAccessibleInterface, public QAccessibleActionInterface {
public:
    TabInterface(QTabBar* bar, int index)
        : m_bar(bar)
        , m_index(index) {}

    bool isValid() const override { return m_bar && m_index < m_bar->count(); }
    QObject* object() const override { return nullptr; }
    QAccessibleInterface* parent() const override { return QAccessible::queryAccessibleInterface(m_bar); }
    QAccessibleInterface* child(int) const override { return nullptr; }
    QAccessibleInterface* childAt(int, int) const override { return nullptr; }
    int childCount() const override { return 0; }
    int indexOfChild(const QAccessibleInterface*) const override { return -1; }
    QAccessible::Role role() const override { return QAccessible::PageTab; }
    QRect rect() const override {
        const QRect place = m_bar->tabRect(m_index);
        return {m_bar->mapToGlobal(place.topLeft()), place.size()};
    }
    QString text(QAccessible::Text which) const override {
        return !isValid()                          ? QString()
               : which == QAccessible::Name        ? m_bar->tabText(m_index).remove(u'&')
               : which == QAccessible::Description ? m_bar->tabToolTip(m_index)
                                                   : QString();
    }
    void setText(QAccessible::Text, const QString&) override {}
    QAccessible::State state() const override {
        QAccessible::State state;
        if (!isValid()) {
            state.invalid = true;
            return state;
        }
        state.disabled = !m_bar->isTabEnabled(m_index);
        state.invisible = !m_bar->isVisible();
        state.selectable = true;
        state.focusable = true;
        state.selected = m_bar->currentIndex() == m_index;
        state.focused = state.selected && m_bar->hasFocus();
        return state;
    }
    void* interface_cast(QAccessible::InterfaceType type) override {
        return type == QAccessible::ActionInterface ? static_cast<QAccessibleActionInterface*>(this)
                                                    : nullptr;
    }
    QStringList actionNames() const override { return {pressAction()}; }
    void doAction(const QString& action) override {
        if (isValid() && action == pressAction())
            m_bar->setCurrentIndex(m_index);
    }
    QStringList keyBindingsForAction(const QString&) const override { return {}; }

private:
    QPointer<QTabBar> m_bar;
    int m_index;
};

class TabsInterface final : public QAccessibleWidget {
public:
    explicit TabsInterface(QTabBar* bar)
        : QAccessibleWidget(bar, QAccessible::PageTabList) {}
    ~TabsInterface() override {
        for (const auto& [index, id] : m_tabs)
            QAccessible::deleteAccessibleInterface(id);
    }

    int childCount() const override { return bar()->count(); }
    QAccessibleInterface* child(int index) const override {
        if (index < 0 || index >= bar()->count())
            return nullptr;
        auto found = m_tabs.find(index);
        if (found == m_tabs.end())
            found =
                m_tabs
                    .emplace(index, QAccessible::registerAccessibleInterface(new TabInterface(bar(), index)))
                    .first;
        return QAccessible::accessibleInterface(found->second);
    }
    int indexOfChild(const QAccessibleInterface* child) const override {
        for (const auto& [index, id] : m_tabs)
            if (QAccessible::accessibleInterface(id) == child)
                return index;
        return -1;
    }
    QAccessibleInterface* childAt(int x, int y) const override {
        return child(bar()->tabAt(bar()->mapFromGlobal(QPoint(x, y))));
    }
    QAccessibleInterface* focusChild() const override {
        return bar()->hasFocus() ? child(bar()->currentIndex()) : nullptr;
    }

private:
    QTabBar* bar() const { return static_cast<QTabBar*>(widget()); }

    mutable std::map<int, QAccessible::Id> m_tabs;
};

QAccessibleInterface* makeInterface(const QString& className, QObject* object) {
    if (!object || !object->isWidgetType())
        return nullptr;
    if (const QVariant role = object->property(kRole); role.isValid())
        return new RoleInterface(static_cast<QWidget*>(object), static_cast<QAccessible::Role>(role.toInt()));
    if (className == QStringLiteral("QComboBox"))
        return new ComboInterface(static_cast<QComboBox*>(object));
    if (className == QStringLiteral("QTabBar"))
        return new TabsInterface(static_cast<QTabBar*>(object));
    return nullptr;
}

} // namespace

void installAccessibility() {
    QAccessible::installFactory(makeInterface);
}

void setRole(QWidget* widget, QAccessible::Role role) {
    widget->setProperty(kRole, static_cast<int>(role));
}

} // namespace luthier::widgets
