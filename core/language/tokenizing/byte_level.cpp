#include "byte_level.h"

#include <base/utf8.h>

#include <array>

namespace luthier::tokenizing {
namespace {

constexpr char32_t kShifted = 0x100;

constexpr bool printable(unsigned byte) {
    return (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
}

constexpr std::array<char32_t, 256> makeCharacters() {
    std::array<char32_t, 256> characters{};
    char32_t next = kShifted;
    for (unsigned byte = 0; byte < 256; ++byte)
        characters[byte] = printable(byte) ? byte : next++;
    return characters;
}

constexpr std::array<char32_t, 256> kCharacters = makeCharacters();

constexpr std::array<std::int16_t, 0x180> makeBytes() {
    std::array<std::int16_t, 0x180> bytes{};
    for (auto& entry : bytes)
        entry = -1;
    for (unsigned byte = 0; byte < 256; ++byte)
        bytes[kCharacters[byte]] = static_cast<std::int16_t>(byte);
    return bytes;
}

constexpr std::array<std::int16_t, 0x180> kBytes = makeBytes();

bool isContinuation(std::string_view bytes, std::size_t at, unsigned low = 0x80, unsigned high = 0xBF) {
    if (at >= bytes.size())
        return false;
    const auto byte = static_cast<unsigned char>(bytes[at]);
    return byte >= low && byte <= high;
}

/// Length of the ill-formed stretch at `at`: the longest beginning of a well-formed sequence, at least one
/// byte.
std::size_t subpart(std::string_view bytes, std::size_t at) {
    const auto lead = static_cast<unsigned char>(bytes[at]);
    if (lead >= 0xE0 && lead <= 0xEF) {
        const unsigned low = lead == 0xE0 ? 0xA0 : 0x80;
        const unsigned high = lead == 0xED ? 0x9F : 0xBF;
        return isContinuation(bytes, at + 1, low, high) ? 2 : 1;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const unsigned low = lead == 0xF0 ? 0x90 : 0x80;
        const unsigned high = lead == 0xF4 ? 0x8F : 0xBF;
        if (!isContinuation(bytes, at + 1, low, high))
            return 1;
        return isContinuation(bytes, at + 2) ? 3 : 2;
    }
    return 1;
}

} // namespace

char32_t byteLevelCharacter(std::uint8_t byte) {
    return kCharacters[byte];
}

std::optional<std::uint8_t> byteLevelByte(char32_t character) {
    if (character >= kBytes.size() || kBytes[character] < 0)
        return std::nullopt;
    return static_cast<std::uint8_t>(kBytes[character]);
}

std::string byteLevelBytes(std::string_view token) {
    std::string bytes;
    for (std::size_t i = 0; i < token.size();) {
        const CodePoint point = decodeUtf8(token, i);
        const auto byte = byteLevelByte(point.value);
        if (!byte || !point.valid)
            return std::string(token);
        bytes.push_back(static_cast<char>(*byte));
        i += point.length;
    }
    return bytes;
}

std::string lossyUtf8(std::string_view bytes) {
    if (isValidUtf8(bytes))
        return std::string(bytes);
    std::string out;
    for (std::size_t i = 0; i < bytes.size();) {
        const CodePoint point = decodeUtf8(bytes, i);
        if (point.valid) {
            out += bytes.substr(i, point.length);
            i += point.length;
        } else {
            appendUtf8(out, kReplacementCharacter);
            i += subpart(bytes, i);
        }
    }
    return out;
}

} // namespace luthier::tokenizing
