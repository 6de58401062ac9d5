#pragma once

#include <QString>

class QWidget;

namespace luthier::shell {

/// What is known of a control: its own help, else that of what it stands in; empty when nobody wrote any.
QString helpOf(const QWidget* control);

/// Shows the help of a control under it, as its tool tip looks; without any, where to find all actions.
void showHelp(QWidget* control);

} // namespace luthier::shell
