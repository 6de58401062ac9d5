#pragma once

#include "chat_presenter.h"

#include <widgets/content_text.h>
#include <widgets/error_panel.h>
#include <widgets/message_field.h>
#include <widgets/number_field.h>
#include <widgets/page.h>
#include <widgets/parts.h>

#include <QTimer>

class QStackedWidget;

namespace luthier::model {

/// A conversation with the model that is looked at, or with a run that was tuned from it, or with both.
class ChatView final : public widgets::Speaking<QFrame> {
    Q_OBJECT

public:
    ChatView(ChatPresenter& presenter, ModelPresenter& models);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* makeHead();
    QWidget* makeTurns();
    QWidget* makeFoot();
    QHBoxLayout* makeSettings();
    void connectParts();
    QWidget* makeSystem();
    void fillRuns();
    void send();
    void takeSettings();
    void show();
    void fillHistory();
    void showTurns();
    void addTurn(const ChatTurn& turn, int number);
    struct Said; // an answer or a question as it is shown
    void addSaid(QBoxLayout* place, const Said& said, int number);
    void addActions(QHBoxLayout* line, const Said& said, int number);
    void addWays(QHBoxLayout* line, std::size_t turn);
    void askKeeping(int number, const Said& said);
    void showLast();
    void markDifferences(const ChatTurn& turn);
    void fill(widgets::ContentText* words, const QString& text, ChatTurn::State state) const;
    void showState();
    QString remark() const;

    ChatPresenter& m_presenter;
    ModelPresenter& m_models;
    widgets::ElidedLabel* m_title = nullptr;
    widgets::ComboBox* m_run = nullptr;
    QPushButton* m_systemButton = nullptr;
    QPushButton* m_both = nullptr;
    QPushButton* m_history = nullptr;
    QPushButton* m_startOver = nullptr;
    widgets::MessageField* m_system = nullptr;
    widgets::ErrorPanel* m_error = nullptr;
    QStackedWidget* m_body = nullptr;
    QLabel* m_hint = nullptr;
    widgets::Scroller m_scroll{};
    widgets::ContentText* m_lastText = nullptr;
    widgets::ContentText* m_lastBase = nullptr; // beside it, where both were asked
    QString m_keptIn;                           // the dataset that an answer was just put into
    bool m_atEnd = true;                        // the newest words are followed
    QLabel* m_remark = nullptr;
    widgets::MessageField* m_field = nullptr;
    QPushButton* m_send = nullptr;
    QPushButton* m_stop = nullptr;
    QLabel* m_temperatureName = nullptr;
    QLabel* m_tokensName = nullptr;
    widgets::NumberField* m_temperature = nullptr;
    widgets::NumberField* m_tokens = nullptr;
    widgets::ElidedLabel* m_note = nullptr;
    QTimer m_repaint;
};

} // namespace luthier::model
