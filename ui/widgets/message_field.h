#pragma once

#include <QPlainTextEdit>

namespace luthier::widgets {

/// Where a message is written: it grows with its lines up to a limit, and a key sends it.
class MessageField final : public QPlainTextEdit {
    Q_OBJECT

public:
    /// Enter: Shift+Enter begins a line. ControlEnter: Enter does. Ctrl+Enter sends in both.
    enum class SendKey { Enter, ControlEnter };
    /// How high it gets with its lines, in pixels, and how many blank ones it has below them.
    struct Growth {
        int most;
        int spareLines = 0;
    };
    MessageField(const QString& name, SendKey key);
    MessageField(const QString& name, SendKey key, Growth growth);
    /// Escape gives up what is written here: left() comes, and nobody else hears of the key.
    void leaveByEscape() { m_leaves = true; }

Q_SIGNALS:
    /// A person asked to send; what is being composed by an input method is in the text by then.
    void sent();
    void left();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    bool sends(const QKeyEvent& event) const;
    bool leaves(const QKeyEvent& event) const;
    void fit();

    SendKey m_key;
    Growth m_growth;
    bool m_leaves = false;
};

} // namespace luthier::widgets
