#include "header.h"

#include <base/utf8.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <unordered_set>

namespace luthier::gguf {

static_assert(std::endian::native == std::endian::little, "values of the file are read as they lie");

namespace {

constexpr std::uint64_t kDefaultAlignment = 32;
constexpr std::uint32_t kDimensions = 4;
constexpr std::string_view kMagic = "GGUF";

std::string shown(std::string_view name) {
    return replaceInvalidUtf8(utf8Prefix(name, 120));
}

/// Reads a file's header from front to back. Every read asks first whether the bytes are there.
class Reading {
public:
    Reading(std::span<const std::byte> file, std::string_view name, const Limits& limits)
        : m_file(file)
        , m_name(name)
        , m_limits(limits) {}

    Result<Header> header() {
        TRY_VOID(preamble());
        TRY(const auto tensors, number<std::uint64_t>());
        TRY(const auto entries, number<std::uint64_t>());
        TRY_VOID(within("tensor_count", tensors, m_limits.tensors));
        TRY_VOID(within("metadata_kv_count", entries, m_limits.entries));
        TRY_VOID(readEntries(entries));
        TRY_VOID(refuseParts());
        TRY(m_alignment, alignment());
        TRY_VOID(readTensors(tensors));
        TRY_VOID(placeTensors());
        return std::move(m_header);
    }

private:
    Error fault(std::string_view code) const { return refused(code).at(m_name); }
    std::uint64_t left() const { return m_file.size() - m_at; }

    Status has(std::uint64_t bytes) const {
        if (bytes > left())
            return fault("gguf.cut_off").with("bytes", static_cast<std::int64_t>(m_file.size()));
        return {};
    }

    Status within(std::string_view what, std::uint64_t count, std::uint64_t limit) const {
        if (count > limit)
            return fault("gguf.too_large")
                .with("what", what)
                .with("count", std::to_string(count))
                .with("limit", std::to_string(limit));
        return {};
    }

    template <class T>
    Result<T> number() {
        TRY_VOID(has(sizeof(T)));
        T value{};
        std::memcpy(&value, m_file.data() + m_at, sizeof value);
        m_at += sizeof value;
        return value;
    }

    Result<std::string_view> text(std::string_view what, std::uint64_t limit) {
        TRY(const auto length, number<std::uint64_t>());
        TRY_VOID(within(what, length, limit));
        TRY_VOID(has(length));
        const std::string_view text(reinterpret_cast<const char*>(m_file.data()) + m_at, length);
        m_at += length;
        return text;
    }

    Status preamble() {
        const std::string_view start(reinterpret_cast<const char*>(m_file.data()),
                                     std::min<std::size_t>(m_file.size(), 64));
        if (start.starts_with("version https://git-lfs"))
            return fault("safetensors.lfs_pointer");
        if (!start.starts_with(kMagic))
            return fault("gguf.not_gguf");
        m_at = kMagic.size();
        TRY(m_header.version, number<std::uint32_t>());
        if ((m_header.version & 0xFFFFU) == 0 && m_header.version != 0)
            return fault("gguf.big_endian");
        if (m_header.version != 2 && m_header.version != 3)
            return fault("gguf.unsupported_version").with("version", std::to_string(m_header.version));
        return {};
    }

    Status readEntries(std::uint64_t count) {
        for (std::uint64_t i = 0; i < count; ++i) {
            TRY(const std::string_view key, text("key", m_limits.keyBytes));
            const bool plain =
                std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c < '\x7f'; });
            if (key.empty() || !plain)
                return fault("gguf.bad_key").with("key", shown(key));
            TRY(const auto type, number<std::uint32_t>());
            TRY(const Value value, value(key, type));
            m_header.entries.emplace_back(key, value);
        }
        const auto byKey = [](const auto& a, const auto& b) {
            return a.first < b.first;
        };
        std::sort(m_header.entries.begin(), m_header.entries.end(), byKey);
        const auto twice =
            std::adjacent_find(m_header.entries.begin(), m_header.entries.end(),
                               [](const auto& a, const auto& b) { return a.first == b.first; });
        if (twice != m_header.entries.end())
            return fault("gguf.duplicate_key").with("key", shown(twice->first));
        return {};
    }

    Result<Value> value(std::string_view key, std::uint32_t type) {
        bool array = false;
        std::uint64_t count = 1;
        if (type == static_cast<std::uint32_t>(ValueType::Array)) {
            array = true;
            TRY(type, number<std::uint32_t>());
            TRY(count, number<std::uint64_t>());
            TRY_VOID(within(key, count, m_limits.elements));
        }
        // An array of arrays would be the only thing here that has a depth.
        if (type >= kValueTypes || type == static_cast<std::uint32_t>(ValueType::Array))
            return fault("gguf.bad_value").with("key", shown(key));
        const auto kind = static_cast<ValueType>(type);
        const std::size_t begin = m_at;
        if (kind == ValueType::String) {
            for (std::uint64_t i = 0; i < count; ++i)
                TRY_VOID(text(key, m_limits.textBytes));
        } else {
            // Neither factor is large enough for the product to overflow.
            TRY_VOID(has(count * bytesOf(kind)));
            m_at += count * bytesOf(kind);
        }
        if (kind == ValueType::Bool)
            for (std::size_t at = begin; at < m_at; ++at)
                if (m_file[at] > std::byte{1})
                    return fault("gguf.bad_value").with("key", shown(key));
        return Value(kind, count, array, m_file.subspan(begin, m_at - begin));
    }

