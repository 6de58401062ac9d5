#pragma once

#include <bridge/engine_process.h>

#include <QObject>

#include <functional>

namespace luthier::data {

/// Somebody wanted no answer: nothing to tell of.
bool wasStopped(const Error& error);

/// One piece of work at a time that a presenter has the engine do, however long it takes. GUI thread.
class EngineWork final : public QObject {
    Q_OBJECT

public:
    using Take = std::function<void(const Json&)>;
    enum class Ending { Whole, Stopped, Failed };

    /// `engine` answers no question with a deadline.
    explicit EngineWork(bridge::EngineProcess& engine);

    bool isBusy() const { return m_busy; }
    const bridge::EngineProgress& progress() const { return m_progress; }
    /// Asks; the answer is taken, or failed() tells why there is none, and then ended() comes. Not busy by
    /// then.
    void ask(const QString& method, Json params, Take take);
    /// Asks the engine to stop; ended() still comes.
    void cancel();
    /// Stops, and tells nothing of it.
    void drop();

Q_SIGNALS:
    void progressed();
    void failed(const luthier::Error& error);
    void ended(luthier::data::EngineWork::Ending ending);

private:
    bridge::EngineProcess& m_engine;
    bridge::Request m_request;
    bridge::EngineProgress m_progress;
    bool m_busy = false;
};

} // namespace luthier::data
