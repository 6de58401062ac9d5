#pragma once

#include <base/hash.h>
#include <base/utf8.h>

#include <string>
#include <string_view>
#include <vector>

namespace luthier::cleaning {

/// What parts a text of several: the unit separator, neither white space to Unicode nor part of a word.
constexpr char kBetweenParts = '\x1F';

/// The form in which two texts are the same text: NFC, runs of white space (Unicode's property) as one blank,
/// none at the ends of its parts. Case, punctuation and numbers stay.
std::string exactForm(std::string_view text);

/// The same without a copy where the text stands in that form already, as most do; else it lies in `made`.
std::string_view exactView(std::string_view text, std::string& made);

/// Hash of that form; of an empty one too.
Hash128 exactHash(std::string_view text);

/// A text as words: NFKC with case folded (UAX 31's NFKC_Casefold), each run of letters, marks and numbers a
/// word, one blank between two of them and nothing else.
struct WordText {
    std::string text;
    std::vector<ByteRange> words;
};
WordText foldedWords(std::string_view text);
/// The same in place of what `out` held, whose memory is used again.
void takeWords(std::string_view text, WordText& out);

} // namespace luthier::cleaning
