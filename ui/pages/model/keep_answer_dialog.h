#pragma once

#include "chat_presenter.h"

#include <widgets/controls.h>
#include <widgets/message_field.h>
#include <widgets/page.h>

#include <QDialog>

class QLineEdit;

namespace luthier::model {

/// Puts an answer of a conversation into a dataset: as it is or corrected, alone or as the better one of a
/// pair.
class KeepAnswerDialog final : public widgets::Speaking<QDialog> {
    Q_OBJECT

public:
    /// `kept.rejected` is what the other side answered; empty: nobody else did.
    KeepAnswerDialog(QWidget* parent, ChatPresenter& presenter, KeptAnswer kept);

private:
    QWidget* makeFields();
    void show();
    void fillDatasets();
    void accept() override;
    KeptAnswer kept() const;

    ChatPresenter& m_presenter;
    KeptAnswer m_kept;
    QString m_answer; // as it was given
    QLabel* m_title;
    QLabel* m_datasetName;
    widgets::ComboBox* m_dataset;
    QLabel* m_newName;
    QLineEdit* m_new;
    QLabel* m_as;
    widgets::Segments* m_keeping;
    QLabel* m_answerName;
    widgets::MessageField* m_text;
    QLabel* m_rejectedName;
    widgets::ComboBox* m_rejected;
    QLabel* m_note;
    QPushButton* m_cancel;
    QPushButton* m_add;
};

} // namespace luthier::model
