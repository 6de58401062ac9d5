#pragma once

#include <widgets/content_text.h>
#include <widgets/message_field.h>
#include <widgets/page.h>
#include <widgets/parts.h>

namespace luthier::data {

/// An answer and below it the same to be corrected; words that only one of the two has are marked.
class CorrectionEdit final : public widgets::Speaking<QWidget> {
    Q_OBJECT

public:
    /// `text` is where the correction begins.
    CorrectionEdit(const QString& original, const QString& text);
    QString text() const { return m_field->toPlainText(); }
    /// Whether it is another text than it began with.
    bool isTouched() const { return text() != m_begin; }
    void setWritable(bool writable);
    /// Writing begins at the end of the text.
    void focusText();
    bool hasKeys() const { return m_field->hasFocus(); }
    int cursorPlace() const { return m_field->textCursor().position(); }
    void setCursorPlace(int place);

Q_SIGNALS:
    /// Ctrl+Enter: the text is the correction, and the next row is next.
    void kept();
    /// Escape: the keys mean the row again.
    void left();

protected:
    void changeEvent(QEvent* event) override;

private:
    void compare();

    QString m_original;
    QString m_begin;
    widgets::ContentText* m_before;
    widgets::MessageField* m_field;
    QLabel* m_state;
    QPushButton* m_again;
    QPushButton* m_keep;
    bool m_writable = true;
};

} // namespace luthier::data
