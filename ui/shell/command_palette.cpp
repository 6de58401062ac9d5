#include "command_palette.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

namespace luthier::shell {

using namespace widgets;

CommandPalette::CommandPalette(QWidget* parent, const QList<QAction*>& actions)
    : m_actions(actions) {
    setParent(parent, Qt::Popup);
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(QStringLiteral("commandPalette"));
    setFixedSize(measures::kPaletteWidth, measures::kPaletteHeight);
    auto* whole = column(this, measures::kGap);
    whole->setContentsMargins(measures::kGapDense, measures::kGapDense, measures::kGapDense,
                              measures::kGapDense);
    m_search = new QLineEdit;
    m_search->setObjectName(QStringLiteral("paletteSearch"));
    m_list = new QListWidget;
    m_list->setObjectName(QStringLiteral("paletteList"));
    m_list->setFocusPolicy(Qt::NoFocus);
    whole->addWidget(m_search);
    whole->addWidget(m_list, 1);
    m_search->installEventFilter(this);
    connect(m_search, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(m_search, &QLineEdit::returnPressed, this, &CommandPalette::trigger);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::trigger);
    speak([this] {
        m_search->setPlaceholderText(tr("Type a command"));
        m_search->setAccessibleName(tr("Commands"));
        m_list->setAccessibleName(tr("Commands"));
        filter();
    });
    if (parent)
        move(parent->mapToGlobal(
            QPoint((parent->width() - width()) / 2, measures::kPageHeadHeight + measures::kPagePadding)));
    m_search->setFocus();
}

void CommandPalette::filter() {
    m_list->clear();
    for (qsizetype i = 0; i < m_actions.size(); ++i) {
        const QAction* action = m_actions[i];
        if (!action->isEnabled() || !action->text().contains(m_search->text(), Qt::CaseInsensitive))
            continue;
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        auto* item = new QListWidgetItem(
            keys.isEmpty() ? action->text() : action->text() + QStringLiteral("   ") + keys, m_list);
        item->setData(Qt::UserRole, i);
    }
    m_list->setCurrentRow(0);
}

void CommandPalette::trigger() {
    const QListWidgetItem* item = m_list->currentItem();
    if (!item)
        return;
    QAction* action = m_actions[item->data(Qt::UserRole).toLongLong()];
    close();
    action->trigger();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Up) {
            const int next = m_list->currentRow() + (key == Qt::Key_Down ? 1 : -1);
            m_list->setCurrentRow(qBound(0, next, m_list->count() - 1));
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace luthier::shell
