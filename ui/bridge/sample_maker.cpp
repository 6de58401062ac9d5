#include "sample_maker.h"

#include <base/json.h>

#include <QDir>
#include <QProcess>

namespace luthier::bridge {
namespace {

/// The error object that the engine prints on its last line.
Error errorOf(const QByteArray& printed) {
    const QByteArray line = printed.trimmed().split('\n').last();
    const auto document =
        parseJson(std::string_view(line.constData(), static_cast<std::size_t>(line.size())));
    const Json* error = document ? member(*document, "error") : nullptr;
    return errorFromJson(error ? *error : Json::object(), "engine.ended");
}

} // namespace

QString SampleMaker::place() {
    return QDir::home().filePath(QStringLiteral("Luthier/sample.luthier"));
}

void SampleMaker::make() {
    if (isBusy() || !canMake())
        return;
    const QString folder = place();
    if (QDir(folder).exists()) {
        Q_EMIT ready(folder);
        return;
    }
    QDir::home().mkpath(QStringLiteral("Luthier"));
    m_process = new QProcess(this);
    connect(m_process, &QProcess::finished, this, [this, folder] { finish(folder); });
    connect(m_process, &QProcess::errorOccurred, this, [this, folder](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            finish(folder);
    });
    m_process->start(m_engine, {QStringLiteral("project"), QStringLiteral("new"), folder,
                                QStringLiteral("--sample"), QStringLiteral("--json")});
    Q_EMIT busyChanged();
}

void SampleMaker::finish(const QString& folder) {
    QProcess* process = std::exchange(m_process, nullptr);
    process->deleteLater();
    Q_EMIT busyChanged();
    if (process->error() == QProcess::FailedToStart)
        Q_EMIT failed(luthier::failed("job.cannot_start").with("program", m_engine.toStdString()));
    else if (process->exitStatus() != QProcess::NormalExit || process->exitCode() != 0)
        Q_EMIT failed(errorOf(process->readAllStandardError()));
    else
        Q_EMIT ready(folder);
}

} // namespace luthier::bridge
