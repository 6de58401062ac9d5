#include "live_answers.h"

#include <bridge/finished_runs.h>

namespace luthier::compare {

LiveAnswers::Hindrance LiveAnswers::hindranceOf(const bridge::FinishedRun& run) {
    if (run.kind == bridge::FinishedRun::Kind::Model)
        return Hindrance::FullModel;
    return run.model.isEmpty() ? Hindrance::NoBase : Hindrance::None;
}

bool LiveAnswers::hasSystemText(const bridge::FinishedRun& run) {
    const Json* chat = member(run.recipe, "template");
    const Json* system = chat ? member(*chat, "system") : nullptr;
    return system && system->is_string();
}

void LiveAnswers::ask(const bridge::FinishedRun& run, const QString& prompt, const Decoding& decoding) {
    if (m_phase != Phase::Idle || prompt.trimmed().isEmpty() || hindranceOf(run) != Hindrance::None)
        return;
    m_model = {QStringLiteral("--model"),  run.model, QStringLiteral("--adapter"), run.result,
               QStringLiteral("--device"), run.lane};
    m_project = run.project;
    m_recipe = run.recipe;
    m_prompt = prompt.trimmed();
    m_decoding = decoding;
    m_answers = {};
    m_cancelled = m_left = false;
    askSide(Base);
}

void LiveAnswers::askSide(Side side) {
    m_side = side;
    bridge::Talk::Question question;
    question.model = m_model;
    question.project = m_project;
    question.recipe = m_recipe;
    question.weights = side == Base ? bridge::Talk::Weights::Base : bridge::Talk::Weights::Adapted;
    question.messages = Json::array({{{"role", "user"}, {"content", m_prompt.toStdString()}}});
    question.decoding = m_decoding;
    m_talk.ask(
        m_request, std::move(question),
        [this, side](Phase phase, const Answer& answer) {
            m_phase = phase;
            m_answers[side] = answer;
            Q_EMIT changed();
        },
        [this, side](const Answer& answer, const bridge::Talk::Outcome& outcome) {
            take(side, answer, outcome);
        });
}

void LiveAnswers::take(Side side, const Answer& answer, const bridge::Talk::Outcome& outcome) {
    using Ending = bridge::Talk::Ending;
    m_answers[side] = answer;
    if (outcome.ending == Ending::Whole && side == Base && !m_cancelled) {
        askSide(Adapted);
        return;
    }
    m_phase = Phase::Idle;
    m_cancelled = m_cancelled || outcome.ending == Ending::Cancelled;
    m_left = outcome.ending == Ending::Left;
    if (outcome.error)
        Q_EMIT failed(*outcome.error);
    Q_EMIT changed();
}

void LiveAnswers::cancel() {
    if (m_phase == Phase::Idle)
        return;
    m_cancelled = true;
    m_talk.cancel(m_request);
}

void LiveAnswers::clear() {
    if (m_phase != Phase::Idle)
        m_talk.release();
    m_prompt.clear();
    m_answers = {};
    m_cancelled = m_left = false;
    Q_EMIT changed();
}

} // namespace luthier::compare
