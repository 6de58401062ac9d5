#include "talk.h"

#include "json_values.h"

#include <base/error.h>

#include <chrono>
#include <utility>

namespace luthier::bridge {
namespace {

/// A model that nobody asks gives its memory and device back.
constexpr auto kRest = std::chrono::minutes(10);

} // namespace

Talk::Talk(QString engine)
    : m_engine(std::move(engine)) {
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRest);
    connect(&m_rest, &QTimer::timeout, this, &Talk::release);
}

void Talk::ask(const Request& request, Question question, Watch watch, Done done) {
    const bool other = question.model != m_model || question.recipe != m_recipe;
    if (m_phase != Phase::Idle || (m_process && other))
        release();
    if (!m_process) {
        m_model = question.model;
        m_recipe = question.recipe;
        m_process = std::make_unique<EngineProcess>(m_engine, m_model);
        connect(m_process.get(), &EngineProcess::notified, this, &Talk::hear);
    }
    m_rest.stop();
    m_asker = request.join();
    m_question = std::move(question);
    m_watch = std::move(watch);
    m_done = std::move(done);
    m_answer = {};
    m_cancelled = m_left = false;
    m_phase = Phase::Loading;
    tell();
    openChat();
}

void Talk::openChat() {
    if (m_chats.contains(m_question.weights)) {
        send();
        return;
    }
    // No deadline: a large model takes its time to load, and cancelling works meanwhile.
    Json params = {{"adapter", m_question.weights == Weights::Adapted}};
    if (!m_question.recipe.is_null()) {
        params["project"] = m_question.project.toStdString();
        params["recipe"] = m_question.recipe;
    }
    m_process->ask(m_request, QStringLiteral("chat.open"), std::move(params), 0, [this](Result<Json> answer) {
        if (!answer) {
            giveUp(answer.error());
            return;
        }
        Chat& chat = m_chats[m_question.weights];
        chat.id = integerAt(*answer, "chat", 0).value_or(0);
        if (const Json* notice = member(*answer, "notice"))
            chat.notice = errorFromJson(*notice, "adapter.other_base");
        send();
    });
}

void Talk::send() {
    m_phase = Phase::Answering;
    Json params = toJson(m_question.decoding);
    const Chat& chat = m_chats[m_question.weights];
    m_answer.notice = chat.notice;
    params["chat"] = chat.id;
    params["messages"] = m_question.messages;
    m_process->ask(m_request, QStringLiteral("chat.send"), std::move(params), 0, [this](Result<Json> answer) {
        if (answer)
            take(*answer);
        else
            giveUp(answer.error());
    });
    tell();
}

void Talk::take(const Json& whole) {
    m_answer.text = textIn(whole, "text");
    m_answer.tokensPerSecond = numberAt(whole, "tokens_per_second", 0).value_or(0);
    m_answer.cut = stringAt(whole, "finish_reason", "").value_or("") == "length";
    end({Ending::Whole, {}});
}

void Talk::hear(const QString& method, const Json& params) {
    if (method == QStringLiteral("chat.left")) {
        // The chats went with the model; the question under way comes back as interrupted.
        m_chats.clear();
        m_left = true;
        return;
    }
    if (method != QStringLiteral("chat.token") || m_phase != Phase::Answering)
        return;
    if (integerAt(params, "chat", 0).value_or(0) != m_chats[m_question.weights].id)
        return;
    m_answer.text += textIn(params, "text");
    tell();
}

void Talk::giveUp(const Error& error) {
    const bool interruption = error.kind() == ErrorKind::Interrupted || error.code() == interrupted().code();
    // An interruption that nobody asked for: the model leaves, and `chat.left` may come after the next
    // question.
    if (error.code() == "engine.ended" || error.code() == "chat.not_open" || (interruption && !m_cancelled))
        m_chats.clear();
    if (m_cancelled)
        end({Ending::Cancelled, {}});
    else if (interruption || m_left)
        end({Ending::Left, {}});
    else
        end({Ending::Failed, error});
}

void Talk::cancel(const Request& request) {
    const Request::Ticket asked = request.join();
    if (m_phase == Phase::Idle || asked.line.owner_before(m_asker.line) ||
        m_asker.line.owner_before(asked.line))
        return;
    // Loading cannot be interrupted inside the process: it is ended.
    if (m_phase == Phase::Loading) {
        release();
        return;
    }
    m_cancelled = true;
    m_process->cancel(m_request);
}

void Talk::release() {
    endProcess();
    if (m_phase != Phase::Idle)
        end({Ending::Cancelled, {}});
}

void Talk::endProcess() {
    m_request.cancel();
    m_chats.clear();
    if (!m_process)
        return;
    // Its own signal may be on the way: the object ends once this turn is over.
    m_process->disconnect(this);
    m_process.release()->deleteLater();
}

void Talk::tell() {
    if (m_watch && m_asker.isOwned())
        m_watch(m_phase, m_answer);
}

void Talk::end(Outcome outcome) {
    m_phase = Phase::Idle;
    m_watch = {};
    m_rest.start();
    // What is told may lead to the next question.
    const Done done = std::exchange(m_done, {});
    const Answer answer = std::exchange(m_answer, {});
    if (done && m_asker.isOwned())
        done(answer, outcome);
}

} // namespace luthier::bridge
