#pragma once

#include <bridge/jobs_watch.h>
#include <bridge/runs_watch.h>

#include <QObject>

#include <functional>
#include <set>

namespace luthier::shell {

/// Tells the desktop when training ends while the window is behind others. No sound, and nothing where the
/// desktop takes no notices.
class RunNotices final : public QObject {
    Q_OBJECT

public:
    using IsInFront = std::function<bool()>;
    using Send = std::function<void(const QString& title, const QString& text)>;

    /// `send` shows a notice; by default through the desktop's service (freedesktop, on the session bus).
    RunNotices(bridge::JobsWatch& jobs, bridge::RunsWatch& runs, IsInFront isInFront,
               Send send = sendToDesktop);

private:
    static void sendToDesktop(const QString& title, const QString& text);
    void look();

    bridge::JobsWatch& m_jobs;
    bridge::RunsWatch& m_runs;
    IsInFront m_isInFront;
    Send m_send;
    std::set<std::int64_t> m_working; // jobs that were seen at work
};

} // namespace luthier::shell
