#pragma once

#include "control.h"

#include <functional>
#include <stop_token>

namespace luthier::jobs {

/// Shows work in its job's row, and turns a pause or a stop that people ask for into a stop of the work. For
/// work that reports at least once a second.
class JobProgress final : public ProgressSink {
public:
    /// `stop` of the process stops the work too.
    JobProgress(Worker& worker, const StopToken& stop);

    void report(const Progress& progress) override;
    /// Given to the work.
    StopToken stopToken() const { return m_stop.get_token(); }

private:
    Worker& m_worker;
    std::stop_source m_stop;
    std::stop_callback<std::function<void()>> m_outer;
};

} // namespace luthier::jobs
