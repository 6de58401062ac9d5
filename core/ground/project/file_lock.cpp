#include "file_lock.h"

#include "clock.h"

#include <base/files.h>
#include <base/json.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace luthier::project {

namespace {

constexpr std::size_t kLongestNote = 1024;

std::string ownNote() {
    std::array<char, 256> host{};
    ::gethostname(host.data(), host.size() - 1);
    return dumpJson(Json{{"process", ::getpid()}, {"host", host.data()}, {"since", currentTime()}});
}

/// The note is for people; a lock without one is as good.
void writeNote(int descriptor) {
    const std::string note = ownNote();
    if (::ftruncate(descriptor, 0) == 0) [[maybe_unused]]
        const auto written = ::pwrite(descriptor, note.data(), note.size(), 0);
}

} // namespace

Result<std::optional<FileLock>> FileLock::tryTake(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (descriptor < 0)
        return fileError(errno, path);
    FileLock lock(descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            return std::optional<FileLock>();
        return fileError(errno, path);
    }
    writeNote(descriptor);
    return std::optional<FileLock>(std::move(lock));
}

FileLock::FileLock(FileLock&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
    std::swap(m_descriptor, other.m_descriptor);
    return *this;
}

FileLock::~FileLock() {
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

bool FileLock::isHeld(const std::filesystem::path& path) {
    // Without waiting: in a stranger's folder a pipe may lie there.
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0)
        return false;
    const bool held = ::flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    ::close(descriptor);
    return held;
}

std::optional<LockHolder> FileLock::holder(const std::filesystem::path& path) {
    const auto note = readJsonFile(path, JsonLimits{.bytes = kLongestNote, .depth = 2, .nodes = 16});
    if (!note)
        return {};
    return LockHolder{integerAt(*note, "process", 0).value_or(0), stringAt(*note, "host", "").value_or(""),
                      stringAt(*note, "since", "").value_or("")};
}

void waitBetweenTries(const StopToken& stop) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any ended;
    ended.wait_for(lock, stop, std::chrono::milliseconds(200), [] { return false; });
}

} // namespace luthier::project
