#pragma once

#include "decoding.h"
#include "engine_process.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace luthier::bridge {

/// The model that answers in this window: `serve --model`, started by the first question, replaced when
/// another model is asked. One for all pages, since a model holds its device alone; one answer at a time: a
/// new question ends the answer under way. The device is given back to a job that wants it, and after a while
/// without questions.
class Talk final : public QObject {
    Q_OBJECT

public:
    enum class Weights { Base, Adapted };
    enum class Phase { Idle, Loading, Answering };
    /// Left: a job wanted the device.
    enum class Ending { Whole, Cancelled, Left, Failed };

    struct Question {
        QStringList model; // arguments after `serve`
        QString project;   // of the run that is asked, if it is one
        Json recipe;       // of that run: its template and system text; null: the model's own template
        Weights weights = Weights::Base;
        Json messages;
        Decoding decoding;
    };
    struct Answer {
        QString text;
        std::optional<double> tokensPerSecond; // once it is whole
        bool cut = false;                      // ended by the limit of tokens
        std::optional<Error> notice;           // of the model that speaks: its adapter is another base's
    };
    struct Outcome {
        Ending ending = Ending::Whole;
        std::optional<Error> error; // when it failed
    };
    /// Each time the phase changes or the answer grows.
    using Watch = std::function<void(Phase, const Answer&)>;
    using Done = std::function<void(const Answer&, const Outcome&)>;

    explicit Talk(QString engine);

    /// Asks for `request`'s owner; with the owner gone nothing is told any more.
    void ask(const Request& request, Question question, Watch watch, Done done);
    /// Ends the answer that `request` asked for; what was written until then comes with the outcome.
    void cancel(const Request& request);
    /// Frees model and device; an answer under way ends as cancelled.
    void release();
    Phase phase() const { return m_phase; }
    bool holdsModel() const { return m_process != nullptr; }

private:
    void openChat();
    void send();
    void hear(const QString& method, const Json& params);
    void take(const Json& whole);
    void giveUp(const Error& error);
    void tell();
    void end(Outcome outcome);
    void endProcess();

    QString m_engine;
    QStringList m_model;
    Json m_recipe; // of the chats that are open
    std::unique_ptr<EngineProcess> m_process;
    Request m_request;
    Request::Ticket m_asker;
    struct Chat {
        qint64 id = 0;
        std::optional<Error> notice;
    };
    std::map<Weights, Chat> m_chats;
    Question m_question;
    Answer m_answer;
    Watch m_watch;
    Done m_done;
    Phase m_phase = Phase::Idle;
    bool m_cancelled = false;
    bool m_left = false;
    QTimer m_rest;
};

} // namespace luthier::bridge
