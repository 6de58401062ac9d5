#pragma once

#include "row_view.h"

#include <string_view>
#include <vector>

namespace luthier::cleaning {

/// Words as spaCy's rules for English cut them, near enough for shares of words: at blanks, punctuation at
/// the ends of a word each by itself ("..." as one), `n't`, `'s` and the like off their word, words joined by
/// hyphens, slashes or colons apart.
std::vector<std::string_view> wordsOf(std::string_view text);

/// Sentences of one line: they end with `.`, `!` or `?` at the end of a word that is no abbreviation.
std::int64_t countSentences(std::string_view line);

/// Lines as Python's str.splitlines cuts them.
std::vector<std::string_view> linesOf(std::string_view text);

/// Without blanks of Unicode at its ends, as Python's str.strip.
std::string_view stripped(std::string_view text);

/// Whether every character is punctuation or a symbol of datatrove's PUNCTUATION.
bool isPunctuation(std::string_view word);

/// The passages that rules for web prose look at: documents, or the answers where a row has none.
std::vector<std::size_t> documentsOf(const RowView& row);

} // namespace luthier::cleaning
