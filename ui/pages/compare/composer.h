#pragma once

#include "compare_presenter.h"
#include "live_answers.h"

#include <widgets/message_field.h>
#include <widgets/page.h>
#include <widgets/parts.h>

namespace luthier::compare {

/// One field: what is typed is asked of both sides, Ctrl+Enter sends.
class Composer final : public widgets::Speaking<QFrame> {
    Q_OBJECT

public:
    Composer(ComparePresenter& presenter, LiveAnswers& live);

Q_SIGNALS:
    void asked();
    void decodingWanted();

private:
    void send();
    void show();
    void showNotice();
    QString decodingText() const;
    QString stateText() const;

    ComparePresenter& m_presenter;
    LiveAnswers& m_live;
    QLabel* m_notice; // what must be known of the model that answers
    widgets::MessageField* m_field;
    QPushButton* m_send;
    QPushButton* m_cancel;
    widgets::ElidedLabel* m_note;
    QPushButton* m_change;
};

} // namespace luthier::compare
