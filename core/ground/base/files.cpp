#include "files.h"

#include "fault.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace luthier {
namespace {

/// Runs a system call unless a fault is due at this point; repeats it when a signal came between.
template <class Call>
auto guarded(FaultPoint point, Call call) -> decltype(call()) {
    if (const auto fault = dueFault(point)) {
        errno = *fault;
        return -1;
    }
    for (;;) {
        const auto answer = call();
        if (answer != -1 || errno != EINTR)
            return answer;
    }
}

Status writeAll(int descriptor, std::string_view bytes, const std::filesystem::path& path) {
    constexpr std::size_t kPiece = std::size_t{1} << 30U;
    while (!bytes.empty()) {
        const auto written = guarded(FaultPoint::Write, [&] {
            return ::write(descriptor, bytes.data(), std::min(bytes.size(), kPiece));
        });
        if (written <= 0)
            return fileError(written == 0 ? ENOSPC : errno, path);
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

struct OpenedFile {
    int descriptor;
    std::uint64_t size;
};

Result<OpenedFile> openRegular(const std::filesystem::path& path) {
    // O_NONBLOCK: a FIFO in place of a file must not hang the reader.
    const int descriptor =
        guarded(FaultPoint::Open, [&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); });
    if (descriptor < 0)
        return fileError(errno, path);
    struct stat facts {};
    if (::fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        ::close(descriptor);
        return refused("file.not_regular").at(path.string());
    }
    return OpenedFile{descriptor, static_cast<std::uint64_t>(facts.st_size)};
}

std::filesystem::path folderOf(const std::filesystem::path& path) {
    return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

} // namespace

Error fileError(int errorNumber, const std::filesystem::path& path) {
    const char* code = "file.io";
    ErrorKind kind = ErrorKind::Failed;
    switch (errorNumber) {
    case ENOENT:
    case ENOTDIR:
        code = "file.not_found";
        kind = ErrorKind::Refused;
        break;
    case ELOOP:
        code = "file.link_loop";
        kind = ErrorKind::Refused;
        break;
    case EACCES:
    case EPERM:
        code = "file.not_permitted";
        break;
    case EROFS:
        code = "file.read_only";
        break;
    case ENOSPC:
    case EDQUOT:
        code = "file.no_space";
        break;
    case EEXIST:
        code = "file.exists";
        break;
    default:
        break;
    }
    return Error(kind, code).at(path.string()).because(std::strerror(errorNumber));
}

AtomicFile::AtomicFile(std::filesystem::path path, std::filesystem::path temporary, int descriptor)
    : m_path(std::move(path))
    , m_temporary(std::move(temporary))
    , m_descriptor(descriptor) {}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : m_path(std::move(other.m_path))
    , m_temporary(std::move(other.m_temporary))
    , m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_size(other.m_size) {}

AtomicFile::~AtomicFile() {
    if (m_descriptor < 0)
        return;
    ::close(m_descriptor);
    ::unlink(m_temporary.c_str());
}

Result<AtomicFile> AtomicFile::create(const std::filesystem::path& path) {
    static std::atomic<unsigned> counter{0};
    std::filesystem::path temporary = path;
    temporary += ".partial-" + std::to_string(::getpid()) + "-" + std::to_string(counter++);
    const int descriptor = guarded(FaultPoint::Open, [&] {
        return ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    });
    if (descriptor < 0)
        return fileError(errno, path);
    return AtomicFile(path, temporary, descriptor);
}

Status AtomicFile::write(std::string_view bytes) {
    TRY_VOID(writeAll(m_descriptor, bytes, m_path));
    m_size += bytes.size();
    return {};
}

Status AtomicFile::write(std::span<const std::byte> bytes) {
    return write(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

Status AtomicFile::commit() {
    if (guarded(FaultPoint::Sync, [&] { return ::fsync(m_descriptor); }) != 0)
        return fileError(errno, m_path);
    if (guarded(FaultPoint::Rename, [&] { return ::rename(m_temporary.c_str(), m_path.c_str()); }) != 0)
        return fileError(errno, m_path);
    ::close(std::exchange(m_descriptor, -1));
    return syncFolder(folderOf(m_path));
}

Status writeAtomically(const std::filesystem::path& path, std::string_view bytes) {
    TRY(AtomicFile file, AtomicFile::create(path));
    TRY_VOID(file.write(bytes));
    return file.commit();
}

Status appendToFile(const std::filesystem::path& path, std::string_view bytes) {
    const int descriptor = guarded(FaultPoint::Open, [&] {
        return ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
                      0644);
    });
    // ELOOP is a link; ENXIO a pipe that nobody reads.
    if (descriptor < 0 && errno != ELOOP && errno != ENXIO)
        return fileError(errno, path);
    struct stat facts = {};
    if (descriptor < 0 || ::fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode)) {
        if (descriptor >= 0)
            ::close(descriptor);
        return refused("file.not_regular").at(path.string());
    }
    Status written = writeAll(descriptor, bytes, path);
    ::close(descriptor);
    return written;
}

Result<std::string> readFile(const std::filesystem::path& path, std::size_t maxBytes) {
    TRY(InputFile file, InputFile::open(path));
    if (file.size() > maxBytes)
        return refused("file.too_large").at(path.string()).with("limit", static_cast<std::int64_t>(maxBytes));
    std::string text(static_cast<std::size_t>(file.size()), '\0');
    std::size_t filled = 0;
    while (filled < text.size()) {
        TRY(const std::size_t got, file.read(std::span(text).subspan(filled)));
        if (got == 0)
            break;
        filled += got;
    }
    text.resize(filled);
    return text;
}

InputFile::InputFile(std::filesystem::path path, int descriptor, std::uint64_t size)
    : m_path(std::move(path))
    , m_descriptor(descriptor)
    , m_size(size) {}

InputFile::InputFile(InputFile&& other) noexcept
    : m_path(std::move(other.m_path))
    , m_descriptor(std::exchange(other.m_descriptor, -1))
    , m_size(other.m_size) {}

InputFile::~InputFile() {
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

Result<InputFile> InputFile::open(const std::filesystem::path& path) {
    TRY(const OpenedFile opened, openRegular(path));
    return InputFile(path, opened.descriptor, opened.size);
}

Result<std::size_t> InputFile::read(std::span<char> buffer) {
    const auto got =
        guarded(FaultPoint::Read, [&] { return ::read(m_descriptor, buffer.data(), buffer.size()); });
    if (got < 0)
        return fileError(errno, m_path);
    return static_cast<std::size_t>(got);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : m_data(std::exchange(other.m_data, nullptr))
    , m_size(std::exchange(other.m_size, 0)) {}

MappedFile::~MappedFile() {
    if (m_data)
        ::munmap(const_cast<std::byte*>(m_data), m_size);
}

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
    TRY(const OpenedFile opened, openRegular(path));
    void* data = nullptr;
    if (opened.size > 0)
        data = ::mmap(nullptr, opened.size, PROT_READ, MAP_PRIVATE, opened.descriptor, 0);
    const int mapError = errno;
    ::close(opened.descriptor);
    if (data == MAP_FAILED)
        return fileError(mapError, path);
    return MappedFile(static_cast<const std::byte*>(data), static_cast<std::size_t>(opened.size));
}

Status syncFolder(const std::filesystem::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return fileError(errno, folder);
    const int answer = guarded(FaultPoint::Sync, [&] { return ::fsync(descriptor); });
    const int syncError = errno;
    ::close(descriptor);
    // Some file systems cannot sync a folder (EINVAL); there the rename itself is all there is.
    if (answer != 0 && syncError != EINVAL)
        return fileError(syncError, folder);
    return {};
}

Status renameDurably(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (guarded(FaultPoint::Rename, [&] { return ::rename(from.c_str(), to.c_str()); }) != 0)
        return fileError(errno, to);
    return syncFolder(folderOf(to));
}

Status makeFolder(const std::filesystem::path& folder) {
    if (const auto fault = dueFault(FaultPoint::Open))
        return fileError(*fault, folder);
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        return fileError(error.value(), folder);
    return {};
}

} // namespace luthier
