#pragma once

#include "request.h"

#include <base/json.h>
#include <base/result.h>

#include <QObject>
#include <QString>
#include <QStringList>
#include <QThread>

#include <functional>
#include <map>

namespace luthier::bridge {

class EngineChannel;

/// How far a piece of work of the engine is.
struct EngineProgress {
    QString stage;
    qint64 done = 0;
    qint64 total = 0;
};

/// `luthier-engine serve` as a child: started at the first question, started again after it ended. A thread
/// of its own reads and parses; answers come as values on the GUI thread.
class EngineProcess final : public QObject {
    Q_OBJECT

public:
    using Done = std::function<void(Result<Json>)>;
    using Watch = std::function<void(const EngineProgress&)>;

    /// `model`: arguments after `serve`, for a process that holds a model (--model, --adapter).
    explicit EngineProcess(QString program, QStringList model = {});
    ~EngineProcess() override;

    /// Asks; a question that is not answered within `deadline` milliseconds (0: none) fails with
    /// engine.no_answer and the process is replaced. A newer question of `request` cancels this one.
    void ask(Request& request, const QString& method, Json params, int deadline, Done done, Watch watch = {});
    /// Asks the engine to stop what `request` asked for; its answer (job.interrupted) still comes.
    void cancel(const Request& request);
    int pending() const { return static_cast<int>(m_questions.size()); }

Q_SIGNALS:
    /// What the engine says by itself: chat.token, chat.left.
    void notified(const QString& method, const luthier::Json& params);

private:
    struct Question {
        Request::Ticket ticket;
        Done done;
        Watch watch;
    };
    void receive(const Json& message);
    void fail(qint64 id, const Error& error);
    void expire(qint64 id);
    void failAll(const Error& error);
    void send(const Json& message);

    std::map<qint64, Question> m_questions;
    qint64 m_nextId = 1;
    QThread m_thread;
    EngineChannel* m_channel; // lives in m_thread
};

/// The engine beside this program, or the one of LUTHIER_ENGINE.
QString engineProgram();

} // namespace luthier::bridge
