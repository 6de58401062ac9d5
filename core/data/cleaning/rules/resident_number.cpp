#include <cleaning/number_groups.h>
#include <cleaning/rule.h>

#include <array>

namespace luthier::cleaning::rules {

namespace {

int number(const std::string& digits, std::size_t at, std::size_t count) {
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i)
        value = value * 10 + (digits[i] - '0');
    return value;
}

/// The century of birth by the seventh digit: 1, 2, 5, 6 the twentieth, 3, 4, 7, 8 the twenty-first, 9, 0 the
/// nineteenth.
int yearOf(const std::string& digits) {
    const char kind = digits[6];
    const int century = kind == '9' || kind == '0' ? 1800 : (kind - '1') % 4 < 2 ? 1900 : 2000;
    return century + number(digits, 0, 2);
}

bool isDate(int year, int month, int day) {
    static constexpr std::array<int, 12> kDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12 || day < 1)
        return false;
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day <= kDays[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

/// Weights 2 to 9 and 2 to 5; eleven less the rest of the sum, for foreigners thirteen less.
bool holdsCheckDigit(const std::string& digits) {
    int sum = 0;
    for (std::size_t i = 0; i < 12; ++i)
        sum += (digits[i] - '0') * (2 + static_cast<int>(i % 8));
    const bool foreigner = digits[6] >= '5' && digits[6] <= '8';
    return ((foreigner ? 13 : 11) - sum % 11) % 10 == digits[12] - '0';
}

/// Numbers given since October 2020 end in six digits by chance, without a check.
bool mayLackCheckDigit(const std::string& digits) {
    return yearOf(digits) > 2020 || (yearOf(digits) == 2020 && number(digits, 2, 2) >= 10);
}

/// Thirteen digits in one piece are mostly another number; then the text must speak of such a number before.
bool isSpokenOf(std::string_view text, std::size_t at) {
    constexpr std::size_t kNear = 60; // bytes
    const std::size_t from = at > kNear ? at - kNear : 0;
    return text.substr(from, at - from).find("주민") != std::string_view::npos;
}

bool isResidentNumber(std::string_view text, const NumberGroups& groups) {
    using Sizes = std::vector<std::size_t>;
    const std::string& digits = groups.digits;
    const bool apart = groups.sizes == Sizes{6, 7} && groups.isSeparatedBy("-");
    const bool together = groups.sizes == Sizes{13} && isSpokenOf(text, groups.begin);
    if (digits.size() != 13 || groups.plus || groups.bracket || (!apart && !together))
        return false;
    if (!isDate(yearOf(digits), number(digits, 2, 2), number(digits, 4, 2)))
        return false;
    return holdsCheckDigit(digits) || (apart && mayLackCheckDigit(digits));
}

void find(const RowView& row, const RuleSettings&, Findings& findings) {
    Placeholders placeholders(row, "RESIDENT_NUMBER");
    for (std::size_t i = 0; i < row.passages.size(); ++i) {
        const std::string_view text = row.passages[i].text;
        forEachNumber(text, 13, 13, [&](const NumberGroups& groups) {
            if (!isResidentNumber(text, groups))
                return false;
            findings.mend(
                "finding.resident_number", i,
                {static_cast<std::uint32_t>(groups.begin), static_cast<std::uint32_t>(groups.end())},
                placeholders.forValue(groups.digits));
            return true;
        });
    }
}

} // namespace

Rule residentNumber() {
    return {.name = "resident_number",
            .presets = kInstruction | kWeb,
            .reasons = {"finding.resident_number"},
            .mends = true,
            .find = find};
}

} // namespace luthier::cleaning::rules
