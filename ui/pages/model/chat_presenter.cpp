#include "chat_presenter.h"

#include <utility>

namespace luthier::model {

using bridge::Talk;

ChatPresenter::ChatPresenter(Talk& talk, ModelPresenter& models)
    : m_talk(talk)
    , m_models(models) {
    connect(&models, &ModelPresenter::currentChanged, this, &ChatPresenter::followModel);
}

void ChatPresenter::followModel() {
    if (m_models.current() != m_model) {
        // Told at once, so that what was written stays in its own conversation.
        if (m_phase != Phase::Idle)
            m_talk.release();
        m_others[m_model] = std::exchange(m_turns, {});
        m_model = m_models.current();
        m_turns = std::exchange(m_others[m_model], {});
        m_left = false;
    }
    Q_EMIT changed();
}

bool ChatPresenter::canSend() const {
    const auto& details = m_models.details();
    return m_phase == Phase::Idle && !m_model.isEmpty() && details && !details->hindrance &&
           details->writesText();
}

bool ChatPresenter::isPlain() const {
    const auto& details = m_models.details();
    return details && details->supported && details->chats() && !details->hasChatTemplate;
}

Json ChatPresenter::messages() const {
    Json all = Json::array();
    for (const ChatTurn& turn : m_turns)
        all.push_back({{"role", turn.who == ChatTurn::Who::Person ? "user" : "assistant"},
                       {"content", turn.text.toStdString()}});
    return all;
}

void ChatPresenter::send(const QString& text) {
    const QString said = text.trimmed();
    if (said.isEmpty() || !canSend())
        return;
    m_left = false;
    m_turns.push_back({ChatTurn::Who::Person, said, ChatTurn::State::Whole, {}});
    Talk::Question question;
    question.model = {QStringLiteral("--model"), m_model};
    question.messages = messages();
    question.decoding = m_decoding;
    // With one seed the same question would be answered by the same words again, however hot.
    question.decoding.seed += m_asked++;
    m_turns.push_back({ChatTurn::Who::Model, {}, ChatTurn::State::Writing, {}});
    m_talk.ask(
        m_request, std::move(question),
        [this](Phase phase, const Talk::Answer& answer) { hear(phase, answer); },
        [this](const Talk::Answer& answer, const Talk::Outcome& outcome) { take(answer, outcome); });
}

void ChatPresenter::hear(Phase phase, const Talk::Answer& answer) {
    const bool same = phase == m_phase;
    m_phase = phase;
    m_turns.back().text = answer.text;
    if (same)
        Q_EMIT grown();
    else
        Q_EMIT changed();
}

void ChatPresenter::take(const Talk::Answer& answer, const Talk::Outcome& outcome) {
    m_phase = Phase::Idle;
    m_left = outcome.ending == Talk::Ending::Left;
    ChatTurn& turn = m_turns.back();
    turn.text = answer.text;
    turn.tokensPerSecond = answer.tokensPerSecond;
    const bool whole = outcome.ending == Talk::Ending::Whole;
    turn.state = !whole       ? ChatTurn::State::Stopped
                 : answer.cut ? ChatTurn::State::Cut
                              : ChatTurn::State::Whole;
    if (!whole && (answer.text.isEmpty() || outcome.ending != Talk::Ending::Cancelled))
        takeBack();
    if (outcome.error)
        Q_EMIT failed(*outcome.error);
    Q_EMIT changed();
}

/// A question without an answer leaves no trace in the conversation.
void ChatPresenter::takeBack() {
    m_turns.pop_back();
    const QString asked = m_turns.back().text;
    m_turns.pop_back();
    Q_EMIT handedBack(asked);
}

void ChatPresenter::stop() {
    if (m_phase != Phase::Idle)
        m_talk.cancel(m_request);
}

void ChatPresenter::startOver() {
    if (m_phase != Phase::Idle)
        m_talk.release();
    m_turns.clear();
    m_left = false;
    Q_EMIT changed();
}

} // namespace luthier::model
