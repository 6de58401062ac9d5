#include "character_map.h"

#include <base/utf8.h>

#include <array>

namespace luthier::tokenizing {
namespace {

// Four times the largest map in use.
constexpr std::size_t kMapBytes = std::size_t{4} << 20;
constexpr std::size_t kUnitBytes = 4;

Error invalid() {
    return refused("tokenizer.part_invalid").with("part", "precompiled_charsmap");
}

std::uint32_t littleEndian(std::string_view bytes) {
    std::uint32_t value = 0;
    for (std::size_t i = kUnitBytes; i > 0; --i)
        value = (value << 8U) | static_cast<unsigned char>(bytes[i - 1]);
    return value;
}

// The fields of a unit: a label (or the top bit, in a value), whether a value follows, and how far the
// children lie.
bool hasValue(std::uint32_t unit) {
    return ((unit >> 8U) & 1U) != 0;
}
bool isValue(std::uint32_t unit) {
    return (unit >> 31U) != 0;
}
std::uint32_t valueOf(std::uint32_t unit) {
    return unit & 0x7FFFFFFFU;
}
std::uint32_t labelOf(std::uint32_t unit) {
    return unit & 0x800000FFU;
}
std::uint64_t offsetOf(std::uint32_t unit) {
    return std::uint64_t{unit >> 10U} << ((unit & 0x200U) >> 6U);
}

} // namespace

std::optional<std::uint32_t> CharacterMap::unitAt(std::uint64_t index) const {
    return index < m_units.size() ? std::optional(m_units[static_cast<std::size_t>(index)]) : std::nullopt;
}

/// Each value must be the place of a text.
Status CharacterMap::check() const {
    for (std::size_t i = 0; i < m_units.size(); ++i) {
        if (isValue(m_units[i]) || !hasValue(m_units[i]))
            continue;
        const auto leaf = unitAt(i ^ offsetOf(m_units[i]));
        if (!leaf || valueOf(*leaf) >= m_texts.size() ||
            (static_cast<unsigned char>(m_texts[valueOf(*leaf)]) & 0xC0U) == 0x80U)
            return invalid();
    }
    return {};
}

Result<CharacterMap> CharacterMap::read(std::string_view bytes) {
    if (bytes.size() < kUnitBytes || bytes.size() > kMapBytes)
        return invalid();
    const std::uint32_t size = littleEndian(bytes);
    bytes.remove_prefix(kUnitBytes);
    if (size > bytes.size() || size < kUnitBytes || size % kUnitBytes != 0)
        return invalid();
    CharacterMap map;
    map.m_units.reserve(size / kUnitBytes);
    for (std::size_t i = 0; i < size; i += kUnitBytes)
        map.m_units.push_back(littleEndian(bytes.substr(i, kUnitBytes)));
    map.m_texts = bytes.substr(size);
    if (!isValidUtf8(map.m_texts))
        return invalid();
    TRY_VOID(map.check());
    return map;
}

std::optional<std::string_view> CharacterMap::replacementOf(std::string_view text) const {
    std::uint64_t node = offsetOf(m_units.front());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        node ^= byte;
        const auto unit = unitAt(node);
        if (byte == 0 || !unit || labelOf(*unit) != byte)
            return std::nullopt;
        node ^= offsetOf(*unit);
        if (!hasValue(*unit))
            continue;
        const auto leaf = unitAt(node);
        if (!leaf)
            return std::nullopt;
        const std::string_view texts = m_texts;
        const std::size_t begin = valueOf(*leaf);
        return texts.substr(begin, texts.find('\0', begin) - begin);
    }
    return std::nullopt;
}

Result<std::string> base64Bytes(std::string_view text) {
    constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::array<int, 256> values{};
    values.fill(-1);
    for (std::size_t i = 0; i < kDigits.size(); ++i)
        values[static_cast<unsigned char>(kDigits[i])] = static_cast<int>(i);
    if (text.size() % 4 != 0 || text.size() > 2 * kMapBytes)
        return invalid();
    for (int i = 0; i < 2 && text.ends_with('='); ++i)
        text.remove_suffix(1);
    std::string bytes;
    std::uint32_t held = 0;
    unsigned bits = 0;
    for (const char c : text) {
        const int value = values[static_cast<unsigned char>(c)];
        if (value < 0)
            return invalid();
        held = (held << 6U) | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits < 8)
            continue;
        bits -= 8;
        bytes.push_back(static_cast<char>((held >> bits) & 0xFFU));
    }
    return bytes;
}

} // namespace luthier::tokenizing
