#include "placeholders.h"

#include "characters.h"

#include <algorithm>
#include <charconv>

namespace luthier::cleaning {

std::string Placeholders::forValue(const std::string& value) {
    if (!m_last)
        m_last = highestInRow();
    const auto [entry, isNew] = m_numbers.emplace(value, 0);
    if (isNew)
        entry->second = ++*m_last;
    return "[" + std::string(m_type) + "_" + std::to_string(entry->second) + "]";
}

int Placeholders::highestInRow() const {
    const std::string begin = "[" + std::string(m_type) + "_";
    int highest = 0;
    for (const Passage& passage : m_row.passages)
        for (auto at = passage.text.find(begin); at != std::string_view::npos;
             at = passage.text.find(begin, at + 1)) {
            const char* digits = passage.text.data() + at + begin.size();
            int number = 0;
            std::from_chars(digits, passage.text.data() + passage.text.size(), number);
            if (number < 1'000'000)
                highest = std::max(highest, number);
        }
    return highest;
}

std::string digitsOf(std::string_view text) {
    std::string digits;
    for (const char c : text)
        if (isAsciiDigit(c))
            digits += c;
    return digits;
}

bool mayBeginAt(std::string_view text, std::size_t at) {
    static constexpr std::string_view kJoins = "_-.+/=#$%&@";
    if (at == 0)
        return true;
    const char before = text[at - 1];
    return !isAsciiWord(before) && kJoins.find(before) == std::string_view::npos;
}

bool mayEndAt(std::string_view text, std::size_t end) {
    static constexpr std::string_view kJoins = "_-/=@%";
    if (end >= text.size())
        return true;
    const char behind = text[end];
    if (isAsciiWord(behind) || kJoins.find(behind) != std::string_view::npos)
        return false;
    const bool point = behind == '.' || behind == ',' || behind == ':';
    return !point || end + 1 >= text.size() || !isAsciiDigit(text[end + 1]);
}

bool holdsLuhn(std::string_view digits) {
    int sum = 0;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const int digit = digits[digits.size() - 1 - i] - '0';
        const int doubled = i % 2 == 1 ? digit * 2 : digit;
        sum += doubled > 9 ? doubled - 9 : doubled;
    }
    return sum % 10 == 0;
}

} // namespace luthier::cleaning
