#include <cleaning/rule.h>
#include <cleaning/words.h>

#include <base/hash.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace luthier::cleaning::rules {

namespace {

enum ParameterIndex : std::size_t {
    kLines,
    kParagraphs,
    kLineCharacters,
    kParagraphCharacters,
    kTop2,
    kTop3,
    kTop4,
    kRepeated5
};

/// Pieces of a text between runs of at least `least` line feeds, empty ones with them (Python's re.split).
std::vector<std::string_view> piecesOf(std::string_view text, std::size_t least) {
    std::vector<std::string_view> pieces;
    std::size_t begin = 0;
    for (auto at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at)) {
        const std::size_t run = at;
        while (at < text.size() && text[at] == '\n')
            ++at;
        if (at - run < least)
            continue;
        pieces.push_back(text.substr(begin, run - begin));
        begin = at;
    }
    pieces.push_back(text.substr(begin));
    return pieces;
}

/// Pieces that stood before, and their characters, as shares of all pieces and of the text.
struct Repeated {
    double pieces = 0;
    double characters = 0;
};

Repeated repeatedOf(const std::vector<std::string_view>& pieces, double characters) {
    std::unordered_set<std::string_view> seen;
    Repeated repeated;
    for (const auto piece : pieces)
        if (!seen.insert(piece).second) {
            ++repeated.pieces;
            repeated.characters += static_cast<double>(countCodePoints(piece));
        }
    repeated.pieces /= static_cast<double>(pieces.size());
    repeated.characters /= characters;
    return repeated;
}

/// The words of a text as numbers, and how many characters stand before each.
struct Numbered {
    std::vector<std::uint32_t> ids;
    std::vector<std::size_t> before; // one more than words

    Hash128 hashOf(std::size_t first, std::size_t n) const {
        return hash128({reinterpret_cast<const char*>(ids.data() + first), n * sizeof(std::uint32_t)});
    }
    double charactersOf(std::size_t first, std::size_t n) const {
        return static_cast<double>(before[first + n] - before[first]);
    }
};

struct HashOfHash {
    std::size_t operator()(const Hash128& hash) const { return hash.low; }
};

Numbered numbered(std::string_view text) {
    Numbered words;
    std::unordered_map<std::string_view, std::uint32_t> known;
    words.before.push_back(0);
    for (const auto word : wordsOf(text)) {
        words.ids.push_back(known.emplace(word, static_cast<std::uint32_t>(known.size())).first->second);
        words.before.push_back(words.before.back() + countCodePoints(word));
    }
    return words;
}

/// Characters of the n-gram that is there most often, blanks between its words with them; the first one of
/// several.
double topCharacters(const Numbered& words, std::size_t n) {
    std::unordered_map<Hash128, std::pair<std::size_t, std::size_t>, HashOfHash> counts; // first place, count
    std::size_t most = 0;
    for (std::size_t at = 0; at + n <= words.ids.size(); ++at) {
        auto& [place, count] = counts.try_emplace(words.hashOf(at, n), at, 0).first->second;
        most = std::max(most, ++count);
    }
    std::size_t first = words.ids.size();
    for (const auto& [hash, entry] : counts)
        if (entry.second == most)
            first = std::min(first, entry.first);
    return most == 0
               ? 0
               : (words.charactersOf(first, n) + static_cast<double>(n - 1)) * static_cast<double>(most);
}

/// Characters of n-grams that stood before, each word counted once, without blanks.
double repeatedCharacters(const Numbered& words, std::size_t n) {
    std::unordered_set<Hash128, HashOfHash> seen;
    double characters = 0;
    for (std::size_t at = 0; at + n <= words.ids.size();) {
        if (seen.insert(words.hashOf(at, n)).second) {
            ++at;
            continue;
        }
        characters += words.charactersOf(at, n);
        at += n;
    }
    return characters;
}

/// Gopher, arXiv 2112.11446, table A1, as datatrove computes it: shares of all characters of the text, blanks
/// with them.
void lookAt(std::string_view text, std::size_t i, const RuleSettings& settings, Findings& findings) {
    const auto characters = static_cast<double>(countCodePoints(text));
    const auto told = [&](std::string_view why, double share, std::size_t limit, std::size_t n = 0) {
        if (share <= settings.values[limit])
            return;
        Parameters parameters = {{"percent", std::to_string(static_cast<int>(share * 100 + 0.5))}};
        if (n > 0)
            parameters["n"] = std::to_string(n);
        findings.add(why, i, {}, std::move(parameters));
    };
    const Repeated paragraphs = repeatedOf(piecesOf(stripped(text), 2), characters);
    told("finding.gopher_repetition.paragraphs", paragraphs.pieces, kParagraphs);
    told("finding.gopher_repetition.paragraph_characters", paragraphs.characters, kParagraphCharacters);
    const Repeated lines = repeatedOf(piecesOf(text, 1), characters);
    told("finding.gopher_repetition.lines", lines.pieces, kLines);
    told("finding.gopher_repetition.line_characters", lines.characters, kLineCharacters);
    const Numbered words = numbered(text);
    for (const std::size_t n : {2U, 3U, 4U})
        told("finding.gopher_repetition.top_gram", topCharacters(words, n) / characters, kTop2 + n - 2, n);
    for (std::size_t n = 5; n <= 10; ++n)
        told("finding.gopher_repetition.grams", repeatedCharacters(words, n) / characters, kRepeated5 + n - 5,
             n);
}

void find(const RowView& row, const RuleSettings& settings, Findings& findings) {
    for (const std::size_t i : documentsOf(row))
        lookAt(row.passages[i].text, i, settings, findings);
}

} // namespace

Rule gopherRepetition() {
    return {.name = "gopher_repetition",
            .presets = kWeb,
            .parameters = {{"lines", 0.30, 0, 1},
                           {"paragraphs", 0.30, 0, 1},
                           {"line_characters", 0.20, 0, 1},
                           {"paragraph_characters", 0.20, 0, 1},
                           {"top_2", 0.20, 0, 1},
                           {"top_3", 0.18, 0, 1},
                           {"top_4", 0.16, 0, 1},
                           {"repeated_5", 0.15, 0, 1},
                           {"repeated_6", 0.14, 0, 1},
                           {"repeated_7", 0.13, 0, 1},
                           {"repeated_8", 0.12, 0, 1},
                           {"repeated_9", 0.11, 0, 1},
                           {"repeated_10", 0.10, 0, 1}},
            .reasons = {"finding.gopher_repetition.paragraphs",
                        "finding.gopher_repetition.paragraph_characters", "finding.gopher_repetition.lines",
                        "finding.gopher_repetition.line_characters", "finding.gopher_repetition.top_gram",
                        "finding.gopher_repetition.grams"},
            .find = find};
}

} // namespace luthier::cleaning::rules
