#pragma once

#include <QPlainTextEdit>

namespace luthier::widgets {

/// Where a message is written: it grows with its lines up to a limit, and a key sends it.
class MessageField final : public QPlainTextEdit {
    Q_OBJECT

public:
    /// Enter: Shift+Enter begins a line. ControlEnter: Enter does. Ctrl+Enter sends in both.
    enum class SendKey { Enter, ControlEnter };
    MessageField(const QString& name, SendKey key);

Q_SIGNALS:
    /// A person asked to send; what is being composed by an input method is in the text by then.
    void sent();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    bool sends(const QKeyEvent& event) const;
    void fit();

    SendKey m_key;
};

} // namespace luthier::widgets
