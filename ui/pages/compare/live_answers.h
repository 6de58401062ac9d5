#pragma once

#include <bridge/talk.h>

#include <QObject>

#include <array>

namespace luthier::bridge {
struct FinishedRun;
}

namespace luthier::compare {

using bridge::Decoding;

/// One question to both sides: a run's adapter, switched off and on over the same weights; first base, then
/// adapted.
class LiveAnswers final : public QObject {
    Q_OBJECT

public:
    enum Side { Base, Adapted };
    /// Why a run cannot be asked: after full tuning there is no adapter to switch, from random weights no
    /// base folder.
    enum class Hindrance { None, FullModel, NoBase };
    using Phase = bridge::Talk::Phase;
    using Answer = bridge::Talk::Answer;

    explicit LiveAnswers(bridge::Talk& talk)
        : m_talk(talk) {}

    static Hindrance hindranceOf(const bridge::FinishedRun& run);
    /// Whether the run's recipe puts a text of its own in front of a question, as it did in training.
    static bool hasSystemText(const bridge::FinishedRun& run);
    void ask(const bridge::FinishedRun& run, const QString& prompt, const Decoding& decoding);
    void cancel();
    /// Forgets question and answers; one under way ends.
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
    void askSide(Side side);
    void take(Side side, const Answer& answer, const bridge::Talk::Outcome& outcome);

    bridge::Talk& m_talk;
    QStringList m_model;
    QString m_project;
    Json m_recipe; // of the run: what it was trained with stands in front of the question here too
    bridge::Request m_request;
    std::array<Answer, 2> m_answers;
    QString m_prompt;
    Decoding m_decoding;
    Phase m_phase = Phase::Idle;
    Side m_side = Base;
    bool m_cancelled = false;
    bool m_left = false;
};

} // namespace luthier::compare
