#include <cleaning/characters.h>
#include <cleaning/placeholders.h>
#include <cleaning/rule.h>

#include <algorithm>
#include <array>

namespace luthier::cleaning::rules {

namespace {

struct Country {
    std::string_view code;
    std::size_t length;
};

/// Lengths by SWIFT's registry of IBANs.
constexpr std::array<Country, 79> kCountries = {
    {{"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22},
     {"BH", 22}, {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24}, {"DE", 22},
     {"DJ", 27}, {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18}, {"FK", 18},
     {"FO", 18}, {"FR", 27}, {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27}, {"GT", 28},
     {"HR", 21}, {"HU", 28}, {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26}, {"IT", 27}, {"JO", 30},
     {"KW", 30}, {"KZ", 20}, {"LB", 28}, {"LC", 32}, {"LI", 21}, {"LT", 20}, {"LU", 20}, {"LV", 21},
     {"LY", 25}, {"MC", 27}, {"MD", 24}, {"ME", 22}, {"MK", 19}, {"MN", 20}, {"MR", 27}, {"MT", 31},
     {"MU", 30}, {"NI", 28}, {"NL", 18}, {"NO", 15}, {"PK", 24}, {"PL", 28}, {"PS", 29}, {"PT", 25},
     {"QA", 29}, {"RO", 24}, {"RS", 22}, {"RU", 33}, {"SA", 24}, {"SE", 24}, {"SI", 19}, {"SK", 24},
     {"SM", 27}, {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20}}};

bool isUpper(char c) {
    return c >= 'A' && c <= 'Z';
}

/// ISO 13616: the first four characters moved to the end, letters as 10 to 35, the number leaves 1 by 97.
bool holdsCheck(std::string_view iban) {
    int rest = 0;
    for (std::size_t i = 0; i < iban.size(); ++i) {
        const char c = iban[(i + 4) % iban.size()];
        rest = isAsciiDigit(c) ? (rest * 10 + (c - '0')) % 97 : (rest * 100 + (c - 'A' + 10)) % 97;
    }
    return rest == 1;
}

/// The end of an IBAN at `at`, in one piece or with blanks behind each four characters; 0 when there is none.
std::size_t endOfIban(std::string_view text, std::size_t at, std::string& iban) {
    const auto country = std::find_if(kCountries.begin(), kCountries.end(),
                                      [&](const Country& one) { return text.substr(at, 2) == one.code; });
    if (country == kCountries.end())
        return 0;
    iban.clear();
    std::size_t end = at;
    while (end < text.size() && iban.size() < country->length) {
        const char c = text[end];
        const bool blank = c == ' ' && iban.size() % 4 == 0 && !iban.empty() && text[end - 1] != ' ';
        if (!blank && !isUpper(c) && !isAsciiDigit(c))
            return 0;
        if (!blank)
            iban += c;
        ++end;
    }
    return iban.size() == country->length && holdsCheck(iban) ? end : 0;
}

void find(const RowView& row, const RuleSettings&, Findings& findings) {
    Placeholders placeholders(row, "IBAN");
    for (std::size_t i = 0; i < row.passages.size(); ++i) {
        const std::string_view text = row.passages[i].text;
        std::string iban;
        for (std::size_t at = 0; at + 15 <= text.size() && !findings.full();) {
            const bool candidate = isUpper(text[at]) && isUpper(text[at + 1]) && isAsciiDigit(text[at + 2]) &&
                                   isAsciiDigit(text[at + 3]) && mayBeginAt(text, at);
            const std::size_t end = candidate ? endOfIban(text, at, iban) : 0;
            if (end > 0 && mayEndAt(text, end))
                findings.mend("finding.iban", i,
                              {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)},
                              placeholders.forValue(iban));
            at = std::max(end, at + 1);
        }
    }
}

} // namespace

Rule iban() {
    return {.name = "iban",
            .presets = kInstruction | kWeb,
            .reasons = {"finding.iban"},
            .mends = true,
            .find = find};
}

} // namespace luthier::cleaning::rules
