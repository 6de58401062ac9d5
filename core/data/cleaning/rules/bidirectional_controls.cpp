#include <cleaning/characters.h>
#include <cleaning/rule.h>

#include <algorithm>

namespace luthier::cleaning::rules {

namespace {

constexpr bool isOverride(char32_t c) {
    return c == 0x202D || c == 0x202E;
}
/// Embeddings, overrides, isolates and what ends them (UAX 9); single marks of direction stay.
constexpr bool isControl(char32_t c) {
    return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

bool holdsRightToLeft(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto c = decodeUtf8(text, at);
        if (isRightToLeft(c.value))
            return true;
        at += c.length;
    }
    return false;
}

/// In a text without a letter from right to left they do nothing but mislead who reads it. Beside such
/// letters an override is named and left.
void find(const RowView& row, const RuleSettings&, Findings& findings) {
    for (std::size_t i = 0; i < row.passages.size(); ++i) {
        const std::string_view text = row.passages[i].text;
        if (!row.passages[i].has('\xE2'))
            continue;
        std::optional<bool> rightToLeft;
        for (auto at = text.find('\xE2'); at != std::string_view::npos && !findings.full();) {
            std::size_t end = at;
            bool overrides = false;
            for (auto c = decodeUtf8(text, at); end < text.size() && isControl(c.value);) {
                overrides = overrides || isOverride(c.value);
                end += c.length;
                if (end < text.size())
                    c = decodeUtf8(text, end);
            }
            if (end > at && !rightToLeft)
                rightToLeft = holdsRightToLeft(text);
            const ByteRange span{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)};
            if (end > at && !*rightToLeft)
                findings.mend("finding.bidirectional_controls", i, span, "");
            else if (end > at && overrides)
                findings.add("finding.bidirectional_controls.override", i, span);
            at = text.find('\xE2', std::max(end, at + 1));
        }
    }
}

} // namespace

Rule bidirectionalControls() {
    return {.name = "bidirectional_controls",
            .presets = kInstruction | kWeb,
            .reasons = {"finding.bidirectional_controls", "finding.bidirectional_controls.override"},
            .mends = true,
            .find = find};
}

} // namespace luthier::cleaning::rules
