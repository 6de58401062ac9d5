#pragma once

#include "bridge.h"

#include <jobs/queue.h>
#include <jobs/supervisor.h>

#include <QObject>
#include <QTimer>

#include <optional>
#include <vector>

namespace luthier::bridge {

/// The last values of the job that works now.
struct Pulse {
    std::optional<double> loss;
    std::optional<double> tokensPerSecond;
};

/// The jobs of the open project as they are now, and what can be asked of them. On opening a project it
/// starts what may start by itself, so that a queue never stalls. Lives on the GUI thread; reading and asking
/// happen on bridge's threads.
class JobsWatch final : public QObject {
    Q_OBJECT

public:
    /// `engine` is the program that supervises jobs; empty: nothing is started.
    JobsWatch(Bridge& bridge, const QString& engine);

    /// In the order of the queue, finished ones among them.
    const std::vector<jobs::JobFacts>& jobs() const { return m_jobs; }
    /// The newest job of a run; null when it has none.
    const jobs::JobFacts* jobOfRun(std::string_view run) const;
    /// The one that works now, or else prepares; null when there is none.
    const jobs::JobFacts* active() const;
    /// The first of the queue that waits to be resumed; null when there is none.
    const jobs::JobFacts* held() const;
    /// The training that works now and could let a job go first; null when there is none.
    const jobs::JobFacts* canYield() const;
    const Pulse& pulse() const { return m_pulse; }
    /// For one who has put a job into the queue: it may be over before its coming is noticed.
    void refresh();
    bool isWritable() const { return m_bridge.isWritable(); }

    void pause(JobId id);
    /// The comparisons and merges that wait go first; the run goes on by itself afterwards.
    void yield(JobId id);
    void stop(JobId id);
    /// Back into the queue and on from the newest checkpoint.
    void resume(JobId id);
    /// Before another waiting job of its lane, or to the end.
    void move(JobId id, std::optional<JobId> before);
    /// Starts the first waiting job of a lane that a paused or lost job holds.
    void startNext(const std::string& lane);

Q_SIGNALS:
    void changed();
    void failed(const luthier::Error& error);

private:
    struct Seen {
        std::vector<jobs::JobFacts> unfinished;
        Pulse pulse;
    };
    void readUnfinished();
    void take(Seen seen);
    void lookForLost();
    template <class Work>
    void ask(Work work);

    Bridge& m_bridge;
    jobs::Programs m_programs;
    std::vector<jobs::JobFacts> m_jobs;
    Pulse m_pulse;
    QTimer m_silence;
    Request m_allRequest;
    Request m_unfinishedRequest;
    Request m_askRequest;
    Request m_lostRequest;
};

} // namespace luthier::bridge
