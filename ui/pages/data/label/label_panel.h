#pragma once

#include "label_presenter.h"

#include <widgets/message_field.h>
#include <widgets/page.h>
#include <widgets/parts.h>

class QLineEdit;

namespace luthier::data {

/// What can be answered, how far it has got, and who answers.
class LabelPanel final : public widgets::Speaking<QWidget> {
    Q_OBJECT

public:
    explicit LabelPanel(LabelPresenter& presenter);
    /// Where an answer is typed; null for schemes with choices.
    QWidget* typedAnswer() const;

Q_SIGNALS:
    /// The choice of that place was pressed.
    void picked(int place);
    /// A person is done in a field of the panel: the keys mean the row again.
    void left();

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeAnswers();
    QWidget* makeProgress();
    void refresh();
    void showChoices();
    void showSpans();
    void buildChoices();
    void showProgress();
    QString noteOf(const QString& value, const dataset::Suggestion* suggested) const;
    QString choiceText(const Choice& choice) const;

    LabelPresenter& m_presenter;
    QLabel* m_question = nullptr;
    QLabel* m_kind = nullptr;
    QVBoxLayout* m_choices = nullptr;
    std::vector<QPushButton*> m_buttons;
    QVBoxLayout* m_spans = nullptr;
    widgets::MessageField* m_text = nullptr;
    QPushButton* m_give = nullptr;
    QLabel* m_note = nullptr;
    QLabel* m_progressTitle = nullptr;
    QLabel* m_counts = nullptr;
    widgets::Meter* m_meter = nullptr;
    QLabel* m_suggestedName = nullptr;
    QLabel* m_suggested = nullptr;
    QLabel* m_pace = nullptr;
    QLabel* m_left = nullptr;
    QLineEdit* m_annotator = nullptr;
    QString m_builtFor; // the scheme whose choices are shown
    RowId m_typedFor;   // the row whose answer is being typed
};

} // namespace luthier::data
