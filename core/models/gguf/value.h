#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace luthier::gguf {

/// Types of values under keys, by their numbers in the file.
enum class ValueType : std::uint32_t {
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    F32,
    Bool,
    String,
    Array,
    U64,
    I64,
    F64,
};
constexpr std::uint32_t kValueTypes = 13;

/// Bytes of a value of that type; 0 for strings and arrays, which have none of their own.
std::size_t bytesOf(ValueType type);

/// A value of a checked header: borrowed from the file's bytes. Questions for another type answer nothing.
class Value {
public:
    /// `bytes` are those of the value, or of all elements; strings begin with their length.
    Value(ValueType type, std::uint64_t count, bool array, std::span<const std::byte> bytes)
        : m_type(type)
        , m_array(array)
        , m_count(count)
        , m_bytes(bytes) {}

    /// Of the elements, where it is an array.
    ValueType type() const { return m_type; }
    bool isArray() const { return m_array; }
    std::uint64_t count() const { return m_count; }

    /// As they stand in the file.
    std::string_view bytes() const { return {reinterpret_cast<const char*>(m_bytes.data()), m_bytes.size()}; }

    /// A whole number that fits.
    std::optional<std::int64_t> integer() const;
    /// Any number.
    std::optional<double> number() const;
    std::optional<bool> boolean() const;
    /// As it stands in the file: it need not be UTF-8.
    std::optional<std::string_view> text() const;
    std::optional<std::vector<std::string_view>> texts() const;
    std::optional<std::vector<double>> numbers() const;

private:
    std::optional<double> numberAt(const std::byte* at) const;

    ValueType m_type;
    bool m_array;
    std::uint64_t m_count;
    std::span<const std::byte> m_bytes;
};

} // namespace luthier::gguf
