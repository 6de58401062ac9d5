#pragma once

#include <QAccessible>

class QWidget;

namespace luthier::widgets {

/// Makes known to screen readers what Qt tells wrong on Linux: a combo box is named by its own name and not
/// by its value, a row of tabs by its own and not by its first tab, and a widget with setRole() is what it
/// says. Before the first window; again does nothing.
void installAccessibility();

/// What a widget is for a screen reader, where its class does not tell: a step of the rail is a page tab. A
/// button keeps its press, and is selected while it is checked.
void setRole(QWidget* widget, QAccessible::Role role);

} // namespace luthier::widgets
