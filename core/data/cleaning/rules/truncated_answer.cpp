#include <cleaning/characters.h>
#include <cleaning/code_parts.h>
#include <cleaning/lines.h>
#include <cleaning/rule.h>

#include <algorithm>
#include <array>

namespace luthier::cleaning::rules {

namespace {

enum ParameterIndex : std::size_t { kLeastBytes, kLeastLastLine };

/// English words and Korean particles behind which a sentence goes on.
constexpr std::array<std::string_view, 24> kGoingOn = {
    "a",  "an", "the",  "of",   "to",    "and", "or",  "with", "for",  "in",   "on",      "at",
    "by", "as", "from", "that", "which", "is",  "are", "was",  "were", "than", "because", "및"};
constexpr std::array<std::string_view, 5> kParticles = {"을", "를", "의", "와", "과"};

/// Last syllables of Korean sentences and of the notes that stand for them.
constexpr std::array<std::string_view, 40> kKoreanEndings = {
    "다", "요", "죠", "까", "네", "음", "함", "됨", "임", "것", "점", "등", "자", "라",
    "지", "야", "어", "아", "해", "줘", "래", "게", "걸", "군", "나", "세", "오", "기",
    "니", "냐", "데", "봐", "돼", "됩", "안", "템", "법", "료", "시", "리"};

std::size_t sentenceEnds(std::string_view text) {
    std::size_t ends = 0;
    for (std::size_t at = 0; at + 1 < text.size(); ++at)
        ends += (text[at] == '.' || text[at] == '?' || text[at] == '!') &&
                (text[at + 1] == ' ' || text[at + 1] == '\n');
    return ends;
}

bool isListOrHeading(std::string_view line) {
    const auto digits = line.find_first_not_of("0123456789");
    const bool numbered =
        digits != 0 && digits != std::string_view::npos && (line[digits] == '.' || line[digits] == ')');
    return numbered || std::string_view("-*+#|>=&@").find(line.front()) != std::string_view::npos ||
           line.starts_with("•") || line.starts_with("·");
}

template <std::size_t N>
bool endsWithOne(std::string_view text, const std::array<std::string_view, N>& endings) {
    return std::any_of(endings.begin(), endings.end(),
                       [&](std::string_view ending) { return text.ends_with(ending); });
}

/// Whether a line ends with whom or what it quotes: `… "  - C. S. Lewis`.
bool isSource(std::string_view line) {
    const auto dash = line.find_last_of("-\xE2"); // the dashes of Unicode begin with this byte
    if (dash == std::string_view::npos || dash == 0)
        return false;
    const auto before = trimmed(line.substr(0, dash));
    return !before.empty() && (before.back() == '"' || before.back() == '.' || before.ends_with("”"));
}

/// The reason, or empty. `line` is the last line, `text` the answer without blanks at its ends.
std::string_view reasonOf(std::string_view text, std::string_view line, const RuleSettings& settings) {
    if (static_cast<double>(text.size()) < settings.values[kLeastBytes])
        return "";
    const CodePoint last = lastCharacter(line);
    if (last.value == ',' || last.value == '(' || last.value == U'、' || last.value == U'，')
        return "finding.truncated_answer.goes_on";
    if (!isLatin(last.value) && !isHangulSyllable(last.value))
        return "";
    const auto lastWord = line.substr(line.find_last_of(" \t") + 1);
    const bool prose = sentenceEnds(text) >= 2;
    if (!prose || isListOrHeading(line) || lastWord.size() == line.size())
        return "";
    if (std::find(kGoingOn.begin(), kGoingOn.end(), lastWord) != kGoingOn.end() ||
        endsWithOne(lastWord, kParticles))
        return "finding.truncated_answer.goes_on";
    const bool name = lastWord.find("://") != std::string_view::npos || lastWord.front() == '#' ||
                      lastWord.front() == '@' || isSource(line);
    if (name || static_cast<double>(countCodePoints(line)) < settings.values[kLeastLastLine])
        return "";
    if (isHangulSyllable(last.value) && endsWithOne(lastWord, kKoreanEndings))
        return "";
    return "finding.truncated_answer.no_end";
}

void find(const RowView& row, const RuleSettings& settings, Findings& findings) {
    for (std::size_t i = 0; i < row.passages.size(); ++i) {
        const Passage& passage = row.passages[i];
        if (passage.speaker != Speaker::Assistant || passage.role == "rejected")
            continue;
        const ByteRange inside = withoutOuterBlanks(passage.text);
        if (inside.begin == inside.end || passage.isInsideCode(inside.end - 1))
            continue;
        const auto text = passage.text.substr(inside.begin, inside.end - inside.begin);
        const auto line = text.substr(text.rfind('\n') + 1);
        // An indented last line is that of a listing.
        const auto why =
            isBlank(static_cast<unsigned char>(line.front())) ? "" : reasonOf(text, line, settings);
        if (why.empty() || isMostlyCode(text))
            continue;
        const auto lineBegin = static_cast<std::uint32_t>(line.data() - passage.text.data());
        findings.add(why, i, {lineBegin, inside.end});
    }
}

} // namespace

Rule truncatedAnswer() {
    return {.name = "truncated_answer",
            .presets = kInstruction,
            .parameters = {{"least_bytes", 100, 1, 1e6}, {"least_last_line", 60, 1, 1e6}},
            .reasons = {"finding.truncated_answer.goes_on", "finding.truncated_answer.no_end"},
            .find = find};
}

} // namespace luthier::cleaning::rules
