#include <cleaning/characters.h>
#include <cleaning/rule.h>

#include <algorithm>

namespace luthier::cleaning::rules {

namespace {

enum ParameterIndex : std::size_t { kLeastRun, kLeastWords };

/// Characters that are drawn or filled with: lines of tables, rules between sections, blanks, dots of a table
/// of contents, zeros.
bool isFilling(char32_t c) {
    static constexpr std::string_view kAscii = "-=_*#.~+|/\\:^<>`'\"0123456789";
    return isBlank(c) || (c < 0x80 && kAscii.find(static_cast<char>(c)) != std::string_view::npos) ||
           (c >= 0x2010 && c <= 0x2027) || (c >= 0x2500 && c <= 0x25FF) || (c >= 0x30FB && c <= 0x30FC) ||
           c == 0x00B7 || c == 0x318D;
}

/// Whether the run stands in one long word of ASCII, as in base64 or a sequence of genes.
bool isInsideLongWord(std::string_view text, std::size_t begin, std::size_t end, std::size_t run) {
    const auto isWord = [&](std::size_t at) {
        const auto c = static_cast<unsigned char>(text[at]);
        return c > ' ' && c < 0x7F;
    };
    std::size_t around = 0;
    for (std::size_t at = begin; at > 0 && isWord(at - 1) && around <= 2 * run; --at)
        ++around;
    for (std::size_t at = end; at < text.size() && isWord(at) && around <= 2 * run; ++at)
        ++around;
    return around > run;
}

void findRuns(const Passage& passage, std::size_t index, double least, Findings& findings) {
    const std::string_view text = passage.text;
    char32_t before = 0;
    std::size_t begin = 0;
    std::size_t length = 0;
    const auto close = [&](std::size_t end) {
        if (static_cast<double>(length) < least || isFilling(before) || passage.isInsideCode(begin) ||
            (before < 0x80 && isInsideLongWord(text, begin, end, end - begin)))
            return;
        std::string character;
        appendUtf8(character, before);
        findings.add("finding.repeated_characters", index,
                     {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)},
                     {{"character", character}, {"count", std::to_string(length)}});
    };
    for (std::size_t at = 0; at < text.size() && !findings.full();) {
        const auto byte = static_cast<unsigned char>(text[at]);
        const auto c = byte < 0x80 ? CodePoint{byte, 1, true} : decodeUtf8(text, at);
        if (c.value == before) {
            ++length;
        } else {
            close(at);
            before = c.value;
            begin = at;
            length = 1;
        }
        at += c.length;
    }
    close(text.size());
}

/// The same word again and again, as a model says it that no longer finds an end.
void findWords(const Passage& passage, std::size_t index, double least, Findings& findings) {
    const std::string_view text = passage.text;
    std::string_view before;
    std::size_t begin = 0;
    std::size_t count = 0;
    std::size_t end = 0;
    const auto close = [&] {
        if (static_cast<double>(count) < least || passage.isInsideCode(begin))
            return;
        const auto first = decodeUtf8(before, 0);
        if (!isLetter(first.value))
            return;
        findings.add("finding.repeated_characters.words", index,
                     {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)},
                     {{"word", std::string(utf8Prefix(before, 60))}, {"count", std::to_string(count)}});
    };
    constexpr std::string_view kBlanks = " \t\r\n";
    for (auto at = text.find_first_not_of(kBlanks); at != std::string_view::npos && !findings.full();) {
        const auto stop = std::min(text.find_first_of(kBlanks, at), text.size());
        const auto word = text.substr(at, stop - at);
        if (word == before) {
            ++count;
        } else {
            close();
            before = word;
            begin = at;
            count = 1;
        }
        end = stop;
        at = text.find_first_not_of(kBlanks, stop);
    }
    close();
}

void find(const RowView& row, const RuleSettings& settings, Findings& findings) {
    for (std::size_t i = 0; i < row.passages.size(); ++i) {
        findRuns(row.passages[i], i, settings.values[kLeastRun], findings);
        findWords(row.passages[i], i, settings.values[kLeastWords], findings);
    }
}

} // namespace

Rule repeatedCharacters() {
    return {.name = "repeated_characters",
            .presets = kInstruction | kWeb,
            .parameters = {{"least_run", 10, 3, 1e6}, {"least_words", 6, 3, 1e6}},
            .reasons = {"finding.repeated_characters", "finding.repeated_characters.words"},
            .find = find};
}

} // namespace luthier::cleaning::rules
