#pragma once

#include "characters.h"
#include "placeholders.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::cleaning {

/// A number written in groups of digits: `+82 10-1234-5678`, `(02) 123-4567`, `4111 1111 1111 1111`.
struct NumberGroups {
    std::size_t begin = 0;
    bool plus = false;
    bool bracket = false; // the first group stands in brackets
    std::vector<std::size_t> sizes = {};
    std::vector<std::size_t> ends = {}; // bytes of the text behind each group
    std::string digits = {};
    std::string separators = {}; // one between each two groups: ' ', '-' or '.'

    std::size_t end() const { return ends.empty() ? begin : ends.back(); }
    bool isSeparatedBy(std::string_view any) const {
        return separators.find_first_not_of(any) == std::string::npos;
    }
    void dropLastGroup();
};

/// Fills in the number at `at`, where a digit, `+` or `(` stands: up to eight groups with one separator
/// between two of them. Without groups when there is none.
void readNumber(std::string_view text, std::size_t at, NumberGroups& number);

/// Goes through the numbers of a text that begin and end where one may, those of more groups first, and goes
/// on behind those that `accept(number)` takes. Digits are between `least` and `most`.
template <class Accept>
void forEachNumber(std::string_view text, std::size_t least, std::size_t most, Accept accept) {
    NumberGroups number;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        const bool begins = isAsciiDigit(c) || c == '+' || c == '(';
        if (!begins || !mayBeginAt(text, at)) {
            ++at;
            while (isAsciiDigit(c) && at < text.size() && isAsciiDigit(text[at]))
                ++at;
            continue;
        }
        readNumber(text, at, number);
        std::size_t next = number.ends.empty() ? at + 1 : number.ends.front();
        for (; number.digits.size() >= least; number.dropLastGroup())
            if (number.digits.size() <= most && mayEndAt(text, number.end()) && accept(number)) {
                next = number.end();
                break;
            }
        at = next;
    }
}

} // namespace luthier::cleaning
