#include <cleaning/characters.h>
#include <cleaning/rule.h>

#include <array>

namespace luthier::cleaning::rules {

namespace {

/// What Windows-1252 shows for the bytes 80 to 9F; 0 where it shows nothing (Latin-1's control is taken).
constexpr std::array<char16_t, 32> kWindows1252 = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

/// The byte that was shown as a character; nothing for one of ASCII and for those that no byte gives.
std::optional<unsigned char> byteShownAs(char32_t c) {
    if (c >= 0x80 && c <= 0xFF)
        return static_cast<unsigned char>(c);
    if (c > 0xFF)
        for (std::size_t i = 0; i < kWindows1252.size(); ++i)
            if (kWindows1252[i] == c)
                return static_cast<unsigned char>(0x80 + i);
    return {};
}

/// A character of UTF-8 whose bytes were each shown as a character.
struct Shown {
    char32_t value = 0;
    std::size_t end = 0; // behind its bytes; 0: there is none
};

Shown shownAt(std::string_view text, std::size_t at) {
    std::string bytes;
    std::size_t end = at;
    std::size_t wanted = 1;
    while (end < text.size() && bytes.size() < wanted) {
        const auto c = decodeUtf8(text, end);
        const auto byte = byteShownAs(c.value);
        if (!byte)
            return {};
        if (bytes.empty())
            wanted = *byte >= 0xF0 ? 4 : *byte >= 0xE0 ? 3 : *byte >= 0xC2 ? 2 : 1;
        if (wanted == 1)
            return {};
        bytes += static_cast<char>(*byte);
        end += c.length;
    }
    if (bytes.size() < wanted)
        return {};
    const auto decoded = decodeUtf8(bytes, 0);
    return decoded.valid && decoded.length == wanted ? Shown{decoded.value, end} : Shown{};
}

/// Neighbours that were shown so, as what they were.
struct Run {
    std::string text;
    std::size_t characters = 0;
    std::size_t end = 0;
    char32_t first = 0;
};

Run runAt(std::string_view text, std::size_t at) {
    Run run;
    run.end = at;
    for (Shown shown = shownAt(text, at); shown.end > 0; shown = shownAt(text, run.end)) {
        if (run.characters == 0)
            run.first = shown.value;
        ++run.characters;
        appendUtf8(run.text, shown.value);
        run.end = shown.end;
        if (run.end >= text.size())
            break;
    }
    return run;
}

/// One character alone may be meant as it stands ("é" before a French quotation mark is E9 A0 BB): letters of
/// Latin-1 (Ã, Â), punctuation (â€), emoji (ðŸ) are taken alone, others in twos.
bool isCertain(const Run& run, std::string_view text, std::size_t at) {
    if (run.characters > 1)
        return true;
    const char32_t c = run.first;
    if ((c >= 0x2010 && c <= 0x2044) || c == 0x20AC || c == 0x2122 || c >= 0x1F000)
        return true;
    // "Ã”" closes a quotation in Portuguese capitals; inside a word it is none.
    const bool inside =
        at > 0 && isAsciiLetter(text[at - 1]) && run.end < text.size() && isAsciiLetter(text[run.end]);
    const char32_t second = run.end > at ? lastCharacter(text.substr(at, run.end - at)).value : 0;
    return c >= 0xA0 && c <= 0xFF && (inside || (second >= 0xA0 && second <= 0xFF));
}

/// U+FFFD stands where bytes were lost; "占쏙옙" is what U+FFFD became when it was read as CP949 and written
/// again.
constexpr std::array<std::string_view, 2> kLost = {"\xEF\xBF\xBD", "占쏙옙"};

void findLost(const Passage& passage, std::size_t index, Findings& findings) {
    for (const auto lost : kLost)
        for (auto at = passage.text.find(lost); at != std::string_view::npos && !findings.full();) {
            std::size_t end = at;
            while (passage.text.substr(end, lost.size()) == lost)
                end += lost.size();
            findings.add("finding.mojibake.lost", index,
                         {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)});
            at = passage.text.find(lost, end);
        }
}

void find(const RowView& row, const RuleSettings&, Findings& findings) {
    for (std::size_t i = 0; i < row.passages.size(); ++i) {
        const Passage& passage = row.passages[i];
        const std::string_view text = passage.text;
        if (passage.has('\xEF') || passage.has('\xE5'))
            findLost(passage, i, findings);
        if (!passage.has('\xC3'))
            continue; // the first of the bytes, C2 to F4, is shown as U+00C2 to U+00F4: C3 82 to C3 B4
        for (auto at = text.find('\xC3'); at != std::string_view::npos && !findings.full();) {
            const Run run = runAt(text, at);
            if (run.characters > 0 && isCertain(run, text, at))
                findings.mend("finding.mojibake", i,
                              {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(run.end)}, run.text,
                              {{"text", std::string(utf8Prefix(run.text, 40))}});
            at = text.find('\xC3', run.characters > 0 ? run.end : at + 1);
        }
    }
}

} // namespace

Rule mojibake() {
    return {.name = "mojibake",
            .presets = kInstruction | kWeb,
            .reasons = {"finding.mojibake", "finding.mojibake.lost"},
            .mends = true,
            .find = find};
}

} // namespace luthier::cleaning::rules
