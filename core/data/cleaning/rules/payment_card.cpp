#include <cleaning/number_groups.h>
#include <cleaning/rule.h>

#include <algorithm>

namespace luthier::cleaning::rules {

namespace {

int leading(const std::string& digits, std::size_t count) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i)
        value = value * 10 + (digits[i] - '0');
    return value;
}

/// Ranges and lengths of the issuers (ISO/IEC 7812): Visa, Mastercard, American Express, Discover, JCB,
/// Diners Club, UnionPay.
bool isIssued(const std::string& digits) {
    const auto length = digits.size();
    const int two = leading(digits, 2);
    const int four = leading(digits, 4);
    if (digits[0] == '4')
        return length == 16 || length == 19; // those of 13 digits are long withdrawn
    if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720))
        return length == 16;
    if (two == 34 || two == 37)
        return length == 15;
    if (four == 6011 || two == 65 || (four >= 6440 && four <= 6499) || (four >= 3528 && four <= 3589))
        return length == 16;
    if ((four >= 3000 && four <= 3059) || two == 36 || two == 38)
        return length == 14;
    return two == 62 && length >= 16 && length <= 19;
}

/// In one piece, or in the groups that cards show.
bool isWrittenAsCard(const NumberGroups& number) {
    using Sizes = std::vector<std::size_t>;
    const Sizes& sizes = number.sizes;
    const bool one = number.isSeparatedBy(" ") || number.isSeparatedBy("-");
    return !number.plus && !number.bracket && one &&
           (sizes.size() == 1 || sizes == Sizes{4, 4, 4, 4} || sizes == Sizes{4, 6, 5} ||
            sizes == Sizes{4, 6, 4} || sizes == Sizes{4, 4, 4, 4, 3});
}

bool isCard(const NumberGroups& number) {
    return isWrittenAsCard(number) && isIssued(number.digits) && holdsLuhn(number.digits);
}

void find(const RowView& row, const RuleSettings&, Findings& findings) {
    Placeholders placeholders(row, "CARD");
    for (std::size_t i = 0; i < row.passages.size(); ++i) {
        const std::string_view text = row.passages[i].text;
        forEachNumber(text, 14, 19, [&](const NumberGroups& number) {
            if (!isCard(number))
                return false;
            findings.mend(
                "finding.payment_card", i,
                {static_cast<std::uint32_t>(number.begin), static_cast<std::uint32_t>(number.end())},
                placeholders.forValue(number.digits));
            return true;
        });
    }
}

} // namespace

Rule paymentCard() {
    return {.name = "payment_card",
            .presets = kInstruction | kWeb,
            .reasons = {"finding.payment_card"},
            .mends = true,
            .find = find};
}

} // namespace luthier::cleaning::rules
