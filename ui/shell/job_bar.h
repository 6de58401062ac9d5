#pragma once

#include <bridge/engine_process.h>
#include <bridge/jobs_watch.h>
#include <widgets/page.h>
#include <widgets/parts.h>

class QProgressBar;

namespace luthier::shell {

/// What runs now, seen from any page: an import of this window, else the job of the project that works or,
/// when none does, the one that is paused; and how many others wait or are paused.
class JobBar final : public widgets::Page {
    Q_OBJECT

public:
    explicit JobBar(bridge::JobsWatch& jobs);
    /// The import of this window; nothing: there is none.
    void showImport(const QString& file, const std::optional<bridge::EngineProgress>& progress);

Q_SIGNALS:
    void cancelImport();
    /// The bar of a running job was clicked.
    void runWanted(const QString& run);
    void queueWanted();

protected:
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    void show();
    void showJob(const jobs::JobFacts& job);
    void showQueue();
    void open();
    /// The job that the bar is about.
    const jobs::JobFacts* job() const;

    bridge::JobsWatch& m_jobs;
    QString m_file;
    std::optional<bridge::EngineProgress> m_import;
    QLabel* m_what;
    QPushButton* m_job;
    QProgressBar* m_bar;
    widgets::ElidedLabel* m_detail;
    QPushButton* m_queue;
    QPushButton* m_pause;
    QPushButton* m_resume;
    QPushButton* m_stop;
    QLabel* m_hints;
};

} // namespace luthier::shell
