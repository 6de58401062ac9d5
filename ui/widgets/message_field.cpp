#include "message_field.h"

#include "theme/theme.h"

#include <QAbstractTextDocumentLayout>
#include <QGuiApplication>
#include <QInputMethod>
#include <QKeyEvent>

#include <algorithm>

namespace luthier::widgets {

MessageField::MessageField(const QString& name, SendKey key)
    : MessageField(name, key, {measures::kBenchHeight}) {}

MessageField::MessageField(const QString& name, SendKey key, Growth growth)
    : m_key(key)
    , m_growth(growth) {
    setObjectName(name);
    setTabChangesFocus(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(this, &QPlainTextEdit::textChanged, this, &MessageField::fit);
    fit();
}

bool MessageField::sends(const QKeyEvent& event) const {
    if (event.key() != Qt::Key_Return && event.key() != Qt::Key_Enter)
        return false;
    const Qt::KeyboardModifiers held = event.modifiers() & ~Qt::KeyboardModifiers(Qt::KeypadModifier);
    return held == Qt::ControlModifier || (m_key == SendKey::Enter && held == Qt::NoModifier);
}

bool MessageField::leaves(const QKeyEvent& event) const {
    return m_leaves && event.key() == Qt::Key_Escape;
}

bool MessageField::event(QEvent* event) {
    // These keys mean this field here, whatever they do in the window.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto& key = *static_cast<QKeyEvent*>(event);
        if (sends(key) || leaves(key)) {
            event->accept();
            return true;
        }
    }
    return QPlainTextEdit::event(event);
}

void MessageField::keyPressEvent(QKeyEvent* event) {
    if (sends(*event)) {
        QGuiApplication::inputMethod()->commit();
        Q_EMIT sent();
    } else if (leaves(*event)) {
        Q_EMIT left();
    } else {
        QPlainTextEdit::keyPressEvent(event);
    }
}

void MessageField::resizeEvent(QResizeEvent* event) {
    QPlainTextEdit::resizeEvent(event);
    fit();
}

void MessageField::fit() {
    // A plain text document counts its height in lines.
    const qreal lines = document()->documentLayout()->documentSize().height() + m_growth.spareLines;
    const int around =
        2 * (measures::kGapSmall + measures::kStroke) + static_cast<int>(2 * document()->documentMargin());
    const int wanted = static_cast<int>(lines * fontMetrics().lineSpacing()) + around;
    setFixedHeight(std::clamp(wanted, measures::kComposerHeight, m_growth.most));
    setVerticalScrollBarPolicy(wanted > m_growth.most ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
}

} // namespace luthier::widgets
