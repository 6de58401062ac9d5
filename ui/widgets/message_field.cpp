#include "message_field.h"

#include "theme/theme.h"

#include <QAbstractTextDocumentLayout>
#include <QGuiApplication>
#include <QInputMethod>
#include <QKeyEvent>

#include <algorithm>

namespace luthier::widgets {

MessageField::MessageField(const QString& name, SendKey key)
    : m_key(key) {
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

bool MessageField::event(QEvent* event) {
    // Ctrl+Enter means this field here, whatever it does in the window.
    if (event->type() == QEvent::ShortcutOverride && sends(*static_cast<QKeyEvent*>(event))) {
        event->accept();
        return true;
    }
    return QPlainTextEdit::event(event);
}

void MessageField::keyPressEvent(QKeyEvent* event) {
    if (!sends(*event)) {
        QPlainTextEdit::keyPressEvent(event);
        return;
    }
    QGuiApplication::inputMethod()->commit();
    Q_EMIT sent();
}

void MessageField::resizeEvent(QResizeEvent* event) {
    QPlainTextEdit::resizeEvent(event);
    fit();
}

void MessageField::fit() {
    // A plain text document counts its height in lines.
    const qreal text = document()->documentLayout()->documentSize().height() * fontMetrics().lineSpacing();
    const int around =
        2 * (measures::kGapSmall + measures::kStroke) + static_cast<int>(2 * document()->documentMargin());
    setFixedHeight(
        std::clamp(static_cast<int>(text) + around, measures::kComposerHeight, measures::kBenchHeight));
}

} // namespace luthier::widgets
