#include <cleaning/lines.h>
#include <cleaning/rule.h>
#include <cleaning/words.h>

namespace luthier::cleaning::rules {

namespace {

enum ParameterIndex : std::size_t { kLeastParagraphs, kLeastCharacters };

/// mC4, arXiv 2010.11934, section 3.1: three lines of 200 characters.
void find(const RowView& row, const RuleSettings& settings, Findings& findings) {
    for (const std::size_t i : documentsOf(row)) {
        double paragraphs = 0;
        const std::string_view text = row.passages[i].text;
        forEachLine(text, [&](std::size_t begin, std::size_t end) {
            const auto characters = static_cast<double>(countCodePoints(text.substr(begin, end - begin)));
            paragraphs += characters >= settings.values[kLeastCharacters] ? 1 : 0;
        });
        if (paragraphs < settings.values[kLeastParagraphs])
            findings.add("finding.c4_paragraphs", i, {},
                         {{"paragraphs", std::to_string(static_cast<int>(paragraphs))}});
    }
}

} // namespace

Rule c4Paragraphs() {
    return {.name = "c4_paragraphs",
            .presets = kWeb,
            .parameters = {{"least_paragraphs", 3, 0, 1000}, {"least_characters", 200, 1, 1e6}},
            .reasons = {"finding.c4_paragraphs"},
            .find = find};
}

} // namespace luthier::cleaning::rules