    Status refuseParts() const {
        const Value* parts = m_header.find("split.count");
        const std::int64_t count = parts ? parts->integer().value_or(0) : 1;
        if (count != 1 && count != 0)
            return fault("gguf.split").with("parts", count);
        return {};
    }

    Result<std::uint64_t> alignment() const {
        const Value* given = m_header.find("general.alignment");
        if (!given)
            return kDefaultAlignment;
        const auto value = given->integer();
        if (!value || *value <= 0 || !std::has_single_bit(static_cast<std::uint64_t>(*value)) ||
            static_cast<std::uint64_t>(*value) > m_limits.alignment)
            return fault("gguf.bad_alignment").with("alignment", value ? std::to_string(*value) : "?");
        return static_cast<std::uint64_t>(*value);
    }

    Status readTensors(std::uint64_t count) {
        for (std::uint64_t i = 0; i < count; ++i) {
            Tensor tensor;
            TRY(const std::string_view name, text("tensor name", m_limits.nameBytes));
            if (name.empty() || !isValidUtf8(name) || name.find('\0') != std::string_view::npos)
                return fault("gguf.bad_tensor_name").with("name", shown(name));
            tensor.name = name;
            TRY_VOID(readShape(tensor));
            TRY(const auto type, number<std::uint32_t>());
            TRY(tensor.begin, number<std::uint64_t>());
            TRY_VOID(size(tensor, type));
            m_header.tensors.push_back(std::move(tensor));
        }
        std::unordered_set<std::string_view> names;
        for (const Tensor& tensor : m_header.tensors)
            if (!names.insert(tensor.name).second)
                return fault("gguf.duplicate_tensor").with("name", shown(tensor.name));
        return {};
    }

    Error badShape(const Tensor& tensor) const {
        return fault("gguf.bad_shape").with("name", shown(tensor.name));
    }

    Status readShape(Tensor& tensor) {
        TRY(const auto dimensions, number<std::uint32_t>());
        if (dimensions == 0 || dimensions > kDimensions)
            return badShape(tensor);
        std::uint64_t product = 1;
        constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        for (std::uint32_t i = 0; i < dimensions; ++i) {
            TRY(const auto size, number<std::uint64_t>());
            if (size == 0 || size > kMost || __builtin_mul_overflow(product, size, &product) ||
                product > kMost)
                return badShape(tensor);
            tensor.shape.insert(tensor.shape.begin(), static_cast<std::int64_t>(size));
        }
        return {};
    }

    Status size(Tensor& tensor, std::uint32_t type) const {
        tensor.format = blockFormat(type);
        if (!tensor.format)
            return fault("gguf.unsupported_type")
                .with("name", shown(tensor.name))
                .with("type", typeName(type))
                .with("supported", readableTypes());
        if (tensor.shape.back() % tensor.format->weights != 0)
            return badShape(tensor);
        const auto blocks = static_cast<std::uint64_t>(tensor.elements() / tensor.format->weights);
        if (__builtin_mul_overflow(blocks, static_cast<std::uint64_t>(tensor.format->bytes), &tensor.bytes))
            return badShape(tensor);
        return {};
    }

    /// Rounded up; nothing where it does not fit.
    Result<std::uint64_t> padded(std::uint64_t bytes) const {
        std::uint64_t sum = 0;
        if (__builtin_add_overflow(bytes, m_alignment - 1, &sum))
            return fault("gguf.cut_off").with("bytes", static_cast<std::int64_t>(m_file.size()));
        return sum / m_alignment * m_alignment;
    }

    /// Offsets are those that the sizes give, and the data is there.
    Status placeTensors() {
        TRY(const std::uint64_t data, padded(m_at));
        std::uint64_t expected = 0;
        for (Tensor& tensor : m_header.tensors) {
            if (tensor.begin != expected)
                return fault("gguf.bad_offset").with("name", shown(tensor.name));
            std::uint64_t end = 0;
            if (data > m_file.size() || __builtin_add_overflow(expected, tensor.bytes, &end) ||
                end > m_file.size() - data)
                return fault("gguf.cut_off").with("bytes", static_cast<std::int64_t>(m_file.size()));
            tensor.begin = data + expected;
            TRY(expected, padded(end));
        }
        return {};
    }

    std::span<const std::byte> m_file;
    std::string m_name;
    const Limits& m_limits;
    std::size_t m_at = 0;
    std::uint64_t m_alignment = kDefaultAlignment;
    Header m_header;
};

} // namespace

std::int64_t Tensor::elements() const {
    std::int64_t count = 1;
    for (const std::int64_t size : shape)
        count *= size;
    return count;
}

const Value* Header::find(std::string_view key) const {
    const auto found =
        std::lower_bound(entries.begin(), entries.end(), key,
                         [](const auto& entry, std::string_view wanted) { return entry.first < wanted; });
    return found != entries.end() && found->first == key ? &found->second : nullptr;
}

Result<Header> parseHeader(std::span<const std::byte> file, std::string_view name, const Limits& limits) {
    return Reading(file, name, limits).header();
}

} // namespace luthier::gguf
