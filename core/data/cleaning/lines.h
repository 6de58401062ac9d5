#pragma once

#include <string_view>

namespace luthier::cleaning {

/// Calls `visit(begin, end)` for each line of a text, without its line feed.
template <class Visit>
void forEachLine(std::string_view text, Visit visit) {
    std::size_t begin = 0;
    while (begin <= text.size()) {
        const std::size_t end = text.find('\n', begin);
        if (end == std::string_view::npos) {
            visit(begin, text.size());
            return;
        }
        visit(begin, end);
        begin = end + 1;
    }
}

/// Without blanks of ASCII at its ends.
inline std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r\n\f\v";
    const auto begin = text.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

} // namespace luthier::cleaning
