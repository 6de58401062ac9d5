#pragma once

#include <base/progress.h>
#include <base/result.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace luthier::project {

/// Who holds a lock, as that process wrote it down.
struct LockHolder {
    std::int64_t process = 0;
    std::string host;
    std::string since;
};

/// An exclusive lock on a file of its own. The kernel gives it back when the process ends, however it ends;
/// it is not inherited by programs that are started.
class FileLock {
public:
    /// Takes the lock at once or gives nothing when another holds it. Makes the file if need be.
    static Result<std::optional<FileLock>> tryTake(const std::filesystem::path& path);
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;
    ~FileLock();

    /// True when somebody holds the lock of this file now; nothing is changed.
    static bool isHeld(const std::filesystem::path& path);
    /// The holder's own note, if the file has one. It may be stale: ask isHeld first.
    static std::optional<LockHolder> holder(const std::filesystem::path& path);

private:
    explicit FileLock(int descriptor)
        : m_descriptor(descriptor) {}
    int m_descriptor = -1;
};

/// The pause between two tries at a lock, 0.2 s, ended early by the stop token.
void waitBetweenTries(const StopToken& stop);

} // namespace luthier::project
