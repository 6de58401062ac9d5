#include "number_groups.h"

#include <algorithm>

namespace luthier::cleaning {

namespace {

constexpr std::size_t kMostGroups = 8;
constexpr std::size_t kMostDigits = 40;

/// Takes a run of digits; false when there is none, or one that is no number of any kind.
bool takeGroup(std::string_view text, std::size_t& at, NumberGroups& number) {
    const std::size_t begin = at;
    while (at < text.size() && isAsciiDigit(text[at]))
        ++at;
    if (at == begin)
        return false;
    number.digits += text.substr(begin, std::min(at - begin, kMostDigits));
    number.sizes.push_back(std::min(at - begin, kMostDigits));
    number.ends.push_back(at);
    return true;
}

} // namespace

void NumberGroups::dropLastGroup() {
    digits.resize(digits.size() - sizes.back());
    sizes.pop_back();
    ends.pop_back();
    if (!separators.empty())
        separators.pop_back();
}

void readNumber(std::string_view text, std::size_t at, NumberGroups& number) {
    number.begin = at;
    number.sizes.clear();
    number.ends.clear();
    number.digits.clear();
    number.separators.clear();
    number.plus = text[at] == '+';
    at += number.plus ? 1 : 0;
    number.bracket = at < text.size() && text[at] == '(';
    at += number.bracket ? 1 : 0;
    if (!takeGroup(text, at, number))
        return;
    if (number.bracket) {
        if (at >= text.size() || text[at] != ')')
            return;
        number.ends.back() = ++at;
    }
    while (number.sizes.size() < kMostGroups && at < text.size()) {
        const char separator = text[at];
        const bool separates = separator == ' ' || separator == '-' || separator == '.';
        const bool touches = number.bracket && number.sizes.size() == 1; // (02)123-4567
        std::size_t next = at + (separates ? 1 : 0);
        if ((!separates && !touches) || !takeGroup(text, next, number))
            return;
        number.separators += separates ? separator : ' ';
        at = next;
    }
}

} // namespace luthier::cleaning
