#include "chat_presenter.h"

#include <dataset/part.h>

#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace luthier::model {

using bridge::Talk;

using State = ChatTurn::State;

ChatPresenter::ChatPresenter(bridge::Bridge& bridge, Talk& talk, ModelPresenter& models,
                             bridge::RunsWatch& runs, QString engine)
    : m_bridge(bridge)
    , m_talk(talk)
    , m_models(models)
    , m_runs(runs)
    , m_keeping(std::move(engine)) {
    connect(&models, &ModelPresenter::currentChanged, this, &ChatPresenter::followModel);
    connect(&runs, &bridge::RunsWatch::changed, this, &ChatPresenter::takeRuns);
    connect(&bridge, &bridge::Bridge::opened, this, &ChatPresenter::reset);
    connect(&bridge, &bridge::Bridge::topicChanged, this, [this](const QString& topic) {
        const std::string name = topic.toStdString();
        if (name == dataset::kDatasetsTopic || name == dataset::kRowsTopic)
            readDatasets();
    });
}

/// Conversations belong to the project that was open.
void ChatPresenter::reset() {
    if (m_phase != Phase::Idle)
        m_talk.release();
    m_others.clear();
    m_said.clear();
    m_system.clear();
    m_run.clear();
    m_both = false;
    m_conversation = m_removed = 0;
    m_stored = std::make_shared<std::int64_t>(0);
    m_kept.clear();
    m_datasets.clear();
    Q_EMIT changed();
    readKept();
    readDatasets();
}

void ChatPresenter::setWatching(bridge::Watching watching) {
    m_watching = watching;
    if (m_keptIsStale)
        readKept();
    if (m_datasetsAreStale)
        readDatasets();
}

void ChatPresenter::followModel() {
    if (m_models.current() != m_model) {
        // Told at once, so that what was written stays in its own conversation.
        if (m_phase != Phase::Idle)
            m_talk.release();
        m_others[m_model] = {std::exchange(m_said, {}), m_system, m_run, m_both, m_conversation, m_stored};
        m_model = m_models.current();
        Conversation& own = m_others[m_model];
        m_said = std::exchange(own.said, {});
        m_system = own.system;
        m_run = own.run;
        m_both = own.both;
        m_conversation = own.id;
        m_stored = own.stored ? own.stored : std::make_shared<std::int64_t>(0);
        m_left = false;
    }
    takeRuns();
}

void ChatPresenter::takeRuns() {
    m_runsOfModel.clear();
    const QString model = QFileInfo(m_model).canonicalFilePath();
    if (m_bridge.project() && !m_model.isEmpty())
        for (const bridge::FinishedRun& run :
             bridge::finishedRuns(m_runs.present(), m_bridge.project()->folder))
            if (run.kind == bridge::FinishedRun::Kind::Adapter && run.making == bridge::Making::Text &&
                QFileInfo(run.model).canonicalFilePath() == model)
                m_runsOfModel.push_back(run);
    if (std::ranges::find(m_runsOfModel, m_run, &bridge::FinishedRun::number) == m_runsOfModel.end())
        m_run.clear();
    Q_EMIT changed();
}

void ChatPresenter::chooseRun(const QString& run) {
    if (run == m_run || m_phase != Phase::Idle)
        return;
    m_run = run;
    Q_EMIT changed();
}

void ChatPresenter::setBoth(bool both) {
    if (both == m_both || m_phase != Phase::Idle)
        return;
    m_both = both;
    Q_EMIT changed();
}

/// A model that no searched folder shows is searched for itself, so that the page has it.
void ChatPresenter::lookAt(const QString& model) {
    bridge::ModelCatalog& catalog = m_models.catalog();
    if (!catalog.modelAt(model) && (QFileInfo(model).isDir() || bridge::isModelFile(model)))
        catalog.addFolder(model);
    m_models.look(model);
}

void ChatPresenter::talkWith(const registry::RunFacts& run) {
    if (!m_bridge.project())
        return;
    const auto finished = bridge::finishedRuns({run}, m_bridge.project()->folder);
    if (finished.empty())
        return;
    lookAt(finished.front().model);
    chooseRun(finished.front().number);
}

