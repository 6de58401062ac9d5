#pragma once

#include "model_presenter.h"

#include <bridge/talk.h>

#include <QObject>

#include <map>
#include <optional>
#include <vector>

namespace luthier::model {

/// What somebody said in a conversation.
struct ChatTurn {
    enum class Who { Person, Model };
    /// Writing: more is to come. Cut: ended by the limit of tokens. Stopped: by the person.
    enum class State { Whole, Writing, Cut, Stopped };
    Who who = Who::Person;
    QString text;
    State state = State::Whole;
    std::optional<double> tokensPerSecond;
};

/// Conversations with the models of the page, one a model, kept as long as the window is open. The model sees
/// the whole conversation at each question, through its own template.
class ChatPresenter final : public QObject {
    Q_OBJECT

public:
    using Phase = bridge::Talk::Phase;

    ChatPresenter(bridge::Talk& talk, ModelPresenter& models);

    const std::vector<ChatTurn>& turns() const { return m_turns; }
    Phase phase() const { return m_phase; }
    /// The model that is looked at can be asked now.
    bool canSend() const;
    void send(const QString& text);
    /// Ends the answer; what was written stays.
    void stop();
    /// A new conversation.
    void startOver();
    /// A job wanted the device while the model answered.
    bool hasLeft() const { return m_left; }
    /// A model without a chat template writes the turns as plain text.
    bool isPlain() const;

    const bridge::Decoding& decoding() const { return m_decoding; }
    void setDecoding(const bridge::Decoding& decoding) { m_decoding = decoding; }

Q_SIGNALS:
    /// Other turns, another phase or another model.
    void changed();
    /// The last turn has grown.
    void grown();
    /// A question that got no answer, to be asked again.
    void handedBack(const QString& text);
    void failed(const luthier::Error& error);

private:
    void followModel();
    Json messages() const;
    void hear(Phase phase, const bridge::Talk::Answer& answer);
    void take(const bridge::Talk::Answer& answer, const bridge::Talk::Outcome& outcome);
    void takeBack();

    bridge::Talk& m_talk;
    ModelPresenter& m_models;
    bridge::Request m_request;
    QString m_model; // whose conversation is shown
    std::vector<ChatTurn> m_turns;
    std::map<QString, std::vector<ChatTurn>> m_others;
    bridge::Decoding m_decoding;
    Phase m_phase = Phase::Idle;
    bool m_left = false;
    qint64 m_asked = 0;
};

} // namespace luthier::model
