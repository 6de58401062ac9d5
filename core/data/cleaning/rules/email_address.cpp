#include <cleaning/characters.h>
#include <cleaning/placeholders.h>
#include <cleaning/rule.h>

#include <algorithm>
#include <array>

namespace luthier::cleaning::rules {

namespace {

/// RFC 5321 allows as many bytes; longer runs are no address.
constexpr std::size_t kLongestLocal = 64;
constexpr std::size_t kLongestDomain = 253;

/// Domains for examples, which belong to nobody (RFC 2606, RFC 6761): named, and left.
constexpr std::array<std::string_view, 8> kExamples = {
    "example.com", "example.org", "example.net", ".example", ".test", ".invalid", ".localhost", ".local"};
/// Names of files: `icon@2x.png`.
constexpr std::array<std::string_view, 9> kFiles = {".png",  ".jpg",  ".jpeg", ".gif", ".svg",
                                                    ".webp", ".json", ".py",   ".js"};

bool isLocal(char c) {
    return isAsciiWord(c) || std::string_view(".+-%'").find(c) != std::string_view::npos;
}

template <std::size_t N>
bool isBelow(std::string_view domain, const std::array<std::string_view, N>& endings) {
    const std::string lower = asciiLower(domain);
    return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) {
        return lower.ends_with(ending) && (ending.front() == '.' || lower.size() == ending.size() ||
                                           lower[lower.size() - ending.size() - 1] == '.');
    });
}

/// The end of the domain that begins at `at`: labels of letters, digits and hyphens, the last one of two
/// letters at least; `at` when there is none.
std::size_t endOfDomain(std::string_view text, std::size_t at) {
    std::size_t end = at;
    std::size_t lastLabel = at;
    bool dotted = false;
    std::size_t here = at;
    while (here < text.size() && here - at < kLongestDomain) {
        const std::size_t label = here;
        while (here < text.size() && here - at < kLongestDomain &&
               (isAsciiLetter(text[here]) || isAsciiDigit(text[here]) || text[here] == '-'))
            ++here;
        if (here == label || text[label] == '-' || text[here - 1] == '-')
            break;
        lastLabel = label;
        end = here;
        if (here >= text.size() || text[here] != '.')
            break;
        dotted = dotted || (here + 1 < text.size() && isAsciiLetter(text[here + 1])) ||
                 (here + 1 < text.size() && isAsciiDigit(text[here + 1]));
        ++here;
    }
    const auto top = text.substr(lastLabel, end - lastLabel);
    const bool letters =
        top.size() >= 2 && std::all_of(top.begin(), top.end(), [](char c) { return isAsciiLetter(c); });
    return dotted && letters && lastLabel > at ? end : at;
}

/// `https://name@host.org/path`.
bool isAccountOfUrl(std::string_view text, std::size_t begin, std::size_t end) {
    return begin > 0 && (text[begin - 1] == '/' || text[begin - 1] == ':') && end < text.size() &&
           text[end] == '/';
}

void find(const RowView& row, const RuleSettings&, Findings& findings) {
    Placeholders placeholders(row, "EMAIL");
    for (std::size_t i = 0; i < row.passages.size(); ++i) {
        const std::string_view text = row.passages[i].text;
        if (!row.passages[i].has('@'))
            continue;
        std::size_t floor = 0; // behind the address before
        for (auto at = text.find('@'); at != std::string_view::npos && !findings.full();
             at = text.find('@', at + 1)) {
            std::size_t begin = at;
            while (begin > floor && at - begin <= kLongestLocal && isLocal(text[begin - 1]))
                --begin;
            while (begin < at && !isAsciiWord(text[begin]))
                ++begin;
            const std::size_t end = endOfDomain(text, at + 1);
            const auto local = text.substr(begin, at - begin);
            const auto domain = text.substr(at + 1, end - at - 1);
            if (local.empty() || local.size() > kLongestLocal || local.back() == '.' || domain.empty() ||
                local == "git" || isBelow(domain, kFiles) || isAccountOfUrl(text, begin, end))
                continue;
            const ByteRange span{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
            if (isBelow(domain, kExamples))
                findings.add("finding.email_address.example", i, span);
            else
                findings.mend("finding.email_address", i, span,
                              placeholders.forValue(asciiLower(text.substr(begin, end - begin))));
            floor = end;
        }
    }
}

} // namespace

Rule emailAddress() {
    return {.name = "email_address",
            .presets = kInstruction | kWeb,
            .reasons = {"finding.email_address", "finding.email_address.example"},
            .mends = true,
            .find = find};
}

} // namespace luthier::cleaning::rules
