#pragma once

#include "page.h"
#include "parts.h"

#include <QDialog>

namespace luthier::widgets {

/// What a question says: what is about to happen, and the two ways out of it. Without `goOn` there is only
/// the way back.
struct QuestionWords {
    QString title;
    QString sentence;
    QString stay;
    QString goOn;
};

/// Asks before something that a person may not want: accepted() when they go on with it. The way back has the
/// focus and is the default, so that a key pressed once too often does nothing.
class Question final : public Speaking<QDialog> {
    Q_OBJECT

public:
    enum class Way { Plain, Destructive };
    /// Opens at once and deletes itself. `words` is asked again after a change of language. Buttons are named
    /// after `name`: …Stay, …GoOn.
    Question(QWidget* parent, const QString& name, Way way, std::function<QuestionWords()> words);
};

struct NameWords {
    QString title;
    QString caption;
    QString stay;
    QString goOn;
};

/// Asks for a name, beginning with the present one: `take` gets it without blanks around it, never an empty
/// one.
class NameQuestion final : public Speaking<QDialog> {
    Q_OBJECT

public:
    /// As Question opens, says its words and names its buttons; the field is called …Field.
    NameQuestion(QWidget* parent, const QString& name, const QString& present,
                 std::function<NameWords()> words, std::function<void(const QString&)> take);
};

} // namespace luthier::widgets
