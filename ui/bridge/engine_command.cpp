#include "engine_command.h"

namespace luthier::bridge {
namespace {

constexpr int kGraceMilliseconds = 1000;
constexpr qsizetype kLongestAnswer = qsizetype{16} << 20;

/// The error object that a command writes as the last line of its errors (cli.md).
Error errorOf(const QByteArray& errors) {
    const QList<QByteArray> lines = errors.trimmed().split('\n');
    const auto document = parseJson(lines.isEmpty() ? std::string() : lines.last().toStdString());
    const Json* body = document ? member(*document, "error") : nullptr;
    return errorFromJson(body ? *body : Json(), "engine.ended");
}

} // namespace

EngineCommand::EngineCommand(QString program)
    : m_program(std::move(program)) {
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] { leave(failed("engine.no_answer")); });
}

EngineCommand::~EngineCommand() {
    drop();
}

void EngineCommand::run(const QStringList& arguments, int deadline, Done done) {
    drop();
    m_done = std::move(done);
    m_process = new QProcess(this);
    connect(m_process, &QProcess::finished, this, &EngineCommand::finish);
    connect(m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            leave(failed("job.cannot_start").with("program", m_program.toStdString()));
    });
    m_process->setStandardInputFile(QProcess::nullDevice());
    m_process->start(m_program, arguments + QStringList{QStringLiteral("--json")});
    m_deadline.start(deadline);
}

void EngineCommand::stop() {
    if (m_process)
        leave(interrupted());
}

void EngineCommand::finish() {
    const QByteArray output = m_process->readAllStandardOutput();
    if (m_process->exitStatus() != QProcess::NormalExit || m_process->exitCode() != 0) {
        leave(errorOf(m_process->readAllStandardError()));
        return;
    }
    if (output.size() > kLongestAnswer) {
        leave(failed("engine.broken_answer"));
        return;
    }
    leave(parseJson(output.trimmed().toStdString()));
}

void EngineCommand::leave(Result<Json> answer) {
    const Done done = std::exchange(m_done, {});
    drop();
    if (done)
        done(std::move(answer));
}

void EngineCommand::drop() {
    m_deadline.stop();
    m_done = {};
    if (!m_process)
        return;
    QProcess* process = std::exchange(m_process, nullptr);
    process->disconnect(this);
    if (process->state() != QProcess::NotRunning) {
        process->terminate();
        // What does not end by itself is ended; nobody waits for it.
        QTimer::singleShot(kGraceMilliseconds, process, &QProcess::kill);
        connect(process, &QProcess::finished, process, &QObject::deleteLater);
        process->setParent(nullptr);
    } else {
        process->deleteLater();
    }
}

} // namespace luthier::bridge
