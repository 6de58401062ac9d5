#include "words.h"

#include "characters.h"
#include "lines.h"

#include <algorithm>
#include <array>

namespace luthier::cleaning {

namespace {

/// Punctuation of datatrove (utils/text.py), other than controls.
constexpr std::u32string_view kPunctuation =
    U"!/—”:％１〈&(、━\\【#%「」，】；+^]~“《„';’{|∶´[=-`*．（–？！：$～«〉,><》)?）。…@_.\"}►»";

bool isPunctuation(char32_t c) {
    return c < 0x09 || (c >= 0x0B && c <= 0x0C) || (c >= 0x0D && c < 0x20) || (c >= 0x7F && c <= 0x9F) ||
           kPunctuation.find(c) != std::u32string_view::npos;
}

/// Marks that spaCy takes off the ends of a word.
bool comesOff(char32_t c) {
    static constexpr std::u32string_view kMarks = U"®©™×…,:;!?¿؟¡()[]{}<>_#*&。？！，、；：～·।،۔؛٪\"'”“`"
                                                  U"‘´’‚„»«「」『』（）〔〕【】《》〈〉〈〉⟦⟧–—―~•·|+="
                                                  U"$€£¥@%^\\";
    return kMarks.find(c) != std::u32string_view::npos;
}

/// Words that keep their full stop, in the cases that spaCy knows.
constexpr std::array<std::string_view, 40> kAbbreviations = {
    "Mr.",   "Mrs.", "Ms.",   "Dr.",  "St.",     "Prof.", "Inc.",  "Ltd.",  "Co.",  "co.",
    "Corp.", "Jr.",  "vs.",   "e.g.", "E.g.",    "i.e.",  "I.e.",  "Gen.",  "Gov.", "Rep.",
    "Sen.",  "Rev.", "Bros.", "Adm.", "Messrs.", "a.m.",  "p.m.",  "Ph.D.", "Jan.", "Feb.",
    "Mar.",  "Apr.", "Jun.",  "Jul.", "Aug.",    "Sep.",  "Sept.", "Oct.",  "Nov.", "Dec."};

/// Units that come off the number before them.
constexpr std::array<std::string_view, 24> kUnits = {"km",  "m",  "cm", "mm", "nm", "ha", "in", "ft",
                                                     "yd",  "mi", "g",  "kg", "mg", "lb", "oz", "mph",
                                                     "kmh", "kb", "KB", "gb", "GB", "MB", "TB", "K"};

bool keepsFullStop(std::string_view word) {
    if (std::find(kAbbreviations.begin(), kAbbreviations.end(), word) != kAbbreviations.end())
        return true;
    // "J." and "U.S.": single letters with full stops.
    if (word.size() % 2 != 0 || word.size() > 8)
        return false;
    for (std::size_t at = 0; at < word.size(); at += 2)
        if (!isAsciiLetter(word[at]) || word[at + 1] != '.')
            return false;
    return true;
}

constexpr std::array<std::string_view, 12> kContractions = {"n't", "n’t", "'m",  "’m",  "'re", "’re",
                                                            "'ve", "’ve", "'ll", "’ll", "'d",  "’d"};

class Cutter {
public:
    explicit Cutter(std::vector<std::string_view>& words)
        : m_words(words) {}

    void cut(std::string_view word) {
        while (!word.empty()) { // marks before it
            const std::size_t length = markLength(word, 0);
            if (length == 0)
                break;
            m_words.push_back(word.substr(0, length));
            word.remove_prefix(length);
        }
        std::vector<std::string_view> behind;
        while (!word.empty()) { // marks behind it
            const std::size_t length = markLengthAtEnd(word);
            if (length == 0)
                break;
            behind.push_back(word.substr(word.size() - length));
            word.remove_suffix(length);
        }
        cutInside(word);
        m_words.insert(m_words.end(), behind.rbegin(), behind.rend());
    }

private:
    static std::size_t markLength(std::string_view word, std::size_t at) {
        if (word.substr(at).starts_with(".."))
            return std::min(word.find_first_not_of('.', at), word.size()) - at;
        const auto c = decodeUtf8(word, at);
        return comesOff(c.value) ? c.length : 0;
    }
    static std::size_t markLengthAtEnd(std::string_view word) {
        if (word.back() == '.') {
            const auto dots = word.size() - (word.find_last_not_of('.') + 1);
            return dots == 1 && keepsFullStop(word) ? 0 : dots;
        }
        if (word.size() > 2 && (word.ends_with("'s") || word.ends_with("'S")))
            return 2;
        if (word.ends_with("’s"))
            return 4;
        const auto c = lastCharacter(word);
        const std::string_view before = word.substr(0, word.size() - c.length);
        const bool currency = c.value == '$' || c.value == U'£' || c.value == U'€' || c.value == U'¥';
        if (currency) // 30$, but US$
            return before.empty() || isAsciiDigit(before.back()) ? c.length : 0;
        if (comesOff(c.value) || c.value == '/')
            return c.length;
        for (const auto unit : kUnits)
            if (word.size() > unit.size() && word.ends_with(unit) &&
                isAsciiDigit(word[word.size() - unit.size() - 1]))
                return unit.size();
        return 0;
    }
    /// Hyphens and the like between letters, and ellipses.
    void cutInside(std::string_view word) {
        if (word.empty())
            return;
        const bool address = word.find("://") != std::string_view::npos || word.starts_with("www.") ||
                             word.find('@') != std::string_view::npos;
        std::size_t begin = 0;
        for (std::size_t at = 1; !address && at + 1 < word.size(); ++at) {
            const bool joint = isJoint(word, at);
            const bool dots = word.substr(at, 2) == "..";
            if (!joint && !dots)
                continue;
            const std::size_t length = dots ? std::min(word.find_first_not_of('.', at), word.size()) - at : 1;
            push(word.substr(begin, at - begin));
            push(word.substr(at, length));
            begin = at + length;
            at = begin;
        }
        word.remove_prefix(begin);
        for (const std::string_view ending : kContractions)
            if (word.size() > ending.size() &&
                asciiLower(word.substr(word.size() - ending.size())) == ending) {
                push(word.substr(0, word.size() - ending.size()));
                return push(word.substr(word.size() - ending.size()));
            }
        push(word);
    }
    /// spaCy's infixes: what joins two letters, and signs between digits.
    static bool isJoint(std::string_view word, std::size_t at) {
        const char c = word[at];
        if (static_cast<unsigned char>(c) >= 0x80)
            return false;
        const bool behindDigit = isAsciiDigit(word[at - 1]);
        const bool beforeDigit = isAsciiDigit(word[at + 1]);
        if (behindDigit && beforeDigit)
            return std::string_view("+-*^").find(c) != std::string_view::npos;
        if (std::string_view("-:<>=/,.").find(c) == std::string_view::npos ||
            !isLetter(decodeUtf8(word, at + 1).value))
            return false;
        if (behindDigit)
            return std::string_view(":<>=/").find(c) != std::string_view::npos;
        if (c == '.') // a full stop without its blank: "end.Begin"
            return word[at - 1] >= 'a' && word[at - 1] <= 'z' && word[at + 1] >= 'A' && word[at + 1] <= 'Z';
        return isLetter(lastCharacter(word.substr(0, at)).value);
    }
    void push(std::string_view word) {
        if (!word.empty())
            m_words.push_back(word);
    }

