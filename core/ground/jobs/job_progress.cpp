#include "job_progress.h"

namespace luthier::jobs {

JobProgress::JobProgress(Worker& worker, const StopToken& stop)
    : m_worker(worker)
    , m_outer(stop, [this] { m_stop.request_stop(); }) {}

void JobProgress::report(const Progress& progress) {
    // Progress that cannot be shown does not end the work.
    (void)m_worker.progress(progress.stage, progress.done, progress.total, {});
    const Result<Control> control = m_worker.control();
    if (control && *control != Control::None)
        m_stop.request_stop();
}

} // namespace luthier::jobs
