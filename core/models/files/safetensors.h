#pragma once

#include "dtype.h"

#include <base/files.h>
#include <base/result.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace luthier::files {

/// Bounds of what a reader takes; the format itself allows headers of 100,000,000 bytes.
struct SafetensorsLimits {
    std::uint64_t headerBytes = 100'000'000;
    std::size_t tensors = 1'000'000;
    std::size_t nameBytes = 512;
    std::size_t rank = 8;
    std::size_t metadataEntries = 100'000;
};

using Metadata = std::vector<std::pair<std::string, std::string>>;

/// A tensor of a file: little-endian, row-major, bytes [begin, end) of the data after the header.
struct TensorInfo {
    std::string name;
    Dtype dtype = Dtype::F32;
    std::vector<std::int64_t> shape;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;

    std::int64_t elements() const;
    std::uint64_t bytes() const { return end - begin; }
};

/// Tensors in the order of their bytes.
struct SafetensorsHeader {
    std::vector<TensorInfo> tensors;
    Metadata metadata;
};

/// Parses and checks a header (`formats.md` section 2: UTF-8, one object, no duplicate key, known dtypes,
/// shapes that do not overflow, offsets contiguous from 0 to exactly `dataBytes`). Allocates only what the
/// text itself pays for. `file` is named in errors. Fails with safetensors.*.
Result<SafetensorsHeader> parseSafetensorsHeader(std::string_view json, std::uint64_t dataBytes,
                                                 const SafetensorsLimits& limits = {},
                                                 std::string_view file = {});

/// A safetensors file mapped for reading; views live as long as the object and are never copied. Thread-safe.
class SafetensorsFile {
public:
    /// Opens and checks everything before a value can be read. Values themselves are not looked at: NaN may
    /// be inside.
    static Result<SafetensorsFile> open(const std::filesystem::path& path,
                                        const SafetensorsLimits& limits = {});

    const std::vector<TensorInfo>& tensors() const { return m_header.tensors; }
    const Metadata& metadata() const { return m_header.metadata; }
    /// Null when there is no such tensor.
    const TensorInfo* find(std::string_view name) const;
    std::span<const std::byte> bytes(const TensorInfo& tensor) const;
    /// Lets go of the memory that reading a tensor filled; it is read again when it is needed.
    static void letGo(std::span<const std::byte> bytes);
    /// A tensor's values, after checking that it exists with this type; shape is the caller's to check.
    /// Fails with safetensors.missing_tensor, safetensors.wrong_dtype.
    template <class T>
    Result<std::span<const T>> values(std::string_view name, Dtype dtype) const {
        TRY(auto raw, checkedBytes(name, dtype, sizeof(T), alignof(T)));
        return std::span<const T>(reinterpret_cast<const T*>(raw.data()), raw.size() / sizeof(T));
    }

private:
    SafetensorsFile(MappedFile file, SafetensorsHeader header, std::uint64_t dataOffset, std::string path);
    Result<std::span<const std::byte>> checkedBytes(std::string_view name, Dtype dtype, std::size_t size,
                                                    std::size_t alignment) const;

    MappedFile m_file;
    SafetensorsHeader m_header;
    std::uint64_t m_dataOffset = 0;
    std::string m_path;
    /// Keys point into m_header, whose elements never move.
    std::unordered_map<std::string_view, std::size_t> m_byName;
};

/// A tensor to be written: its bytes come later, through the writer.
struct TensorPlan {
    std::string name;
    Dtype dtype = Dtype::F32;
    std::vector<std::int64_t> shape;

    std::uint64_t bytes() const;
};

/// Writes a file piece by piece, so that a model need not be in memory; it appears whole, by commit(), or not
/// at all.
class SafetensorsWriter {
public:
    /// Checks names and sizes, sorts the plans as the reference does (widest type first, then name) and
    /// writes the header, padded to a multiple of 8. `format: pt` is put into the metadata unless `metadata`
    /// says otherwise.
    static Result<SafetensorsWriter> create(const std::filesystem::path& path, std::vector<TensorPlan> plans,
                                            Metadata metadata = {});
    /// The order in which the tensors' bytes must be given.
    const std::vector<TensorPlan>& order() const { return m_order; }
    /// The next bytes; a tensor may come in pieces. Fails when there are more than were announced.
    Status write(std::span<const std::byte> piece);
    /// Fails with safetensors.incomplete when bytes are missing.
    Status commit();

private:
    SafetensorsWriter(AtomicFile file, std::vector<TensorPlan> order, std::uint64_t expected);

    AtomicFile m_file;
    std::vector<TensorPlan> m_order;
    std::uint64_t m_expected = 0;
    std::uint64_t m_written = 0;
};

/// A tensor in memory, borrowed.
struct TensorData {
    TensorPlan plan;
    std::span<const std::byte> bytes;
};

/// Writes small files in one go.
Status writeSafetensors(const std::filesystem::path& path, std::span<const TensorData> tensors,
                        Metadata metadata = {});

} // namespace luthier::files
