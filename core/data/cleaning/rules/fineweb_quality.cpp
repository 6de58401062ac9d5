#include <cleaning/characters.h>
#include <cleaning/lines.h>
#include <cleaning/rule.h>
#include <cleaning/words.h>

#include <unordered_set>

namespace luthier::cleaning::rules {

namespace {

enum ParameterIndex : std::size_t { kLeastEnded, kMostShort, kShortLine, kMostRepeated, kMostLineFeeds };

/// The ends of sentences of datatrove (TERMINAL_PUNCTUATION), of the scripts people write today.
constexpr std::u32string_view kEnds = U".?!。．｡？！؟۔։।॥။၊។៕៖፧።᠃᠉᭚᭛᭞᭟᱾᱿⁇⁈⁉⸮‼﹒﹖﹗";

struct Counts {
    double lines = 0;
    double ended = 0;
    double shortLines = 0;
    double repeatedCharacters = 0;
    double characters = 0; // without line feeds
    double lineFeeds = 0;
};

Counts countsOf(std::string_view text, double shortLine) {
    Counts counts;
    std::unordered_set<std::string_view> seen;
    forEachLine(text, [&](std::size_t begin, std::size_t end) {
        const auto line = text.substr(begin, end - begin);
        counts.lineFeeds += end < text.size() ? 1 : 0;
        const auto characters = static_cast<double>(countCodePoints(line));
        counts.characters += characters;
        if (stripped(line).empty())
            return;
        ++counts.lines;
        counts.ended += kEnds.find(lastCharacter(line).value) != std::u32string_view::npos ? 1 : 0;
        counts.shortLines += characters <= shortLine ? 1 : 0;
        counts.repeatedCharacters += seen.insert(line).second ? 0 : characters;
    });
    return counts;
}

std::string percent(double share) {
    return std::to_string(static_cast<int>(share * 100 + 0.5));
}

/// FineWeb, arXiv 2406.17557, section 3.6, as datatrove computes it.
void lookAt(std::string_view text, std::size_t i, const RuleSettings& settings, Findings& findings) {
    const auto& limits = settings.values;
    const Counts counts = countsOf(text, limits[kShortLine]);
    if (counts.lines == 0)
        return;
    if (counts.ended / counts.lines < limits[kLeastEnded])
        findings.add("finding.fineweb_quality.line_ends", i, {},
                     {{"percent", percent(counts.ended / counts.lines)}});
    if (counts.shortLines / counts.lines > limits[kMostShort])
        findings.add("finding.fineweb_quality.short_lines", i, {},
                     {{"percent", percent(counts.shortLines / counts.lines)}});
    if (counts.repeatedCharacters / counts.characters > limits[kMostRepeated])
        findings.add("finding.fineweb_quality.repeated_lines", i, {},
                     {{"percent", percent(counts.repeatedCharacters / counts.characters)}});
    const auto words = static_cast<double>(wordsOf(text).size());
    if (words > 0 && counts.lineFeeds / words > limits[kMostLineFeeds])
        findings.add("finding.fineweb_quality.list", i, {});
}

void find(const RowView& row, const RuleSettings& settings, Findings& findings) {
    for (const std::size_t i : documentsOf(row))
        lookAt(row.passages[i].text, i, settings, findings);
}

} // namespace

Rule finewebQuality() {
    return {.name = "fineweb_quality",
            .presets = kWeb,
            .parameters = {{"least_ended", 0.12, 0, 1},
                           {"most_short", 0.67, 0, 1},
                           {"short_line", 30, 0, 1000},
                           {"most_repeated", 0.01, 0, 1},
                           {"most_line_feeds", 0.3, 0, 10}},
            .reasons = {"finding.fineweb_quality.line_ends", "finding.fineweb_quality.short_lines",
                        "finding.fineweb_quality.repeated_lines", "finding.fineweb_quality.list"},
            .find = find};
}

} // namespace luthier::cleaning::rules
