#include <cleaning/characters.h>
#include <cleaning/rule.h>
#include <cleaning/words.h>

#include <algorithm>
#include <array>

namespace luthier::cleaning::rules {

namespace {

enum ParameterIndex : std::size_t { kLeastSentences, kLeastWords, kLongestWord };

constexpr std::array<std::string_view, 6> kPolicies = {"terms of use", "privacy policy", "cookie policy",
                                                       "uses cookies", "use of cookies", "use cookies"};
constexpr std::string_view kEnds = ".?!\"'";

/// Words of a line at blanks, and the longest one's characters.
struct LineWords {
    double words = 0;
    double longest = 0;
};

LineWords wordsOfLine(std::string_view line) {
    LineWords counts;
    double length = 0;
    for (std::size_t at = 0; at < line.size();) {
        const auto c = decodeUtf8(line, at);
        at += c.length;
        length = isBlank(c.value) ? 0 : length + 1;
        counts.words += length == 1 ? 1 : 0;
        counts.longest = std::max(counts.longest, length);
    }
    return counts;
}

/// Without citations of an encyclopedia: `[12]`, `[edit]`, `[citation needed]`.
std::string withoutCitations(std::string_view line) {
    std::string plain;
    for (std::size_t at = 0; at < line.size();) {
        std::size_t end = 0;
        if (line[at] == '[') {
            std::size_t digits = at + 1;
            while (digits < line.size() && isAsciiDigit(line[digits]))
                ++digits;
            if (digits < line.size() && line[digits] == ']')
                end = digits + 1;
            for (const std::string_view note :
                 {std::string_view("[edit]"), std::string_view("[citation needed]")})
                if (line.substr(at).starts_with(note))
                    end = at + note.size();
        }
        if (end == 0)
            plain += line[at++];
        else
            at = end;
    }
    return plain;
}

/// Why C4 drops a line; empty when it keeps it. `finding.c4_quality.lorem_ipsum` and `.curly_bracket` drop
/// the document. The order is that of datatrove.
std::string_view reasonOf(std::string_view line, const std::string& plain, const RuleSettings& settings) {
    const LineWords counts = wordsOfLine(line);
    if (counts.longest > settings.values[kLongestWord])
        return "finding.c4_quality.long_word";
    if (plain.empty() || kEnds.find(plain.back()) == std::string_view::npos || plain.ends_with("..."))
        return "finding.c4_quality.line_end";
    if (counts.words < settings.values[kLeastWords])
        return "finding.c4_quality.short_line";
    const std::string lower = asciiLower(plain);
    if (lower.find("lorem ipsum") != std::string::npos)
        return "finding.c4_quality.lorem_ipsum";
    if (lower.find("javascript") != std::string::npos)
        return "finding.c4_quality.javascript";
    if (plain.find('{') != std::string::npos)
        return "finding.c4_quality.curly_bracket";
    const bool policy = std::any_of(kPolicies.begin(), kPolicies.end(), [&](std::string_view phrase) {
        return lower.find(phrase) != std::string::npos;
    });
    return policy ? "finding.c4_quality.policy" : "";
}

/// C4, arXiv 1910.10683, section 2.2, as datatrove computes it. Lines are named one by one and left.
void lookAt(std::string_view text, std::size_t i, const RuleSettings& settings, Findings& findings) {
    std::int64_t sentences = 0;
    for (const auto whole : linesOf(text)) {
        const auto line = stripped(whole);
        const std::string plain = withoutCitations(line);
        const auto why = reasonOf(line, plain, settings);
        const bool blank = line.empty(); // dropped too, but nothing to tell of
        const auto begin = static_cast<std::uint32_t>(whole.data() - text.data());
        if (!why.empty() && !blank)
            findings.add(why, i, {begin, begin + static_cast<std::uint32_t>(whole.size())});
        if (why == "finding.c4_quality.lorem_ipsum" || why == "finding.c4_quality.curly_bracket")
            return;
        sentences += why.empty() ? countSentences(plain) : 0;
    }
    if (static_cast<double>(sentences) < settings.values[kLeastSentences])
        findings.add("finding.c4_quality.few_sentences", i, {}, {{"sentences", std::to_string(sentences)}});
}

void find(const RowView& row, const RuleSettings& settings, Findings& findings) {
    for (const std::size_t i : documentsOf(row))
        lookAt(row.passages[i].text, i, settings, findings);
}

} // namespace

Rule c4Quality() {
    return {.name = "c4_quality",
            .presets = kWeb,
            .parameters = {{"least_sentences", 5, 0, 1e6},
                           {"least_words", 3, 0, 1000},
                           {"longest_word", 1000, 1, 1e9}},
            .reasons = {"finding.c4_quality.long_word", "finding.c4_quality.line_end",
                        "finding.c4_quality.short_line", "finding.c4_quality.lorem_ipsum",
                        "finding.c4_quality.javascript", "finding.c4_quality.curly_bracket",
                        "finding.c4_quality.policy", "finding.c4_quality.few_sentences"},
            .find = find};
}

} // namespace luthier::cleaning::rules