    std::vector<std::string_view>& m_words;
};

/// Calls `visit` with each run of characters without a blank.
template <class Visit>
void forEachChunk(std::string_view text, Visit visit) {
    std::size_t begin = 0;
    for (std::size_t at = 0; at <= text.size();) {
        const auto c = at < text.size() ? decodeUtf8(text, at) : CodePoint{U' ', 1, true};
        if (isBlank(c.value)) {
            if (at > begin)
                visit(text.substr(begin, at - begin));
            begin = at + c.length;
        }
        at += c.length;
    }
}

} // namespace

std::vector<std::string_view> wordsOf(std::string_view text) {
    std::vector<std::string_view> words;
    Cutter cutter(words);
    forEachChunk(text, [&](std::string_view chunk) { cutter.cut(chunk); });
    return words;
}

std::int64_t countSentences(std::string_view line) {
    std::int64_t sentences = 0;
    bool open = false;  // words since the last end
    bool ended = false; // an end, behind which marks may follow
    for (const auto word : wordsOf(line)) {
        const bool end =
            word == "." || word == "!" || word == "?" || word == "。" || word == "！" || word == "？";
        if (ended && !end && !isPunctuation(word)) {
            ++sentences;
            ended = open = false;
        }
        open = true;
        ended = ended || end;
    }
    return sentences + (open ? 1 : 0);
}

std::vector<std::string_view> linesOf(std::string_view text) {
    std::vector<std::string_view> lines;
    std::size_t begin = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto c = decodeUtf8(text, at);
        const char32_t value = c.value;
        const bool breaks = (value >= 0x0A && value <= 0x0D) || (value >= 0x1C && value <= 0x1E) ||
                            value == 0x85 || value == 0x2028 || value == 0x2029;
        if (!breaks) {
            at += c.length;
            continue;
        }
        lines.push_back(text.substr(begin, at - begin));
        at += text.substr(at, 2) == "\r\n" ? 2 : c.length;
        begin = at;
    }
    if (begin < text.size())
        lines.push_back(text.substr(begin));
    return lines;
}

std::string_view stripped(std::string_view text) {
    std::size_t begin = 0;
    while (begin < text.size()) {
        const auto c = decodeUtf8(text, begin);
        if (!isBlank(c.value) && (c.value < 0x1C || c.value > 0x1F))
            break;
        begin += c.length;
    }
    text.remove_prefix(begin);
    while (!text.empty()) {
        const auto c = lastCharacter(text);
        if (!isBlank(c.value) && (c.value < 0x1C || c.value > 0x1F))
            break;
        text.remove_suffix(c.length);
    }
    return text;
}

bool isPunctuation(std::string_view word) {
    for (std::size_t at = 0; at < word.size();) {
        const auto c = decodeUtf8(word, at);
        if (!isPunctuation(c.value))
            return false;
        at += c.length;
    }
    return true;
}

std::vector<std::size_t> documentsOf(const RowView& row) {
    std::vector<std::size_t> documents;
    for (const Speaker speaker : {Speaker::Text, Speaker::Assistant}) {
        for (std::size_t i = 0; i < row.passages.size(); ++i)
            if (row.passages[i].speaker == speaker && !isEmptyText(row.passages[i].text))
                documents.push_back(i);
        if (!documents.empty())
            break;
    }
    return documents;
}

} // namespace luthier::cleaning
