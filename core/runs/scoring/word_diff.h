#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace luthier::scoring {

/// Bytes [begin, end) of a text: found on the other side too, or not.
struct DiffSpan {
    enum class Kind { Same, Changed };
    std::size_t begin = 0;
    std::size_t end = 0;
    Kind kind = Kind::Same;
    bool operator==(const DiffSpan&) const = default;
};

/// Spans that cover each text from end to end, neighbours of different kind.
struct WordDiff {
    std::vector<DiffSpan> first;
    std::vector<DiffSpan> second;
};

/// Which words differ: the least number of words taken away and put in (Myers 1986), words by Unicode's
/// boundaries (UAX 29, ICU), so for any language. White space is the same where a word beside it is, with the
/// same white space there. Texts that differ in more than 1,500 words, or are longer than 1 MiB, count as
/// changed from the first to the last difference.
WordDiff wordDiff(std::string_view first, std::string_view second);

} // namespace luthier::scoring
