#pragma once

#include <base/utf8.h>
#include <templates/unicode.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::tokenizing {

/// A piece of the input after some rewriting, each byte of which knows where it came from. The rules (an
/// added character takes the place of the one before it, a replaced one keeps its own) are those of the
/// `tokenizers` package, so that offsets agree with it.
struct AlignedText {
    std::string text;
    std::vector<ByteRange> origin; // one for each byte of text
    std::uint32_t originBegin = 0; // where the piece starts in the input

    bool empty() const { return text.empty(); }
};

/// A piece of the input as it stands: each byte of a character covers that character.
AlignedText alignedText(std::string_view piece, std::uint32_t originBegin);

/// Appends bytes [begin, end) of `from`.
void appendAligned(AlignedText& to, const AlignedText& from, std::size_t begin, std::size_t end);

/// Where bytes [begin, end) of the text came from; a range that reaches past the end is given back as it is.
ByteRange originOf(const AlignedText& text, std::size_t begin, std::size_t end);

/// Rewrites a text from front to back.
class AlignedWriter {
public:
    explicit AlignedWriter(const AlignedText& source);
    /// Adds a character beside what was read last.
    void insert(char32_t character);
    /// Takes the place of the next character and of `swallowed` more.
    void substitute(char32_t character, std::size_t swallowed = 0);
    void apply(const templates::Change& change);
    /// Leaves out the next character.
    void drop();
    AlignedText finish() &&;

private:
    void put(char32_t character, ByteRange place);
    void advance();
    const AlignedText& m_source;
    std::size_t m_position = 0;
    AlignedText m_out;
};

/// Puts `prefix` before a text that is not empty; it takes the place of the first character.
void prepend(AlignedText& text, std::string_view prefix);

/// A run of the text between or on the hits of a pattern.
struct Hit {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

/// Replaces each hit (in order, not overlapping) by `content`, which takes the place of the hit's last byte.
void replaceHits(AlignedText& text, const std::vector<Hit>& hits, std::string_view content);

} // namespace luthier::tokenizing
