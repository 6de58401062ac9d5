#include <cleaning/characters.h>
#include <cleaning/rule.h>

namespace luthier::cleaning::rules {

namespace {

enum ParameterIndex : std::size_t { kLeastCharacters };

/// Goes through the characters of a text as if blanks in a row were one, and ASCII letters small.
class Folded {
public:
    explicit Folded(std::string_view text)
        : m_text(text) {}
    bool ended() const { return m_at >= m_text.size(); }
    std::size_t at() const { return m_at; }
    char next() {
        const char c = m_text[m_at++];
        if (!isBlank(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80)
            return asciiLower(c);
        while (m_at < m_text.size() && static_cast<unsigned char>(m_text[m_at]) < 0x80 &&
               isBlank(static_cast<unsigned char>(m_text[m_at])))
            ++m_at;
        return ' ';
    }

private:
    std::string_view m_text;
    std::size_t m_at = 0;
};

/// Bytes of `answer` that the whole of `prompt` takes at its beginning; 0 when it does not begin so.
std::size_t repeatedLength(std::string_view prompt, std::string_view answer) {
    Folded said(prompt);
    Folded again(answer);
    while (!said.ended())
        if (again.ended() || said.next() != again.next())
            return 0;
    return again.at();
}

std::string_view inner(const Passage& passage) {
    const ByteRange inside = withoutOuterBlanks(passage.text);
    return passage.text.substr(inside.begin, inside.end - inside.begin);
}

/// Whether the answer at `index` repeats one of the texts of the turn before it.
bool lookAt(const RowView& row, const Turn& question, std::size_t index, double least, Findings& findings) {
    const std::string_view answer = inner(row.passages[index]);
    for (std::size_t i = question.firstPassage; i < question.firstPassage + question.passages; ++i) {
        const std::string_view prompt = inner(row.passages[i]);
        if (prompt.size() > answer.size() + row.passages[index].text.size() ||
            static_cast<double>(countCodePoints(prompt)) < least)
            continue;
        const std::size_t length = repeatedLength(prompt, answer);
        // An input is often what the answer goes on with; only as a whole it is no answer.
        if (length == 0 || (row.passages[i].role == "input" && length < answer.size()))
            continue;
        const auto begin = static_cast<std::uint32_t>(answer.data() - row.passages[index].text.data());
        findings.add(length == answer.size() ? "finding.prompt_repeated.whole" : "finding.prompt_repeated",
                     index, {begin, begin + static_cast<std::uint32_t>(length)});
        return true;
    }
    return false;
}

void find(const RowView& row, const RuleSettings& settings, Findings& findings) {
    for (std::size_t t = 1; t < row.turns.size() && !findings.full(); ++t) {
        const Turn& answer = row.turns[t];
        const Turn& question = row.turns[t - 1];
        if (answer.speaker != Speaker::Assistant || question.speaker != Speaker::User)
            continue;
        for (std::size_t i = answer.firstPassage; i < answer.firstPassage + answer.passages; ++i)
            if (lookAt(row, question, i, settings.values[kLeastCharacters], findings))
                break;
    }
}

} // namespace

Rule promptRepeated() {
    return {.name = "prompt_repeated",
            .presets = kInstruction,
            .parameters = {{"least_characters", 20, 1, 1e6}},
            .reasons = {"finding.prompt_repeated", "finding.prompt_repeated.whole"},
            .find = find};
}

} // namespace luthier::cleaning::rules
