#pragma once

#include "page.h"
#include "parts.h"

namespace luthier::widgets {

/// What failed, what to do, and the detail to copy. Hidden until something is shown; it can be dismissed.
class ErrorPanel final : public Speaking<QFrame> {
    Q_OBJECT

public:
    explicit ErrorPanel(const QString& name);
    void show(const QString& sentence, const QString& hint, const QString& detail);
    void dismiss();

private:
    QLabel* m_sentence;
    QLabel* m_hint;
    QPushButton* m_copy;
    QPushButton* m_close;
    QString m_detail;
};

/// An empty page that teaches: one sentence and one button.
class EmptyState final : public QWidget {
    Q_OBJECT

public:
    EmptyState(const QString& iconName, const QString& buttonName, const QString& buttonIcon);
    /// Another way to go on, below the first; hidden until there is one.
    QPushButton* addChoice(const QString& buttonName);
    QLabel* title;
    QLabel* sentence;
    QPushButton* action;
};

} // namespace luthier::widgets
