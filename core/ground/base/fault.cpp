#include "fault.h"

#include <cerrno>
#include <cstdlib>
#include <mutex>
#include <string>

namespace luthier {
namespace {

struct Plan {
    FaultPoint point = FaultPoint::Write;
    int fromCall = 0; // 0: no fault
    int errorNumber = EIO;
    int seen = 0;
};

Plan planFromEnvironment() {
    Plan plan;
    const char* variable = std::getenv("LUTHIER_FAULT");
    if (!variable)
        return plan;
    const std::string text = variable;
    const auto first = text.find(':');
    const auto second = text.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos)
        return plan;
    const std::string point = text.substr(0, first);
    plan.point = point == "open"     ? FaultPoint::Open
                 : point == "read"   ? FaultPoint::Read
                 : point == "sync"   ? FaultPoint::Sync
                 : point == "rename" ? FaultPoint::Rename
                 : point == "memory" ? FaultPoint::Memory
                                     : FaultPoint::Write;
    plan.fromCall = std::atoi(text.substr(first + 1, second - first - 1).c_str());
    const std::string error = text.substr(second + 1);
    plan.errorNumber = error == "ENOSPC"   ? ENOSPC
                       : error == "EROFS"  ? EROFS
                       : error == "EACCES" ? EACCES
                                           : EIO;
    return plan;
}

struct Seam {
    std::mutex mutex;
    Plan plan = planFromEnvironment();
};

/// The one place of shared state in base: system calls have no object to carry it.
Seam& seam() {
    static Seam instance;
    return instance;
}

} // namespace

std::optional<int> dueFault(FaultPoint point) {
    const std::lock_guard lock(seam().mutex);
    Plan& plan = seam().plan;
    if (plan.fromCall == 0 || plan.point != point || ++plan.seen < plan.fromCall)
        return std::nullopt;
    return plan.errorNumber;
}

ScopedFault::ScopedFault(FaultPoint point, int fromCall, int errorNumber) {
    const std::lock_guard lock(seam().mutex);
    seam().plan = {point, fromCall, errorNumber, 0};
}

ScopedFault::~ScopedFault() {
    const std::lock_guard lock(seam().mutex);
    seam().plan = {};
}

int ScopedFault::calls() const {
    const std::lock_guard lock(seam().mutex);
    return seam().plan.seen;
}

} // namespace luthier
