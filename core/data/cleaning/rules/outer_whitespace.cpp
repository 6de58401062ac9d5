#include <cleaning/characters.h>
#include <cleaning/rule.h>

namespace luthier::cleaning::rules {

namespace {

/// Blanks before the text that are not the indentation of its first line; where a later line is indented
/// too, those of the first may mean something (a part of a program).
std::size_t endOfLeadingBlanks(std::string_view text, std::size_t begin) {
    const bool indented = text.find("\n ", begin) != std::string_view::npos ||
                          text.find("\n\t", begin) != std::string_view::npos;
    if (!indented || begin == 0)
        return begin;
    const auto lineFeed = text.rfind('\n', begin - 1);
    return lineFeed == std::string_view::npos ? 0 : lineFeed + 1;
}

void find(const RowView& row, const RuleSettings&, Findings& findings) {
    for (std::size_t i = 0; i < row.passages.size(); ++i) {
        const Passage& passage = row.passages[i];
        const std::string_view text = passage.text;
        const ByteRange inside = withoutOuterBlanks(text);
        if (inside.begin == inside.end)
            continue; // an empty text is another rule's
        const auto size = static_cast<std::uint32_t>(text.size());
        const auto begin = static_cast<std::uint32_t>(endOfLeadingBlanks(text, inside.begin));
        if (begin > 0)
            findings.mend("finding.outer_whitespace.leading", i, {0, begin}, "");
        // A document may end with its last line feed.
        const bool documentEnd = passage.speaker == Speaker::Text && text.substr(inside.end) == "\n";
        if (inside.end < size && !documentEnd)
            findings.mend("finding.outer_whitespace.trailing", i, {inside.end, size}, "");
    }
}

} // namespace

Rule outerWhitespace() {
    return {.name = "outer_whitespace",
            .presets = kInstruction,
            .reasons = {"finding.outer_whitespace.leading", "finding.outer_whitespace.trailing"},
            .mends = true,
            .find = find};
}

} // namespace luthier::cleaning::rules
