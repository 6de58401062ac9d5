#include <cleaning/characters.h>
#include <cleaning/rule.h>
#include <cleaning/words.h>

#include <algorithm>
#include <array>
#include <set>

namespace luthier::cleaning::rules {

namespace {

enum ParameterIndex : std::size_t {
    kLeastWords,
    kMostWords,
    kLeastMeanLength,
    kMostMeanLength,
    kMostSymbols,
    kMostBullets,
    kMostEllipsisLines,
    kLeastLetters,
    kLeastStopWords
};

constexpr std::array<std::string_view, 8> kStopWords = {"the", "be",   "to",   "of",
                                                        "and", "that", "have", "with"};

/// What is counted of a document.
struct Counts {
    double words = 0;
    double plainWords = 0; // not of punctuation alone
    double plainCharacters = 0;
    double wordsWithLetter = 0;
    double hashes = 0;
    double ellipses = 0;
    double lines = 0;
    double bulletLines = 0;
    double ellipsisLines = 0;
    double stopWords = 0;
};

bool holdsLetter(std::string_view word) {
    for (std::size_t at = 0; at < word.size();) {
        const auto c = decodeUtf8(word, at);
        if (isLetter(c.value))
            return true;
        at += c.length;
    }
    return false;
}

double occurrences(std::string_view text, std::string_view part) {
    double count = 0;
    for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size()))
        ++count;
    return count;
}

Counts countsOf(std::string_view text) {
    Counts counts;
    std::set<std::string_view> stopWords;
    for (const auto word : wordsOf(text)) {
        ++counts.words;
        counts.wordsWithLetter += holdsLetter(word) ? 1 : 0;
        if (!isPunctuation(word)) {
            ++counts.plainWords;
            counts.plainCharacters += static_cast<double>(countCodePoints(word));
        }
        if (std::find(kStopWords.begin(), kStopWords.end(), word) != kStopWords.end())
            stopWords.insert(word);
    }
    counts.stopWords = static_cast<double>(stopWords.size());
    counts.hashes = occurrences(text, "#");
    counts.ellipses = occurrences(text, "...") + occurrences(text, "…");
    for (const auto line : linesOf(text)) {
        const auto inner = stripped(line);
        ++counts.lines;
        counts.bulletLines += inner.starts_with("•") || inner.starts_with("-") ? 1 : 0;
        counts.ellipsisLines += inner.ends_with("...") || inner.ends_with("…") ? 1 : 0;
    }
    return counts;
}

std::string percent(double share) {
    return std::to_string(static_cast<int>(share * 100 + 0.5));
}

/// Scaling Language Models (Gopher), arXiv 2112.11446, appendix A.1, in the figures and order of datatrove.
/// Mean length and stop words are those of English and asked of Latin script alone.
void lookAt(std::string_view text, std::size_t i, const RuleSettings& settings, Findings& findings) {
    const auto& limits = settings.values;
    const Counts counts = countsOf(text);
    const std::string words = std::to_string(static_cast<std::int64_t>(counts.plainWords));
    if (counts.plainWords < limits[kLeastWords])
        findings.add("finding.gopher_quality.few_words", i, {}, {{"words", words}});
    if (counts.plainWords > limits[kMostWords])
        findings.add("finding.gopher_quality.many_words", i, {}, {{"words", words}});
    if (counts.words == 0)
        return;
    const bool latin = scriptsOf(text).isLatin();
    const double mean = counts.plainWords > 0 ? counts.plainCharacters / counts.plainWords : 0;
    if (latin && counts.plainWords > 0 && mean < limits[kLeastMeanLength])
        findings.add("finding.gopher_quality.short_words", i, {});
    if (latin && mean > limits[kMostMeanLength])
        findings.add("finding.gopher_quality.long_words", i, {});
    const auto share = [&](std::string_view why, double part, double whole, double most) {
        if (whole > 0 && part / whole > most)
            findings.add(why, i, {}, {{"percent", percent(part / whole)}});
    };
    share("finding.gopher_quality.hashes", counts.hashes, counts.words, limits[kMostSymbols]);
    share("finding.gopher_quality.ellipses", counts.ellipses, counts.words, limits[kMostSymbols]);
    share("finding.gopher_quality.bullets", counts.bulletLines, counts.lines, limits[kMostBullets]);
    share("finding.gopher_quality.ellipsis_lines", counts.ellipsisLines, counts.lines,
          limits[kMostEllipsisLines]);
    if (counts.wordsWithLetter / counts.words < limits[kLeastLetters])
        findings.add("finding.gopher_quality.few_letters", i, {},
                     {{"percent", percent(counts.wordsWithLetter / counts.words)}});
    if (latin && counts.stopWords < limits[kLeastStopWords])
        findings.add("finding.gopher_quality.stop_words", i, {});
}

void find(const RowView& row, const RuleSettings& settings, Findings& findings) {
    for (const std::size_t i : documentsOf(row))
        lookAt(row.passages[i].text, i, settings, findings);
}

} // namespace

Rule gopherQuality() {
    return {.name = "gopher_quality",
            .presets = kWeb,
            .parameters = {{"least_words", 50, 0, 1e9},
                           {"most_words", 100000, 1, 1e9},
                           {"least_mean_length", 3, 0, 100},
                           {"most_mean_length", 10, 1, 1000},
                           {"most_symbols", 0.1, 0, 1},
                           {"most_bullets", 0.9, 0, 1},
                           {"most_ellipsis_lines", 0.3, 0, 1},
                           {"least_letters", 0.8, 0, 1},
                           {"least_stop_words", 2, 0, 8}},
            .reasons = {"finding.gopher_quality.few_words", "finding.gopher_quality.many_words",
                        "finding.gopher_quality.short_words", "finding.gopher_quality.long_words",
                        "finding.gopher_quality.hashes", "finding.gopher_quality.ellipses",
                        "finding.gopher_quality.bullets", "finding.gopher_quality.ellipsis_lines",
                        "finding.gopher_quality.few_letters", "finding.gopher_quality.stop_words"},
            .find = find};
}

} // namespace luthier::cleaning::rules
