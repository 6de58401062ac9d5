#pragma once

#include <base/json.h>
#include <base/result.h>

#include <QObject>
#include <QProcess>
#include <QStringList>
#include <QTimer>

#include <functional>

namespace luthier::bridge {

/// One command of `luthier-engine` as a process of its own, for what `serve` cannot answer because it
/// computes. One at a time; it ends with its document, its error, at its deadline, or when it is stopped.
class EngineCommand final : public QObject {
    Q_OBJECT

public:
    using Done = std::function<void(Result<Json>)>;

    explicit EngineCommand(QString program);
    ~EngineCommand() override;

    /// Starts it with `--json`; what ran before is stopped and says nothing any more.
    void run(const QStringList& arguments, int deadline, Done done);
    void stop();
    bool isRunning() const { return m_process != nullptr; }

private:
    void finish();
    void leave(Result<Json> answer);
    void drop();

    QString m_program;
    QProcess* m_process = nullptr;
    QTimer m_deadline;
    Done m_done;
};

} // namespace luthier::bridge
