#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::templates {

/// The property White_Space of Unicode.
bool isWhiteSpace(char32_t character);
/// \w of Unicode TR18: alphabetic, mark, decimal digit, connector punctuation, join control.
bool isWordCharacter(char32_t character);
/// General category N (decimal, letter-like and other numbers).
bool isNumeric(char32_t character);
/// False for what Python's str.isprintable() calls unprintable; a blank is printable.
bool isPrintable(char32_t character);
bool isLetter(char32_t character);
bool isUpperCase(char32_t character);
bool isLowerCase(char32_t character);
bool isDecimalDigit(char32_t character);

/// Full case mapping of one character, without context (no final sigma).
void appendLower(std::u32string& text, char32_t character);
void appendUpper(std::u32string& text, char32_t character);
void appendTitle(std::u32string& text, char32_t character);

std::u32string toCodePoints(std::string_view utf8);
std::string toUtf8(std::u32string_view codePoints);

enum class NormalForm { Nfc, Nfd, Nfkc, Nfkd };

/// One character of a normalised text and how it came about: 0 replaces one character of the source, 1 was
/// added beside the one before, -n replaces one and swallows the n that follow.
struct Change {
    char32_t character = 0;
    int change = 0;
};

/// True when the text surely stands in this form already.
bool isNormalised(std::string_view utf8, NormalForm form);
/// The text in a normal form (UAX 15), character by character with its changes.
std::vector<Change> normalise(std::string_view utf8, NormalForm form);

} // namespace luthier::templates
