#include "engine_process.h"

#include "engine_channel.h"
#include "json_values.h"

#include <QCoreApplication>
#include <QDir>
#include <QTimer>

namespace luthier::bridge {
namespace {

constexpr qsizetype kLongestAnswer = qsizetype{32} << 20;
constexpr int kGraceMilliseconds = 500;

/// The error object of cli.md, with the parameters that serve adds so that the window can say it in any
/// language.
Error errorFrom(const Json& error) {
    const Json* data = member(error, "data");
    const Json* body = data ? member(*data, "error") : nullptr;
    return errorFromJson(body ? *body : Json(), "engine.broken_answer");
}

} // namespace

EngineChannel::~EngineChannel() {
    if (!m_process)
        return;
    m_process->disconnect(this);
    m_process->closeWriteChannel();
    // A model has nothing to save, and nobody waits for one that is being loaded.
    if (!m_arguments.isEmpty())
        m_process->kill();
    if (!m_process->waitForFinished(kGraceMilliseconds)) {
        m_process->kill();
        m_process->waitForFinished(kGraceMilliseconds);
    }
    delete m_process;
}

void EngineChannel::start() {
    m_process = new QProcess(this);
    m_process->setProcessChannelMode(QProcess::SeparateChannels);
    m_process->setStandardErrorFile(QProcess::nullDevice());
    connect(m_process, &QProcess::readyReadStandardOutput, this, &EngineChannel::readLines);
    connect(m_process, &QProcess::finished, this, [this] {
        m_process->deleteLater();
        m_process = nullptr;
        m_rest.clear();
        Q_EMIT ended(failed("engine.ended"));
    });
    connect(m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return;
        m_process->deleteLater();
        m_process = nullptr;
        Q_EMIT ended(failed("job.cannot_start").with("program", m_program.toStdString()));
    });
    m_process->start(m_program, QStringList{QStringLiteral("serve")} + m_arguments);
}

void EngineChannel::send(const QByteArray& line) {
    if (!m_process)
        start();
    if (m_process)
        m_process->write(line);
}

void EngineChannel::replace() {
    if (m_process)
        m_process->kill();
}

void EngineChannel::readLines() {
    m_rest += m_process->readAllStandardOutput();
    for (qsizetype end = m_rest.indexOf('\n'); end >= 0; end = m_rest.indexOf('\n')) {
        const QByteArray line = m_rest.left(end);
        m_rest.remove(0, end + 1);
        JsonLimits limits;
        limits.bytes = static_cast<std::size_t>(kLongestAnswer);
        if (auto message =
                parseJson(std::string_view(line.constData(), static_cast<std::size_t>(line.size())), limits))
            Q_EMIT received(*message);
    }
    if (m_rest.size() > kLongestAnswer)
        replace();
}

EngineProcess::EngineProcess(QString program, QStringList model)
    : m_channel(new EngineChannel(std::move(program), std::move(model))) {
    m_channel->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_channel, &QObject::deleteLater);
    connect(m_channel, &EngineChannel::received, this, &EngineProcess::receive, Qt::QueuedConnection);
    connect(m_channel, &EngineChannel::ended, this, &EngineProcess::failAll, Qt::QueuedConnection);
    m_thread.start();
}

EngineProcess::~EngineProcess() {
    m_thread.quit();
    m_thread.wait();
}

void EngineProcess::ask(Request& request, const QString& method, Json params, int deadline, Done done,
                        Watch watch) {
    cancel(request);
    const qint64 id = m_nextId++;
    m_questions.emplace(id, Question{request.restart(), std::move(done), std::move(watch)});
    send({{"jsonrpc", "2.0"}, {"id", id}, {"method", method.toStdString()}, {"params", std::move(params)}});
    if (deadline > 0)
        QTimer::singleShot(deadline, this, [this, id] { expire(id); });
}

void EngineProcess::cancel(const Request& request) {
    const Request::Ticket asked = request.join();
    for (const auto& [id, question] : m_questions)
        if (!question.ticket.line.owner_before(asked.line) && !asked.line.owner_before(question.ticket.line))
            send({{"jsonrpc", "2.0"}, {"id", nullptr}, {"method", "cancel"}, {"params", {{"id", id}}}});
}

void EngineProcess::expire(qint64 id) {
    if (!m_questions.contains(id))
        return;
    fail(id, failed("engine.no_answer"));
    QMetaObject::invokeMethod(m_channel, &EngineChannel::replace);
}

void EngineProcess::receive(const Json& message) {
    const Json* id = member(message, "id");
    if (const Json* params = member(message, "params"); params && !id) {
        if (const QString method = textIn(message, "method"); method != QStringLiteral("progress")) {
            Q_EMIT notified(method, *params);
            return;
        }
        const auto question = m_questions.find(integerAt(*params, "id", 0).value_or(0));
        if (question != m_questions.end() && question->second.watch && question->second.ticket.isWanted())
            question->second.watch(
                {textIn(*params, "stage"), countIn(*params, "done"), countIn(*params, "total")});
        return;
    }
    if (!id || !id->is_number_integer())
        return;
    const auto found = m_questions.find(id->get<qint64>());
    if (found == m_questions.end())
        return;
    if (const Json* error = member(message, "error")) {
        fail(found->first, errorFrom(*error));
        return;
    }
    const Question question = std::move(found->second);
    m_questions.erase(found);
    const Json* result = member(message, "result");
    if (question.ticket.isWanted())
        question.done(result ? Result<Json>(*result) : Result<Json>(failed("engine.broken_answer")));
}

void EngineProcess::fail(qint64 id, const Error& error) {
    const auto found = m_questions.find(id);
    const Question question = std::move(found->second);
    m_questions.erase(found);
    if (question.ticket.isWanted())
        question.done(error);
}

void EngineProcess::failAll(const Error& error) {
    while (!m_questions.empty())
        fail(m_questions.begin()->first, error);
}

void EngineProcess::send(const Json& message) {
    const QByteArray line = QByteArray::fromStdString(dumpJson(message) + "\n");
    QMetaObject::invokeMethod(m_channel, [channel = m_channel, line] { channel->send(line); });
}

QString engineProgram() {
    if (const QString given = qEnvironmentVariable("LUTHIER_ENGINE"); !given.isEmpty())
        return given;
    return QDir(QCoreApplication::applicationDirPath()).filePath(QStringLiteral("luthier-engine"));
}

} // namespace luthier::bridge
