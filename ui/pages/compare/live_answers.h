#pragma once

#include "decoding.h"

#include <bridge/engine_process.h>
#include <bridge/finished_runs.h>

#include <QObject>

#include <array>
#include <memory>
#include <optional>

namespace luthier::compare {

/// One question to both sides: `serve --model` with the run's adapter, switched off and on over the same weights. The
/// process starts with the first question and gives its device back when a job wants it, or with release().
class LiveAnswers final : public QObject {
    Q_OBJECT

public:
    enum Side { Base, Adapted };
    /// Why a run cannot be asked: after full tuning there is no adapter to switch, from random weights no base folder.
    enum class Hindrance { None, FullModel, NoBase };
    enum class Phase { Idle, Loading, Answering };
    struct Answer {
        QString text;
        std::optional<double> tokensPerSecond; // once it is whole
        bool cut = false;                      // ended by the limit of tokens
    };

    explicit LiveAnswers(QString engine) : m_engine(std::move(engine)) {}

    static Hindrance hindranceOf(const bridge::FinishedRun& run);
    void ask(const bridge::FinishedRun& run, const QString& prompt, const Decoding& decoding);
    void cancel();
    /// Ends the process; what was answered stays to be read.
    void release();
    /// Forgets question and answers too.
    void clear();

    Phase phase() const { return m_phase; }
    /// The question that was asked; empty: none.
    const QString& prompt() const { return m_prompt; }
    Side answering() const { return m_side; }
    const Answer& answer(Side side) const { return m_answers[side]; }
    bool wasCancelled() const { return m_cancelled; }
    /// A job wanted the device in the middle of an answer.
    bool hasLeft() const { return m_left; }

Q_SIGNALS:
    void changed();
    void failed(const luthier::Error& error);

private:
    void openChat(Side side);
    void send(Side side);
    void hear(const QString& method, const Json& params);
    void finish();
    void giveUp(const Error& error);

    QString m_engine;
    QStringList m_model;
    std::unique_ptr<bridge::EngineProcess> m_process;
    bridge::Request m_request;
    std::array<qint64, 2> m_chats{};
    std::array<Answer, 2> m_answers;
    QString m_prompt;
    Decoding m_decoding;
    Phase m_phase = Phase::Idle;
    Side m_side = Base;
    bool m_cancelled = false;
    bool m_left = false;
};

} // namespace luthier::compare
