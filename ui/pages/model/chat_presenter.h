#pragma once

#include "chat_branches.h"
#include "kept_answer.h"
#include "model_presenter.h"

#include <bridge/engine_command.h>
#include <bridge/finished_runs.h>
#include <bridge/row_sources.h>
#include <bridge/runs_watch.h>
#include <bridge/talk.h>

#include <registry/conversations.h>
#include <registry/registry.h>

#include <QObject>

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace luthier::model {

/// Conversations with the models of the page: with the model as it is, with a run of the project that was
/// tuned from it, or with both side by side, each of which sees its own answers. The model sees the system
/// text and the whole conversation at each question, through its own template or that of the run. What was
/// said is kept with the project after each answer.
class ChatPresenter final : public QObject {
    Q_OBJECT

public:
    using Phase = bridge::Talk::Phase;

    /// `engine` is the program that puts answers into datasets.
    ChatPresenter(bridge::Bridge& bridge, bridge::Talk& talk, ModelPresenter& models, bridge::RunsWatch& runs,
                  QString engine);

    /// While somebody looks, what is kept and where answers could go is read.
    void setWatching(bridge::Watching watching);
    const std::vector<ChatTurn>& turns() const { return m_said.turns(); }
    Phase phase() const { return m_phase; }
    /// The model that is looked at can be asked now.
    bool canSend() const;
    void send(const QString& text);
    /// Whether the last answer can be asked for again.
    bool canRetry() const;
    /// Another answer in the place of the last one, which stays as another way.
    void retry();
    /// Hands the question of a turn back to be changed. It and what came after it stay as another way.
    void edit(std::size_t turn);
    /// Which of the ways that the conversation went from a turn on is shown.
    ChatBranches::Way wayAt(std::size_t turn) const { return m_said.wayAt(turn); }
    /// Shows another of them.
    void showWay(std::size_t turn, std::size_t way);
    /// What stands before the conversation; empty: nothing, or the system text of the run's recipe.
    const QString& system() const { return m_system; }
    void setSystem(const QString& text);
    /// Runs of the project whose adapter is of this model, newest first.
    const std::vector<bridge::FinishedRun>& runs() const { return m_runsOfModel; }
    /// The run that answers; empty: the model as it is.
    const QString& run() const { return m_run; }
    void chooseRun(const QString& run);
    /// The model as it is answers beside the chosen run.
    bool asksBoth() const { return m_both && !m_run.isEmpty(); }
    void setBoth(bool both);
    /// Looks at the model of a finished run and lets the run answer.
    void talkWith(const registry::RunFacts& run);
    /// What was said before, newest first: of any model, without what is shown now.
    const std::vector<registry::Conversation>& kept() const { return m_kept; }
    /// The shown one among them; 0: it is not kept yet.
    std::int64_t conversation() const { return m_conversation; }
    /// Shows a kept conversation and goes on in it; its model is looked at, where it is still there.
    void open(std::int64_t conversation);
    /// Takes the shown conversation out of what is kept; undoRemoval() brings the last one back.
    void remove();
    bool canUndoRemoval() const { return m_removed != 0; }
    void undoRemoval();
    /// The conversation up to a turn of the model, as messages.
    Json messagesBefore(std::size_t turn) const;
    /// Datasets of the project that an answer could go into.
    const std::vector<bridge::RowSource>& datasets() const { return m_datasets; }
    bool canKeepAnswers() const { return m_bridge.isWritable() && !m_keeping.isRunning(); }
    /// Puts an answer into a dataset, as an import that can be undone there; an empty name means a new
    /// dataset called `newName`.
    void keepAnswer(const KeptAnswer& kept, const QString& dataset, const QString& newName);
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
    /// An answer has become a row of a dataset.
    void answerKept(const QString& dataset);

private:
    void reset();
    void lookAt(const QString& model);
    void followModel();
    void takeRuns();
    void askModel();
    void ask(bridge::Talk::Weights weights);
    Json messages(bridge::Talk::Weights weights, std::size_t count) const;
    void keepConversation();
    /// The row of a conversation in the project, 0 before it has one: of the writing thread alone. Here it
    /// tells which conversation is meant.
    using Stored = std::shared_ptr<std::int64_t>;
    void setConversation(const Stored& stored, std::int64_t id);
    void readKept();
    void readDatasets();
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
        ChatBranches said;
        QString system;
        QString run;
        bool both = false;
        std::int64_t id = 0;
        Stored stored;
    };
    ChatBranches m_said;
    QString m_system;
    QString m_run;
    bool m_both = false;
    std::int64_t m_conversation = 0; // of the project; 0: not kept yet
    Stored m_stored = std::make_shared<std::int64_t>(0);
    std::int64_t m_removed = 0; // the one that undoRemoval brings back
    std::vector<registry::Conversation> m_kept;
    std::vector<bridge::RowSource> m_datasets;
    bridge::Talk::Weights m_asking = bridge::Talk::Weights::Base; // who answers now
    bridge::EngineCommand m_keeping;
    bridge::Request m_keepRequest, m_listRequest, m_openRequest, m_removeRequest, m_datasetsRequest;
    bridge::Watching m_watching = bridge::Watching::No;
    bool m_keptIsStale = true, m_datasetsAreStale = true;
    std::map<QString, Conversation> m_others;
    std::vector<bridge::FinishedRun> m_runsOfModel;
    bridge::Decoding m_decoding;
    Phase m_phase = Phase::Idle;
    bool m_left = false;
    qint64 m_asked = 0;
};

} // namespace luthier::model
