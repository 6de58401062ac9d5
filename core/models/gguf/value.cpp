#include "value.h"

#include <array>
#include <cstring>
#include <limits>

namespace luthier::gguf {
namespace {

template <class T>
T read(const std::byte* at) {
    T value{};
    std::memcpy(&value, at, sizeof value);
    return value;
}

std::string_view textAt(const std::byte* at) {
    return {reinterpret_cast<const char*>(at + 8), read<std::uint64_t>(at)};
}

} // namespace

std::size_t bytesOf(ValueType type) {
    constexpr std::array<std::size_t, kValueTypes> kBytes{1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
    return kBytes[static_cast<std::size_t>(type)];
}

std::optional<std::int64_t> Value::integer() const {
    if (m_array)
        return std::nullopt;
    const std::byte* at = m_bytes.data();
    switch (m_type) {
    case ValueType::U8:
        return read<std::uint8_t>(at);
    case ValueType::I8:
        return read<std::int8_t>(at);
    case ValueType::U16:
        return read<std::uint16_t>(at);
    case ValueType::I16:
        return read<std::int16_t>(at);
    case ValueType::U32:
        return read<std::uint32_t>(at);
    case ValueType::I32:
        return read<std::int32_t>(at);
    case ValueType::I64:
        return read<std::int64_t>(at);
    case ValueType::U64: {
        const auto value = read<std::uint64_t>(at);
        if (value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return static_cast<std::int64_t>(value);
        return std::nullopt;
    }
    default:
        return std::nullopt;
    }
}

std::optional<double> Value::numberAt(const std::byte* at) const {
    switch (m_type) {
    case ValueType::F32:
        return static_cast<double>(read<float>(at));
    case ValueType::F64:
        return read<double>(at);
    case ValueType::U64:
        return static_cast<double>(read<std::uint64_t>(at));
    case ValueType::Bool:
    case ValueType::String:
    case ValueType::Array:
        return std::nullopt;
    default:
        break;
    }
    const auto whole = Value(m_type, 1, false, {at, bytesOf(m_type)}).integer();
    return whole ? std::optional(static_cast<double>(*whole)) : std::nullopt;
}

std::optional<double> Value::number() const {
    return m_array ? std::nullopt : numberAt(m_bytes.data());
}

std::optional<bool> Value::boolean() const {
    if (m_array || m_type != ValueType::Bool)
        return std::nullopt;
    return m_bytes[0] != std::byte{0};
}

std::optional<std::string_view> Value::text() const {
    if (m_array || m_type != ValueType::String)
        return std::nullopt;
    return textAt(m_bytes.data());
}

std::optional<std::vector<std::string_view>> Value::texts() const {
    if (!m_array || m_type != ValueType::String)
        return std::nullopt;
    std::vector<std::string_view> texts;
    texts.reserve(m_count);
    const std::byte* at = m_bytes.data();
    for (std::uint64_t i = 0; i < m_count; ++i) {
        texts.push_back(textAt(at));
        at += 8 + texts.back().size();
    }
    return texts;
}

std::optional<std::vector<double>> Value::numbers() const {
    if (!m_array || m_type == ValueType::String || m_type == ValueType::Bool)
        return std::nullopt;
    std::vector<double> numbers;
    numbers.reserve(m_count);
    for (std::uint64_t i = 0; i < m_count; ++i)
        numbers.push_back(numberAt(m_bytes.data() + i * bytesOf(m_type)).value_or(0.0));
    return numbers;
}

} // namespace luthier::gguf
