#pragma once

#include "journey.h"

#include <functional>
#include <optional>

namespace luthier::tests {

/// The world of Journey with runs under way: what may go wrong beneath them.
class Trouble : public Journey {
protected:
    std::string project() const { return path("p.luthier"); }

    /// Trains without waiting and gives the job's number.
    std::string trainDetached(const std::string& recipe);
    /// Trains the project's first run to its end, and waits for its supervisor's.
    void trainFirst(int steps);
    std::string stateOf(const std::string& job);
    /// Follows a job to its end.
    const Answer& watch(const std::string& job) { return engine({"job", "watch", project(), job}); }
    bool waitForState(const std::string& job, const std::string& state);
    /// Waits until a run has so many steps behind it.
    bool waitForSteps(const std::string& run, std::size_t steps);
    void expectSound();

    /// The process that holds a lock file of the project, or 0.
    int holderOf(const std::string& lock) const;
    static std::string supervisorLock(const std::string& job) {
        return "cache/job-" + job + ".supervisor.lock";
    }
    static std::string workerLock(const std::string& job) { return "cache/job-" + job + ".lock"; }
};

/// A lane taken by the test, so that what waits for it waits.
class HeldLane {
public:
    HeldLane(const TemporaryFolder& folder, const std::string& lane);
    ~HeldLane() { release(); }
    void release();

private:
    int m_file = -1;
};

/// Asks again and again for a minute; whether it came to hold.
bool eventually(const std::function<bool()>& holds);

} // namespace luthier::tests
