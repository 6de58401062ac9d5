#pragma once

#include "result.h"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

namespace luthier {

/// Replaces `path` by `bytes` or leaves it as it was: temporary file beside it, checked writes, fsync,
/// rename, fsync of the folder. Fails with file.no_space, file.read_only, file.not_permitted,
/// file.write_failed.
Status writeAtomically(const std::filesystem::path& path, std::string_view bytes);

/// A file that appears under its name only by commit(). Destroyed before that, it leaves nothing.
class AtomicFile {
public:
    static Result<AtomicFile> create(const std::filesystem::path& path);
    AtomicFile(AtomicFile&& other) noexcept;
    AtomicFile& operator=(AtomicFile&&) = delete;
    ~AtomicFile();

    Status write(std::string_view bytes);
    Status write(std::span<const std::byte> bytes);
    /// Bytes written so far.
    std::uint64_t size() const { return m_size; }
    Status commit();

private:
    AtomicFile(std::filesystem::path path, std::filesystem::path temporary, int descriptor);
    std::filesystem::path m_path;
    std::filesystem::path m_temporary;
    int m_descriptor = -1;
    std::uint64_t m_size = 0;
};

/// Appends to a log file, one write a call; makes it if need be. A link or a pipe in its place is
/// file.not_regular.
Status appendToFile(const std::filesystem::path& path, std::string_view bytes);

/// A whole regular file of at most `maxBytes`. Fails with file.not_found, file.not_regular, file.too_large, …
Result<std::string> readFile(const std::filesystem::path& path, std::size_t maxBytes);

/// A regular file read from front to back in pieces of the caller's size.
class InputFile {
public:
    static Result<InputFile> open(const std::filesystem::path& path);
    InputFile(InputFile&& other) noexcept;
    InputFile& operator=(InputFile&&) = delete;
    ~InputFile();

    /// Fills up to `buffer.size()` bytes; 0 at the end of the file.
    Result<std::size_t> read(std::span<char> buffer);
    std::uint64_t size() const { return m_size; }

private:
    InputFile(std::filesystem::path path, int descriptor, std::uint64_t size);
    std::filesystem::path m_path;
    int m_descriptor = -1;
    std::uint64_t m_size = 0;
};

/// A regular file mapped for reading. The bytes live as long as the object. Shorter files than mapped (cut by
/// someone else meanwhile) raise SIGBUS: only for files that nobody writes, such as weights.
class MappedFile {
public:
    static Result<MappedFile> open(const std::filesystem::path& path);
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&&) = delete;
    ~MappedFile();
    std::span<const std::byte> bytes() const { return {m_data, m_size}; }

private:
    MappedFile(const std::byte* data, std::size_t size)
        : m_data(data)
        , m_size(size) {}
    const std::byte* m_data = nullptr;
    std::size_t m_size = 0;
};

/// fsync of a folder, so that the names in it survive a power cut.
Status syncFolder(const std::filesystem::path& folder);

/// Renames a finished folder or file into place, with fsync of the parent.
Status renameDurably(const std::filesystem::path& from, const std::filesystem::path& to);

/// Makes a folder and its parents; no error when it is there.
Status makeFolder(const std::filesystem::path& folder);

/// The error for an errno value at a path (file.no_space, file.not_found, …).
Error fileError(int errorNumber, const std::filesystem::path& path);

} // namespace luthier
