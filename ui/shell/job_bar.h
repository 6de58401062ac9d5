#pragma once

#include <bridge/bridge.h>
#include <bridge/engine_process.h>
#include <jobs/queue.h>
#include <widgets/page.h>
#include <widgets/parts.h>

class QProgressBar;

namespace luthier::shell {

/// What runs now, seen from any page: an import of this window, else the first active job of the project.
class JobBar final : public widgets::Page {
    Q_OBJECT

public:
    explicit JobBar(bridge::Bridge& bridge);
    /// The import of this window; nothing: there is none.
    void showImport(const QString& file, const std::optional<bridge::EngineProgress>& progress);

Q_SIGNALS:
    void cancelImport();

private:
    void readJobs();
    void show();
    void ask(Status (*request)(project::Project&, JobId));

    bridge::Bridge& m_bridge;
    QString m_file;
    std::optional<bridge::EngineProgress> m_import;
    std::optional<jobs::JobFacts> m_job;
    QLabel* m_what;
    QProgressBar* m_bar;
    QLabel* m_detail;
    QPushButton* m_pause;
    QPushButton* m_stop;
    QLabel* m_hints;
    bridge::Request m_jobsRequest;
    bridge::Request m_askRequest;
};

} // namespace luthier::shell
