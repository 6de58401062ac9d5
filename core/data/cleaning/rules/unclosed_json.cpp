#include <cleaning/characters.h>
#include <cleaning/code_parts.h>
#include <cleaning/lines.h>
#include <cleaning/rule.h>

#include <algorithm>

namespace luthier::cleaning::rules {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";

/// Whether a text begins as JSON does and as little else: `{"`, `{}`, `[{"`, `["`, `[[`. A part of a program
/// or a remark in brackets does not.
bool beginsAsJson(std::string_view text) {
    const auto after = [&](std::size_t at) {
        const auto next = text.find_first_not_of(kBlanks, at + 1);
        return next == std::string_view::npos ? text.size() : next;
    };
    if (text.empty())
        return false;
    std::size_t at = 0;
    if (text[at] == '[') {
        at = after(at);
        if (at < text.size() && text[at] == '"')
            return true;
    }
    if (at >= text.size() || text[at] != '{')
        return false;
    const auto inside = after(at);
    return inside < text.size() && text[inside] == '"';
}

/// Where a JSON value stops to make sense: the bracket that nothing closes, or the one that closes another
/// kind. Strings are passed over; commas and names are not looked at.
struct Balance {
    bool open = false;
    std::size_t at = 0;
    std::size_t end = 0; // behind the value when it is closed
};

Balance balanceOf(std::string_view text) {
    std::string kinds; // the bracket that closes each open one
    std::vector<std::uint32_t> places;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '"') {
            const std::size_t begin = at;
            for (++at; at < text.size() && text[at] != '"'; ++at)
                at += text[at] == '\\' ? 1 : 0;
            if (at >= text.size())
                return {true, begin, text.size()};
        } else if (c == '{' || c == '[') {
            kinds.push_back(c == '{' ? '}' : ']');
            places.push_back(static_cast<std::uint32_t>(at));
        } else if (c == '}' || c == ']') {
            if (kinds.empty() || kinds.back() != c)
                return {true, at, at + 1};
            kinds.pop_back();
            places.pop_back();
            if (kinds.empty())
                return {false, at, at + 1};
        }
    }
    return {true, places.empty() ? 0 : places.back(), text.size()};
}

void lookAt(std::string_view text, std::size_t begin, std::size_t end, std::size_t passage,
            Findings& findings) {
    const std::string_view value = trimmed(text.substr(begin, end - begin));
    if (!beginsAsJson(value))
        return;
    const Balance balance = balanceOf(value);
    if (!balance.open)
        return;
    const auto at =
        static_cast<std::uint32_t>(value.data() - text.data() + static_cast<std::ptrdiff_t>(balance.at));
    findings.add("finding.unclosed_json", passage, {at, at + 1});
}

/// The text as a whole, or its blocks fenced as JSON.
void find(const RowView& row, const RuleSettings&, Findings& findings) {
    for (std::size_t i = 0; i < row.passages.size() && !findings.full(); ++i) {
        const Passage& passage = row.passages[i];
        if (passage.speaker != Speaker::Assistant || (!passage.has('{') && !passage.has('[')))
            continue;
        lookAt(passage.text, 0, passage.text.size(), i, findings);
        for (const ByteRange& part : passage.codeParts) {
            const auto lineEnd = std::min<std::size_t>(passage.text.find('\n', part.begin), part.end);
            const Fence fence = fenceOf(passage.text, part.begin, lineEnd);
            if (fence.mark == 0 || lineEnd == part.end || asciiLower(fence.word) != "json")
                continue;
            // Without a closing fence the last line belongs to the block.
            const std::size_t lastLine = passage.text.rfind('\n', part.end - 1) + 1;
            const bool closed =
                lastLine > lineEnd + 1 && fenceOf(passage.text, lastLine, part.end).closes(fence);
            lookAt(passage.text, lineEnd, closed ? lastLine : part.end, i, findings);
        }
    }
}

} // namespace

Rule unclosedJson() {
    return {
        .name = "unclosed_json", .presets = kInstruction, .reasons = {"finding.unclosed_json"}, .find = find};
}

} // namespace luthier::cleaning::rules