void ChatPresenter::setSystem(const QString& text) {
    m_system = text;
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

Json ChatPresenter::messages(Talk::Weights weights, std::size_t count) const {
    Json all = Json::array();
    if (const QString system = m_system.trimmed(); !system.isEmpty())
        all.push_back({{"role", "system"}, {"content", system.toStdString()}});
    for (std::size_t i = 0; i < count; ++i) {
        const ChatTurn& turn = turns()[i];
        const bool base = weights == Talk::Weights::Base && turn.base;
        all.push_back({{"role", turn.who == ChatTurn::Who::Person ? "user" : "assistant"},
                       {"content", (base ? turn.base->text : turn.text).toStdString()}});
    }
    return all;
}

Json ChatPresenter::messagesBefore(std::size_t turn) const {
    return messages(Talk::Weights::Adapted, std::min(turn, turns().size()));
}

void ChatPresenter::send(const QString& text) {
    const QString said = text.trimmed();
    if (said.isEmpty() || !canSend())
        return;
    m_said.turns().push_back({ChatTurn::Who::Person, said, ChatTurn::State::Whole, {}});
    askModel();
}

bool ChatPresenter::canRetry() const {
    return canSend() && !turns().empty() && turns().back().who == ChatTurn::Who::Model;
}

void ChatPresenter::retry() {
    if (!canRetry())
        return;
    m_said.beginAnother(turns().size() - 1);
    askModel();
}

void ChatPresenter::edit(std::size_t turn) {
    if (m_phase != Phase::Idle || turn >= turns().size() || turns()[turn].who != ChatTurn::Who::Person)
        return;
    const QString asked = turns()[turn].text;
    m_said.beginAnother(turn);
    Q_EMIT changed();
    Q_EMIT handedBack(asked);
}

void ChatPresenter::showWay(std::size_t turn, std::size_t way) {
    if (m_phase != Phase::Idle)
        return;
    m_said.show(turn, way);
    keepConversation();
    Q_EMIT changed();
}

/// For an answer to the last turn: of the base first, where both are asked.
void ChatPresenter::askModel() {
    m_left = false;
    ChatTurn turn{ChatTurn::Who::Model, {}, State::Writing, {}, m_run};
    if (asksBoth())
        turn.base.emplace();
    m_said.turns().push_back(std::move(turn));
    // With one seed the same question would be answered by the same words again, however hot.
    ++m_asked;
    ask(turns().back().base ? Talk::Weights::Base : Talk::Weights::Adapted);
}

void ChatPresenter::ask(Talk::Weights weights) {
    Talk::Question question;
    question.model = {QStringLiteral("--model"), m_model};
    if (const auto run = std::ranges::find(m_runsOfModel, m_run, &bridge::FinishedRun::number);
        run != m_runsOfModel.end()) {
        question.model += {QStringLiteral("--adapter"), run->result, QStringLiteral("--device"), run->lane};
        question.project = run->project;
        question.recipe = run->recipe;
        question.weights = weights;
    }
    question.messages = messages(weights, turns().size() - 1);
    question.decoding = m_decoding;
    question.decoding.seed += m_asked - 1;
    m_asking = weights;
    m_talk.ask(
        m_request, std::move(question),
        [this](Phase phase, const Talk::Answer& answer) { hear(phase, answer); },
        [this](const Talk::Answer& answer, const Talk::Outcome& outcome) { take(answer, outcome); });
}

void ChatPresenter::hear(Phase phase, const Talk::Answer& answer) {
    const bool same = phase == m_phase;
    m_phase = phase;
    ChatTurn& turn = m_said.turns().back();
    (turn.base && m_asking == Talk::Weights::Base ? turn.base->text : turn.text) = answer.text;
    if (same)
        Q_EMIT grown();
    else
        Q_EMIT changed();
}

void ChatPresenter::take(const Talk::Answer& answer, const Talk::Outcome& outcome) {
    m_phase = Phase::Idle;
    m_left = outcome.ending == Talk::Ending::Left;
    const bool whole = outcome.ending == Talk::Ending::Whole;
    const State state = !whole ? State::Stopped : answer.cut ? State::Cut : State::Whole;
    ChatTurn& turn = m_said.turns().back();
    if (turn.base && m_asking == Talk::Weights::Base) {
        *turn.base = {answer.text, state, answer.tokensPerSecond};
        if (whole) {
            ask(Talk::Weights::Adapted);
            return;
        }
    } else {
        turn.text = answer.text;
        turn.tokensPerSecond = answer.tokensPerSecond;
        turn.state = state;
    }
    const bool said = !answer.text.isEmpty() && outcome.ending == Talk::Ending::Cancelled;
    // Of two answers one alone is no answer to compare.
    if (!whole && (!said || turn.base))
        takeBack();
    else
        keepConversation();
    if (outcome.error)
        Q_EMIT failed(*outcome.error);
    Q_EMIT changed();
}

/// A question without an answer leaves no trace in the conversation; an answer that was to be another one
/// leaves the one before it.
void ChatPresenter::takeBack() {
    std::vector<ChatTurn>& turns = m_said.turns();
    turns.pop_back();
    if (const ChatBranches::Way way = m_said.wayAt(turns.size()); way.shown > 0) {
        m_said.show(turns.size(), way.shown - 1);
        return;
    }
    const QString asked = turns.back().text;
    turns.pop_back();
    Q_EMIT handedBack(asked);
}

void ChatPresenter::stop() {
    if (m_phase != Phase::Idle)
        m_talk.cancel(m_request);
}

void ChatPresenter::startOver() {
    if (m_phase != Phase::Idle)
        m_talk.release();
    m_said.clear();
    m_conversation = 0;
    m_stored = std::make_shared<std::int64_t>(0);
    m_left = false;
    Q_EMIT changed();
}

} // namespace luthier::model
