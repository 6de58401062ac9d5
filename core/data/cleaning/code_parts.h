#pragma once

#include <base/utf8.h>

#include <string_view>
#include <vector>

namespace luthier::cleaning {

/// A fence of backticks or tildes that begins a line (CommonMark 0.31, section 4.5).
struct Fence {
    std::uint32_t line = 0; // byte at which its line begins
    std::uint32_t end = 0;  // behind its marks
    std::uint32_t length = 0;
    char mark = 0;              // 0: the line holds none
    bool hasWord = false;       // something stands behind it: it can only open
    std::string_view word = {}; // the first word behind it: the language

    bool closes(const Fence& opening) const {
        return mark == opening.mark && length >= opening.length && !hasWord;
    }
};

/// The fence of the line that begins at `line`, which ends at `lineEnd`.
Fence fenceOf(std::string_view text, std::size_t line, std::size_t lineEnd);

/// Fenced blocks (to the end of the text when nothing closes one) and spans between backticks within a line,
/// in order, without overlap.
std::vector<ByteRange> codePartsOf(std::string_view text);

/// Whether half of the lines, and two at least, read as those of a program: they end in `;`, `{`, `}` or
/// `):`, or begin with a keyword of a language or with marks of a comment. Empty lines are not counted.
bool isMostlyCode(std::string_view text);

} // namespace luthier::cleaning
