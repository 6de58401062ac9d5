#pragma once

#include "model_presenter.h"

#include <bridge/finished_runs.h>
#include <bridge/runs_watch.h>
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
    QString run = {}; // whose adapter answered; empty: the model as it is
};

/// Conversations with the models of the page, one a model, kept as long as the window is open: with the model
/// as it is, or with a run of the project that was tuned from it. The model sees the system text and the
/// whole conversation at each question, through its own template or that of the run.
class ChatPresenter final : public QObject {
    Q_OBJECT

public:
    using Phase = bridge::Talk::Phase;

    ChatPresenter(bridge::Bridge& bridge, bridge::Talk& talk, ModelPresenter& models,
                  bridge::RunsWatch& runs);

    const std::vector<ChatTurn>& turns() const { return m_turns; }
    Phase phase() const { return m_phase; }
    /// The model that is looked at can be asked now.
    bool canSend() const;
    void send(const QString& text);
    /// Whether the last answer can be asked for again.
    bool canRetry() const;
    /// Another answer in the place of the last one.
    void retry();
    /// Hands the question of a turn back to be changed; it and what came after it leave the conversation.
    void edit(std::size_t turn);
    /// What stands before the conversation; empty: nothing, or the system text of the run's recipe.
    const QString& system() const { return m_system; }
    void setSystem(const QString& text);
    /// Runs of the project whose adapter is of this model, newest first.
    const std::vector<bridge::FinishedRun>& runs() const { return m_runsOfModel; }
    /// The run that answers; empty: the model as it is.
    const QString& run() const { return m_run; }
    void chooseRun(const QString& run);
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
    void takeRuns();
    void askModel();
    Json messages() const;
    void hear(Phase phase, const bridge::Talk::Answer& answer);
    void take(const bridge::Talk::Answer& answer, const bridge::Talk::Outcome& outcome);
    void takeBack();

    bridge::Bridge& m_bridge;
    bridge::Talk& m_talk;
    ModelPresenter& m_models;
    bridge::RunsWatch& m_runs;
    bridge::Request m_request;
    QString m_model; // whose conversation is shown
    struct Conversation {
        std::vector<ChatTurn> turns;
        QString system;
        QString run;
    };
    std::vector<ChatTurn> m_turns;
    QString m_system;
    QString m_run;
    std::map<QString, Conversation> m_others;
    std::vector<bridge::FinishedRun> m_runsOfModel;
    bridge::Decoding m_decoding;
    Phase m_phase = Phase::Idle;
    bool m_left = false;
    qint64 m_asked = 0;
};

} // namespace luthier::model
