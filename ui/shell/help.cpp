#include "help.h"

#include <QCoreApplication>
#include <QToolTip>
#include <QWidget>

namespace luthier::shell {
namespace {

constexpr int kOuter = 3; // widgets around a control that may speak for it: a field, its row, its grid

QString said(const char* text) {
    return QCoreApplication::translate("Help", text);
}

} // namespace

QString helpOf(const QWidget* control) {
    const QWidget* part = control;
    for (int outer = 0; part && !part->isWindow() && outer < kOuter; ++outer, part = part->parentWidget())
        for (const QString& help : {part->whatsThis(), part->toolTip()})
            if (!help.isEmpty())
                return help;
    return control ? control->accessibleDescription() : QString();
}

void showHelp(QWidget* control) {
    if (!control)
        return;
    QString help = helpOf(control);
    if (help.isEmpty()) {
        const QString name = control->accessibleName();
        help = name.isEmpty()
                   ? said(QT_TRANSLATE_NOOP("Help", "No help for this. Ctrl+K lists every action."))
                   : said(QT_TRANSLATE_NOOP("Help", "%1. Ctrl+K lists every action.")).arg(name);
    }
    // Rich text is wrapped.
    const QString wrapped =
        QStringLiteral("<qt>%1</qt>")
            .arg(help.toHtmlEscaped().replace(QStringLiteral("\n"), QStringLiteral("<br>")));
    QToolTip::showText(control->mapToGlobal(QPoint(0, control->height())), wrapped, control);
}

} // namespace luthier::shell
