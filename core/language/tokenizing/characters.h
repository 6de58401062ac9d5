#pragma once

#include <templates/unicode.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::tokenizing {

// What the reference knows of characters. Its tables are of several versions of Unicode, none of them ICU's:
// 8 for categories, 9 for scripts, marks and normal forms, 17 for numbers and letter case.

/// ASCII punctuation and symbols, and general category P.
bool isPunctuation(char32_t character);
/// General category M.
bool isMark(char32_t character);
/// General category Mn, as accents are stripped for BERT.
bool isNonspacingMark(char32_t character);
/// General category N.
bool isNumeric(char32_t character);
/// What BERT's cleaning takes out: U+0000, U+FFFD and the control, format and private characters that are no
/// white space.
bool isControl(char32_t character);

/// The script of a character, hiragana and katakana counted as Han; kNoScript for a blank and for what has
/// none.
std::int32_t scriptOf(char32_t character);
constexpr std::int32_t kNoScript = -1;

/// Full lower case of one character.
void appendLower(std::u32string& text, char32_t character);

/// The text in a normal form; characters that are younger than the tables stay as they are.
std::vector<templates::Change> inNormalForm(std::string_view utf8, templates::NormalForm form);

/// Bytes of the extended grapheme cluster (UAX 29) that begins at `at`.
std::size_t graphemeLength(std::string_view utf8, std::size_t at);

} // namespace luthier::tokenizing
