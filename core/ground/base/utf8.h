#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace luthier {

/// Bytes [begin, end) of a text.
struct ByteRange {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    bool operator==(const ByteRange&) const = default;
};

constexpr char32_t kReplacementCharacter = 0xFFFD;

/// One code point and the bytes it took. `valid` is false for a malformed sequence (then length is 1).
struct CodePoint {
    char32_t value = kReplacementCharacter;
    std::uint8_t length = 1;
    bool valid = false;
};

/// The code point at `text[position]`; position must be inside. Rejects overlong forms, surrogates and >
/// U+10FFFF.
CodePoint decodeUtf8(std::string_view text, std::size_t position);

void appendUtf8(std::string& text, char32_t codePoint);

bool isValidUtf8(std::string_view text);

/// Counts code points of valid UTF-8; a malformed byte counts as one.
std::size_t countCodePoints(std::string_view text);

/// Each malformed byte becomes U+FFFD.
std::string replaceInvalidUtf8(std::string_view text);

/// The longest prefix of at most `bytes` bytes that does not cut a character.
std::string_view utf8Prefix(std::string_view text, std::size_t bytes);

} // namespace luthier
