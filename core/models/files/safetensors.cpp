#include "safetensors.h"

#include "header_parser.h"

#include <base/utf8.h>

#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

#include <sys/mman.h>
#include <unistd.h>

namespace luthier::files {

static_assert(std::endian::native == std::endian::little,
              "safetensors data is little-endian and mapped as it lies");

namespace {

constexpr std::uint64_t kLengthBytes = 8;

std::string shown(std::string_view name) {
    return std::string(utf8Prefix(name, 120));
}

Status refuseDuplicates(const SafetensorsHeader& header, std::string_view file) {
    std::vector<std::string_view> names;
    names.reserve(std::max(header.tensors.size(), header.metadata.size()));
    const auto firstTwice = [&names]() -> const std::string_view* {
        std::sort(names.begin(), names.end());
        const auto twice = std::adjacent_find(names.begin(), names.end());
        return twice == names.end() ? nullptr : &*twice;
    };
    for (const TensorInfo& tensor : header.tensors)
        names.push_back(tensor.name);
    const std::string_view* twice = firstTwice();
    if (!twice) {
        names.clear();
        for (const auto& entry : header.metadata)
            names.push_back(entry.first);
        twice = firstTwice();
    }
    if (twice)
        return refused("safetensors.duplicate_name").with("name", shown(*twice)).at(file);
    return {};
}

/// Offsets must tile the data: from 0, without holes and overlaps, to its end.
Status checkTiling(std::vector<TensorInfo>& tensors, std::uint64_t dataBytes, std::string_view file) {
    std::sort(tensors.begin(), tensors.end(), [](const TensorInfo& a, const TensorInfo& b) {
        return std::tie(a.begin, a.end, a.name) < std::tie(b.begin, b.end, b.name);
    });
    std::uint64_t expected = 0;
    for (const TensorInfo& tensor : tensors) {
        if (tensor.begin != expected)
            return refused("safetensors.not_contiguous").with("name", shown(tensor.name)).at(file);
        expected = tensor.end;
    }
    if (expected != dataBytes)
        return refused("safetensors.wrong_file_size")
            .with("expected", static_cast<std::int64_t>(expected))
            .with("found", static_cast<std::int64_t>(dataBytes))
            .at(file);
    return {};
}

std::uint64_t readLittleEndian(std::span<const std::byte> bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < kLengthBytes; ++i)
        value |= std::to_integer<std::uint64_t>(bytes[i]) << (8 * i);
    return value;
}

/// Files that people have in a model's place often enough to deserve a sentence of their own.
Status refuseImpostors(std::string_view start, std::string_view file) {
    // A header of 640 or 1,152 bytes begins as a pickle does, but its JSON follows its length.
    const bool hasHeader = start.size() > kLengthBytes && start[kLengthBytes] == '{';
    const bool pickled = start.starts_with("\x80\x02") || start.starts_with("\x80\x04");
    if (start.starts_with("PK\x03\x04") || (pickled && !hasHeader))
        return refused("model.pickle").at(file);
    if (start.starts_with("version https://git-lfs"))
        return refused("safetensors.lfs_pointer").at(file);
    return {};
}

} // namespace

std::int64_t TensorInfo::elements() const {
    return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

Result<SafetensorsHeader> parseSafetensorsHeader(std::string_view json, std::uint64_t dataBytes,
                                                 const SafetensorsLimits& limits, std::string_view file) {
    TRY(SafetensorsHeader header, HeaderParser(json, limits, file).parse());
    TRY_VOID(refuseDuplicates(header, file));
    TRY_VOID(checkTiling(header.tensors, dataBytes, file));
    return header;
}

SafetensorsFile::SafetensorsFile(MappedFile file, SafetensorsHeader header, std::uint64_t dataOffset,
                                 std::string path)
    : m_file(std::move(file))
    , m_header(std::move(header))
    , m_dataOffset(dataOffset)
    , m_path(std::move(path)) {
    m_byName.reserve(m_header.tensors.size());
    for (std::size_t i = 0; i < m_header.tensors.size(); ++i)
        m_byName.emplace(m_header.tensors[i].name, i);
}

Result<SafetensorsFile> SafetensorsFile::open(const std::filesystem::path& path,
                                              const SafetensorsLimits& limits) {
    const std::string name = path.string();
    TRY(MappedFile file, MappedFile::open(path));
    const auto bytes = file.bytes();
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    TRY_VOID(refuseImpostors(text, name));
    if (bytes.size() < kLengthBytes)
        return refused("safetensors.too_short")
            .with("bytes", static_cast<std::int64_t>(bytes.size()))
            .at(name);
    const std::uint64_t headerBytes = readLittleEndian(bytes);
    if (headerBytes > limits.headerBytes)
        return refused("safetensors.header_too_large")
            .with("bytes", std::to_string(headerBytes))
            .with("limit", std::to_string(limits.headerBytes))
            .at(name);
    if (headerBytes > bytes.size() - kLengthBytes)
        return refused("safetensors.cut_off").with("bytes", static_cast<std::int64_t>(bytes.size())).at(name);
    const std::uint64_t dataOffset = kLengthBytes + headerBytes;
    TRY(SafetensorsHeader header, parseSafetensorsHeader(text.substr(kLengthBytes, headerBytes),
                                                         bytes.size() - dataOffset, limits, name));
    return SafetensorsFile(std::move(file), std::move(header), dataOffset, name);
}

const TensorInfo* SafetensorsFile::find(std::string_view name) const {
    const auto found = m_byName.find(name);
    return found == m_byName.end() ? nullptr : &m_header.tensors[found->second];
}

std::span<const std::byte> SafetensorsFile::bytes(const TensorInfo& tensor) const {
    return m_file.bytes().subspan(m_dataOffset + tensor.begin, tensor.bytes());
}

void SafetensorsFile::letGo(std::span<const std::byte> bytes) {
    // Whole pages only: the ones at the ends may hold a neighbour's bytes.
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const auto address = reinterpret_cast<std::uintptr_t>(bytes.data());
    const std::uintptr_t begin = (address + page - 1) / page * page;
    const std::uintptr_t end = (address + bytes.size()) / page * page;
    if (begin < end)
        ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
}

Result<std::span<const std::byte>> SafetensorsFile::checkedBytes(std::string_view name, Dtype dtype,
                                                                 std::size_t size,
                                                                 std::size_t alignment) const {
    const TensorInfo* tensor = find(name);
    if (!tensor)
        return refused("safetensors.missing_tensor").with("name", shown(name)).at(m_path);
    const auto raw = bytes(*tensor);
    const bool aligned = raw.empty() || reinterpret_cast<std::uintptr_t>(raw.data()) % alignment == 0;
    if (tensor->dtype != dtype || static_cast<std::size_t>(bitsOf(dtype)) != 8 * size || !aligned)
        return refused("safetensors.wrong_dtype")
            .with("name", shown(name))
            .with("expected", dtypeName(dtype))
            .with("found", dtypeName(tensor->dtype))
            .at(m_path);
    return raw;
}

} // namespace luthier::files
