#include <cleaning/number_groups.h>
#include <cleaning/rule.h>

#include <algorithm>
#include <array>

namespace luthier::cleaning::rules {

namespace {

/// Numbers that a whole country reaches: 1588-1234 (Korea Internet & Security Agency's plan of numbers).
constexpr std::array<std::string_view, 17> kRepresentative = {"1522", "1533", "1544", "1551", "1566", "1577",
                                                              "1588", "1599", "1600", "1644", "1661", "1666",
                                                              "1670", "1688", "1800", "1833", "1899"};

using Sizes = std::vector<std::size_t>;

/// Korean numbers after the 0: area or service, exchange of three or four digits, four digits.
bool isKorean(const NumberGroups& number) {
    const std::string& digits = number.digits;
    const Sizes& sizes = number.sizes;
    if (digits.size() == 8 && sizes == Sizes{4, 4} && number.separators == "-") {
        const int first = std::stoi(digits.substr(0, 4));
        const int second = std::stoi(digits.substr(4));
        const bool year = second > first && second - first <= 150; // 1588-1592
        return !year && std::find(kRepresentative.begin(), kRepresentative.end(), digits.substr(0, 4)) !=
                            kRepresentative.end();
    }
    const bool mobile = digits.starts_with("010") || digits.starts_with("011") ||
                        (digits.starts_with("01") && digits[2] >= '6');
    if (sizes.size() == 1)
        return digits.size() == 11 && digits.starts_with("010");
    if (sizes.size() != 3 || sizes[2] != 4 || (sizes[1] != 3 && sizes[1] != 4) ||
        !number.isSeparatedBy("- ."))
        return false;
    const std::string area = digits.substr(0, sizes[0]);
    const bool region = area.size() == 3 && area[0] == '0' && area[1] >= '3' && area[1] <= '6' &&
                        area[2] >= '1' && area[2] <= '5';
    const bool service = area == "070" || area == "080" || (area.size() == 4 && area.starts_with("050"));
    return (mobile && area.size() == 3) || area == "02" || region || service;
}

/// North American numbers: area and exchange begin with 2 to 9 (NANP); 555-0100 to 555-0199 are for stories.
bool isNorthAmerican(const NumberGroups& number) {
    std::string digits = number.digits;
    Sizes sizes = number.sizes;
    std::string separators = number.separators;
    if (sizes.size() == 4 && sizes[0] == 1 && digits[0] == '1') {
        digits.erase(0, 1);
        sizes.erase(sizes.begin());
        separators.erase(0, 1);
    }
    if (sizes != Sizes{3, 3, 4} || digits[0] < '2' || digits[3] < '2')
        return false;
    const bool stories = digits.compare(3, 5, "55501") == 0;
    return !stories && (separators == "--" || separators == ".." ||
                        (number.bracket && (separators == " -" || separators == "  ")));
}

bool isInternational(const NumberGroups& number) {
    // E.164 allows 15 digits; in one piece more than 13 are rather a sum.
    const auto digits = number.digits.size();
    const std::size_t most = number.sizes.size() == 1 ? 13 : 15;
    return number.plus && digits >= 9 && digits <= most && number.digits[0] != '0' &&
           number.isSeparatedBy("- .");
}

bool isPhone(const NumberGroups& number) {
    return isInternational(number) || (!number.plus && (isKorean(number) || isNorthAmerican(number)));
}

void find(const RowView& row, const RuleSettings&, Findings& findings) {
    Placeholders placeholders(row, "PHONE");
    for (std::size_t i = 0; i < row.passages.size(); ++i) {
        const std::string_view text = row.passages[i].text;
        forEachNumber(text, 8, 15, [&](const NumberGroups& number) {
            if (!isPhone(number))
                return false;
            findings.mend(
                "finding.phone_number", i,
                {static_cast<std::uint32_t>(number.begin), static_cast<std::uint32_t>(number.end())},
                placeholders.forValue(number.digits));
            return true;
        });
    }
}

} // namespace

Rule phoneNumber() {
    return {.name = "phone_number",
            .presets = kInstruction | kWeb,
            .reasons = {"finding.phone_number"},
            .mends = true,
            .find = find};
}

} // namespace luthier::cleaning::rules
