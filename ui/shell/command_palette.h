#pragma once

#include <widgets/page.h>
#include <widgets/parts.h>

#include <QAction>
#include <QDialog>

class QLineEdit;
class QListWidget;

namespace luthier::shell {

/// Every action with its shortcut, found by typing (Ctrl+K).
class CommandPalette final : public widgets::Speaking<QDialog> {
    Q_OBJECT

public:
    explicit CommandPalette(QWidget* parent, const QList<QAction*>& actions);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void filter();
    void trigger();

    QList<QAction*> m_actions;
    QLineEdit* m_search;
    QListWidget* m_list;
};

} // namespace luthier::shell
