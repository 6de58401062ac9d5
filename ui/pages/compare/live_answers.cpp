#include "live_answers.h"

namespace luthier::compare {

LiveAnswers::Hindrance LiveAnswers::hindranceOf(const bridge::FinishedRun& run) {
    if (run.kind == bridge::FinishedRun::Kind::Model)
        return Hindrance::FullModel;
    return run.model.isEmpty() ? Hindrance::NoBase : Hindrance::None;
}

void LiveAnswers::ask(const bridge::FinishedRun& run, const QString& prompt, const Decoding& decoding) {
    if (m_phase != Phase::Idle || prompt.trimmed().isEmpty() || hindranceOf(run) != Hindrance::None)
        return;
    const QStringList model = {QStringLiteral("--model"),  run.model, QStringLiteral("--adapter"),
                               run.result, QStringLiteral("--device"), run.lane};
    if (!m_process || model != m_model) {
        release();
        m_model = model;
        m_process = std::make_unique<bridge::EngineProcess>(m_engine, model);
        connect(m_process.get(), &bridge::EngineProcess::notified, this, &LiveAnswers::hear);
    }
    m_prompt = prompt.trimmed();
    m_decoding = decoding;
    m_answers = {};
    m_cancelled = m_left = false;
    m_phase = Phase::Loading;
    Q_EMIT changed();
    openChat(Base);
}

void LiveAnswers::openChat(Side side) {
    m_side = side;
    if (m_chats[side] != 0) {
        send(side);
        return;
    }
    // No deadline: a large model takes its time to load, and Cancel works meanwhile.
    m_process->ask(m_request, QStringLiteral("chat.open"), {{"adapter", side == Adapted}}, 0, [this, side](Result<Json> answer) {
        if (!answer) {
            giveUp(answer.error());
            return;
        }
        m_chats[side] = integerAt(*answer, "chat", 0).value_or(0);
        send(side);
    });
}

void LiveAnswers::send(Side side) {
    m_phase = Phase::Answering;
    m_answers[side] = {};
    Json params = toJson(m_decoding);
    params["chat"] = m_chats[side];
    params["messages"] = Json::array({{{"role", "user"}, {"content", m_prompt.toStdString()}}});
    m_process->ask(m_request, QStringLiteral("chat.send"), std::move(params), 0, [this, side](Result<Json> answer) {
        if (!answer) {
            giveUp(answer.error());
            return;
        }
        Answer& whole = m_answers[side];
        whole.text = QString::fromStdString(stringAt(*answer, "text", "").value_or(""));
        whole.tokensPerSecond = numberAt(*answer, "tokens_per_second", 0).value_or(0);
        whole.cut = stringAt(*answer, "finish_reason", "").value_or("") == "length";
        if (side == Base)
            openChat(Adapted);
        else
            finish();
        Q_EMIT changed();
    });
    Q_EMIT changed();
}

void LiveAnswers::hear(const QString& method, const Json& params) {
    if (method == QStringLiteral("chat.left")) {
        // The chats went with the model; the question under way comes back as interrupted.
        m_chats = {};
        m_left = m_phase != Phase::Idle;
        Q_EMIT changed();
        return;
    }
    if (method != QStringLiteral("chat.token") || m_phase != Phase::Answering)
        return;
    if (integerAt(params, "chat", 0).value_or(0) != m_chats[m_side])
        return;
    m_answers[m_side].text += QString::fromStdString(stringAt(params, "text", "").value_or(""));
    Q_EMIT changed();
}

void LiveAnswers::cancel() {
    if (m_phase == Phase::Idle)
        return;
    m_cancelled = true;
    if (m_phase == Phase::Loading) {
        // Loading cannot be interrupted inside the process: end it.
        release();
        finish();
    } else {
        m_process->cancel(m_request);
    }
    Q_EMIT changed();
}

void LiveAnswers::giveUp(const Error& error) {
    finish();
    // What one asked for oneself, or what is told as "left", is no failure. Left shows a moment after the interruption.
    const bool interruption = error.kind() == ErrorKind::Interrupted || error.code() == interrupted().code();
    if (interruption && !m_cancelled)
        m_left = true;
    else if (!interruption) {
        if (error.code() == "engine.ended" || error.code() == "chat.not_open")
            m_chats = {};
        Q_EMIT failed(error);
    }
    Q_EMIT changed();
}

void LiveAnswers::finish() { m_phase = Phase::Idle; }

void LiveAnswers::release() {
    m_request.cancel();
    // Its own signal may be on the way: the object ends once this turn is over.
    if (m_process) {
        m_process->disconnect(this);
        m_process.release()->deleteLater();
    }
    m_chats = {};
    m_phase = Phase::Idle;
}

void LiveAnswers::clear() {
    release();
    m_prompt.clear();
    m_answers = {};
    m_cancelled = m_left = false;
    Q_EMIT changed();
}

} // namespace luthier::compare
