#pragma once

#include "header.h"

#include <base/files.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <span>

namespace luthier::gguf {

/// A GGUF file mapped for reading; what it hands out lives as long as the object. Thread-safe.
class File {
public:
    /// Opens and checks the header before a weight can be read; weights themselves are not looked at. Fails
    /// with gguf.* and file.*.
    static Result<std::shared_ptr<const File>> open(const std::filesystem::path& path);

    /// The same of bytes that the caller keeps; `path` is told in errors.
    static Result<std::shared_ptr<const File>> over(std::span<const std::byte> bytes,
                                                    const std::filesystem::path& path);

    const std::filesystem::path& path() const { return m_path; }
    const Header& header() const { return m_header; }
    const Tensor* tensor(std::string_view name) const;
    std::span<const std::byte> bytes(const Tensor& tensor) const {
        return m_bytes.subspan(tensor.begin, tensor.bytes);
    }

    // What stands under a key; the defaults answer where it is absent. Fail with gguf.bad_value where it is
    // of another type, gguf.missing_key where it is needed.
    Result<std::int64_t> integer(std::string_view key) const;
    Result<double> number(std::string_view key) const;
    Result<std::string_view> text(std::string_view key) const;
    bool has(std::string_view key) const { return m_header.find(key) != nullptr; }

    /// `file` is what the bytes are of, if the object keeps it.
    File(std::filesystem::path path, std::optional<MappedFile> file, std::span<const std::byte> bytes,
         Header header);

private:
    Error fault(std::string_view key) const;

    std::filesystem::path m_path;
    std::optional<MappedFile> m_file;
    std::span<const std::byte> m_bytes;
    Header m_header;
};

/// Whether a path names a GGUF file: by its ending.
bool isGgufPath(const std::filesystem::path& path);

} // namespace luthier::gguf
