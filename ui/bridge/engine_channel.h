#pragma once

#include <base/json.h>
#include <base/result.h>

#include <QObject>
#include <QProcess>
#include <QStringList>

namespace luthier::bridge {

/// The pipe to one `luthier-engine serve`; lives on EngineProcess's thread, speaks by signals.
class EngineChannel final : public QObject {
    Q_OBJECT

public:
    EngineChannel(QString program, QStringList arguments)
        : m_program(std::move(program))
        , m_arguments(std::move(arguments)) {}
    ~EngineChannel() override;

    void send(const QByteArray& line);
    void replace();

Q_SIGNALS:
    void received(const luthier::Json& message);
    void ended(const luthier::Error& error);

private:
    void start();
    void readLines();

    QString m_program;
    QStringList m_arguments;
    QProcess* m_process = nullptr;
    QByteArray m_rest;
};

} // namespace luthier::bridge
