#pragma once

#include <base/utf8.h>

#include <string>
#include <string_view>

namespace luthier::cleaning {

constexpr bool isAsciiLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
constexpr bool isAsciiDigit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool isAsciiWord(char c) {
    return isAsciiLetter(c) || isAsciiDigit(c) || c == '_';
}
constexpr char asciiLower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
std::string asciiLower(std::string_view text);

/// Syllables and letters of Hangul.
constexpr bool isHangul(char32_t c) {
    return (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0x1100 && c <= 0x11FF) || (c >= 0x3130 && c <= 0x318F);
}
constexpr bool isHangulSyllable(char32_t c) {
    return c >= 0xAC00 && c <= 0xD7A3;
}
/// Ideographs and kana.
constexpr bool isHanOrKana(char32_t c) {
    return (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x2FA1F);
}
constexpr bool isLatin(char32_t c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7);
}
/// Blanks of Unicode (White_Space) with those of ASCII.
constexpr bool isBlank(char32_t c) {
    return c == ' ' || (c >= 0x09 && c <= 0x0D) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
           c == 0x3000;
}
/// Has no width and no meaning of its own: zero width space, word joiner, byte order mark.
constexpr bool isWidthless(char32_t c) {
    return c == 0x200B || c == 0x2060 || c == 0xFEFF;
}
/// Letters of scripts written from right to left.
constexpr bool isRightToLeft(char32_t c) {
    return (c >= 0x0590 && c <= 0x08FF) || (c >= 0xFB1D && c <= 0xFDFF) || (c >= 0xFE70 && c <= 0xFEFC) ||
           (c >= 0x10800 && c <= 0x10FFF) || (c >= 0x1E800 && c <= 0x1EFFF);
}
/// Letters of any script, by ICU.
bool isLetter(char32_t c);

/// The last character of a text, which must not be empty.
CodePoint lastCharacter(std::string_view text);

/// The part of a text without blanks and widthless characters at its ends; empty at its end when there is
/// nothing else.
ByteRange withoutOuterBlanks(std::string_view text);

/// Nothing but blanks and widthless characters.
bool isEmptyText(std::string_view text);

/// Counts letters by script.
struct Scripts {
    std::int64_t latin = 0;
    std::int64_t hangul = 0;
    std::int64_t hanOrKana = 0;
    std::int64_t others = 0;
    std::int64_t letters() const { return latin + hangul + hanOrKana + others; }
    /// At least half of the letters are Latin: figures that were found on English prose mean something.
    bool isLatin() const { return latin * 2 >= letters(); }
};
Scripts scriptsOf(std::string_view text);

} // namespace luthier::cleaning
