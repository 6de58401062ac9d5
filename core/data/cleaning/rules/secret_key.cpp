#include <cleaning/characters.h>
#include <cleaning/placeholders.h>
#include <cleaning/rule.h>

#include <algorithm>
#include <array>
#include <bitset>

namespace luthier::cleaning::rules {

namespace {

enum class Alphabet { Word, WordAndHyphen, UpperAndDigits, Hexadecimal, WithPoints };

/// A format of a vendor's keys: what they begin with, what follows and how many of it.
struct Format {
    std::string_view vendor;
    std::string_view begin;
    Alphabet alphabet;
    std::size_t least;
    std::size_t most;
};

constexpr std::size_t kAny = 4096;

/// The longest beginning first, where one contains another.
constexpr std::array<Format, 27> kFormats = {
    {{"AWS", "AKIA", Alphabet::UpperAndDigits, 16, 16},
     {"AWS", "ASIA", Alphabet::UpperAndDigits, 16, 16},
     {"GitHub", "ghp_", Alphabet::Word, 36, 36},
     {"GitHub", "gho_", Alphabet::Word, 36, 36},
     {"GitHub", "ghu_", Alphabet::Word, 36, 36},
     {"GitHub", "ghs_", Alphabet::Word, 36, 36},
     {"GitHub", "ghr_", Alphabet::Word, 36, 36},
     {"GitHub", "github_pat_", Alphabet::Word, 82, 82},
     {"GitLab", "glpat-", Alphabet::WordAndHyphen, 20, 64},
     {"Anthropic", "sk-ant-", Alphabet::WordAndHyphen, 40, kAny},
     {"OpenAI", "sk-proj-", Alphabet::WordAndHyphen, 40, kAny},
     {"OpenAI", "sk-svcacct-", Alphabet::WordAndHyphen, 40, kAny},
     {"OpenAI", "sk-", Alphabet::Word, 48, 48},
     {"Stripe", "sk_live_", Alphabet::Word, 24, 128},
     {"Stripe", "rk_live_", Alphabet::Word, 24, 128},
     {"Slack", "xoxb-", Alphabet::WordAndHyphen, 20, 256},
     {"Slack", "xoxp-", Alphabet::WordAndHyphen, 20, 256},
     {"Slack", "xapp-", Alphabet::WordAndHyphen, 20, 256},
     {"Google", "AIza", Alphabet::WordAndHyphen, 35, 35},
     {"Google", "GOCSPX-", Alphabet::WordAndHyphen, 28, 28},
     {"Hugging Face", "hf_", Alphabet::Word, 34, 40},
     {"npm", "npm_", Alphabet::Word, 36, 36},
     {"PyPI", "pypi-AgEIcHlwaS5vcmc", Alphabet::WordAndHyphen, 50, kAny},
     {"SendGrid", "SG.", Alphabet::WithPoints, 66, 66},
     {"DigitalOcean", "dop_v1_", Alphabet::Hexadecimal, 64, 64},
     {"Shopify", "shpat_", Alphabet::Hexadecimal, 32, 32},
     {"JSON Web Token", "eyJ", Alphabet::WithPoints, 60, 1U << 14}}};

constexpr std::string_view kKeyBegin = "-----BEGIN ";
constexpr std::string_view kKeyKind = "PRIVATE KEY-----";
constexpr std::string_view kKeyEnd = "-----END ";

bool isOf(Alphabet alphabet, char c) {
    switch (alphabet) {
    case Alphabet::Word:
        return isAsciiWord(c);
    case Alphabet::WordAndHyphen:
        return isAsciiWord(c) || c == '-';
    case Alphabet::UpperAndDigits:
        return (c >= 'A' && c <= 'Z') || isAsciiDigit(c);
    case Alphabet::Hexadecimal:
        return isAsciiDigit(c) || (c >= 'a' && c <= 'f');
    case Alphabet::WithPoints:
        return isAsciiWord(c) || c == '-' || c == '.';
    }
    return false;
}

/// A key drawn by chance holds many different characters; one that only shows the format ("sk-xxxx…",
/// AKIAIOSFODNN7EXAMPLE) does not, or says so.
bool isDrawn(std::string_view key) {
    std::bitset<256> seen;
    for (const char c : key)
        seen.set(static_cast<unsigned char>(c));
    const std::string lower = asciiLower(key);
    return seen.count() >= 10 && lower.find("example") == std::string::npos &&
           lower.find("your") == std::string::npos && lower.find("xxxx") == std::string::npos;
}

/// The end of a key of this format at `at`; 0 when there is none.
std::size_t endOfKey(std::string_view text, std::size_t at, const Format& format) {
    if (text.substr(at, format.begin.size()) != format.begin)
        return 0;
    const std::size_t begin = at + format.begin.size();
    std::size_t end = begin;
    std::size_t points = 0;
    while (end < text.size() && end - begin <= format.most && isOf(format.alphabet, text[end]))
        points += text[end++] == '.' ? 1 : 0;
    if (format.alphabet == Alphabet::WithPoints && end > begin && text[end - 1] == '.') {
        --end; // of the sentence
        --points;
    }
    const auto length = end - begin;
    if (length < format.least || length > format.most || !isDrawn(text.substr(begin, length)))
        return 0;
    const bool token = format.begin == "eyJ"; // header, claims and signature
    return !token || points == 2 ? end : 0;
}

/// The block of a private key at `at`; where nothing ends it, as far as it reads as one. 0 when there is
/// none.
std::size_t endOfPrivateKey(std::string_view text, std::size_t at) {
    constexpr std::size_t kLongestKind = 40;
    constexpr std::size_t kShortestKey = 64; // a mention holds none
    const auto kind = text.substr(at, kKeyBegin.size() + kLongestKind).find(kKeyKind);
    if (kind == std::string_view::npos)
        return 0;
    const std::size_t begin = at + kind + kKeyKind.size();
    std::size_t end = begin;
    std::size_t last = begin; // behind the last character of the key
    while (end < text.size() && (isAsciiWord(text[end]) ||
                                 std::string_view("+/=\r\n ").find(text[end]) != std::string_view::npos)) {
        const bool blank = text[end] == ' ' || text[end] == '\r' || text[end] == '\n';
        ++end;
        last = blank ? last : end;
    }
    if (last - begin < kShortestKey)
        return 0;
    const auto behind = text.substr(end).starts_with(kKeyEnd) ? text.find("-----", end + kKeyEnd.size())
                                                              : std::string_view::npos;
    return behind == std::string_view::npos ? last : behind + 5;
}

std::array<bool, 256> beginnings() {
    std::array<bool, 256> first{};
    for (const Format& format : kFormats)
        first[static_cast<unsigned char>(format.begin.front())] = true;
    first['-'] = true;
    return first;
}

void lookAt(std::string_view text, std::size_t index, Placeholders& placeholders, Findings& findings) {
    static const std::array<bool, 256> kFirst = beginnings();
    for (std::size_t at = 0; at < text.size() && !findings.full();) {
        if (!kFirst[static_cast<unsigned char>(text[at])] || (at > 0 && isAsciiWord(text[at - 1]))) {
            ++at;
            continue;
        }
        std::size_t end = 0;
        std::string_view vendor;
        if (text.substr(at, kKeyBegin.size()) == kKeyBegin) {
            end = endOfPrivateKey(text, at);
            vendor = "PEM";
        }
        for (const Format& format : kFormats)
            if (end == 0 && format.begin.front() == text[at] && (end = endOfKey(text, at, format)) > 0)
                vendor = format.vendor;
        if (end > 0)
            findings.mend("finding.secret_key", index,
                          {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)},
                          placeholders.forValue(std::string(text.substr(at, end - at))),
                          {{"vendor", std::string(vendor)}});
        at = std::max(end, at + 1);
    }
}

void find(const RowView& row, const RuleSettings&, Findings& findings) {
    Placeholders placeholders(row, "SECRET");
    for (std::size_t i = 0; i < row.passages.size(); ++i)
        lookAt(row.passages[i].text, i, placeholders, findings);
}

} // namespace

Rule secretKey() {
    return {.name = "secret_key",
            .presets = kInstruction | kWeb,
            .reasons = {"finding.secret_key"},
            .mends = true,
            .find = find};
}

} // namespace luthier::cleaning::rules
