#include <cleaning/characters.h>
#include <cleaning/rule.h>

#include <array>

namespace luthier::cleaning::rules {

namespace {

constexpr char32_t kBlackFlag = 0x1F3F4;

/// Letters that are not shown, by which flags of regions are written and texts hidden.
constexpr bool isTag(char32_t c) {
    return c >= 0xE0000 && c <= 0xE007F;
}

constexpr bool isControl(char32_t c) {
    return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7F && c <= 0x9F) || c == 0xAD ||
           c == 0x2028 || c == 0x2029 || isWidthless(c) || isTag(c) || (c >= 0xFFF9 && c <= 0xFFFB);
}

/// Characters that separate lines are a line feed, all others nothing.
constexpr bool separatesLines(char32_t c) {
    return c == 0x0B || c == 0x0C || c == 0x85 || c == 0x2028 || c == 0x2029;
}

/// Behind an escape sequence of a terminal (ECMA-48, CSI) that begins at `at`; `at` when there is none.
std::size_t endOfEscape(std::string_view text, std::size_t at) {
    if (text.substr(at, 2) != "\x1b[")
        return at;
    std::size_t end = at + 2;
    while (end < text.size() && text[end] >= 0x20 && text[end] <= 0x3F)
        ++end;
    return end < text.size() && text[end] >= 0x40 && text[end] <= 0x7E ? end + 1 : at;
}

/// Bytes with which the characters above begin, other than those of ASCII.
constexpr std::array<char, 4> kLeads = {'\xC2', '\xE2', '\xEF', '\xF3'};

bool mayHold(const Passage& passage) {
    for (std::size_t byte = 0; byte < 0x20; ++byte)
        if (passage.bytes[byte] && byte != '\t' && byte != '\n' && byte != '\r')
            return true;
    for (const char lead : kLeads)
        if (passage.has(lead))
            return true;
    return passage.has('\x7F');
}

/// A run of them that begins at `at`, and what stands in its place.
struct Run {
    std::size_t end = 0;
    std::string replacement;
    char32_t first = 0;
};

Run runAt(std::string_view text, std::size_t at) {
    Run run{at, {}, 0};
    while (run.end < text.size()) {
        const auto c = decodeUtf8(text, run.end);
        const auto escape = c.value == 0x1B ? endOfEscape(text, run.end) : run.end;
        if (escape == run.end && !isControl(c.value))
            break;
        if (run.first == 0 && run.end == at)
            run.first = c.value;
        if (separatesLines(c.value))
            run.replacement += '\n';
        run.end = escape > run.end ? escape : run.end + c.length;
    }
    return run;
}

std::string codeName(char32_t c) {
    static constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string name;
    for (char32_t rest = c; rest > 0 || name.size() < 4; rest /= 16)
        name.insert(name.begin(), kDigits[rest % 16]);
    return "U+" + name;
}

void lookAt(const Passage& passage, std::size_t index, Findings& findings) {
    const std::string_view text = passage.text;
    char32_t before = 0;
    for (std::size_t at = 0; at < text.size() && !findings.full();) {
        // Only bytes that may begin one are decoded.
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte >= 0x20 && byte < 0x7F) {
            before = byte;
            ++at;
            continue;
        }
        const auto c = decodeUtf8(text, at);
        if (!isControl(c.value)) {
            before = c.value;
            at += c.length;
            continue;
        }
        const Run run = runAt(text, at);
        if (!(before == kBlackFlag && isTag(c.value)))
            findings.mend("finding.control_characters", index,
                          {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(run.end)},
                          run.replacement, {{"character", codeName(run.first)}});
        at = run.end;
    }
}

void find(const RowView& row, const RuleSettings&, Findings& findings) {
    for (std::size_t i = 0; i < row.passages.size(); ++i)
        if (mayHold(row.passages[i]))
            lookAt(row.passages[i], i, findings);
}

} // namespace

Rule controlCharacters() {
    return {.name = "control_characters",
            .presets = kInstruction | kWeb,
            .reasons = {"finding.control_characters"},
            .mends = true,
            .find = find};
}

} // namespace luthier::cleaning::rules
