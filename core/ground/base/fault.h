#pragma once

#include <optional>
#include <string_view>

namespace luthier {

/// The calls that tests can make fail.
/// Memory: looks at how much is left, which then find none.
enum class FaultPoint { Open, Read, Write, Sync, Rename, Memory };

/// The error number that this call must answer with, if a fault is due; counts the call. Thread-safe.
/// Set by `LUTHIER_FAULT=write:3:ENOSPC` (the third write and all later ones) or by ScopedFault.
std::optional<int> dueFault(FaultPoint point);

/// From now on the n-th call at `point` (counted from 1) and all later ones answer with `errorNumber`. For
/// tests.
class ScopedFault {
public:
    ScopedFault(FaultPoint point, int fromCall, int errorNumber);
    ~ScopedFault();
    ScopedFault(const ScopedFault&) = delete;
    ScopedFault& operator=(const ScopedFault&) = delete;
    /// Calls seen at the point since the fault was set.
    int calls() const;
};

} // namespace luthier
