#pragma once

#include "row_view.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace luthier::cleaning {

/// Typed placeholders that stand for what tells of a person: `[EMAIL_1]`. The same value has the same one
/// within a row, and numbers that the row holds already are not given again. `row` must outlive it.
class Placeholders {
public:
    Placeholders(const RowView& row, std::string_view type)
        : m_row(row)
        , m_type(type) {}

    std::string forValue(const std::string& value);

private:
    int highestInRow() const;

    const RowView& m_row;
    std::string_view m_type;
    std::optional<int> m_last;
    std::map<std::string, int> m_numbers;
};

/// The digits of a text, everything else left out.
std::string digitsOf(std::string_view text);

/// Whether a number, key or address may begin at `at`: no letter, digit or mark that joins it to something
/// longer stands before it. Behind a character outside ASCII (a Korean word) one may begin.
bool mayBeginAt(std::string_view text, std::size_t at);
/// Whether it may end there, in the same sense; a full stop or comma ends it unless a digit follows.
bool mayEndAt(std::string_view text, std::size_t end);

/// The check of payment cards (ISO/IEC 7812-1, annex B).
bool holdsLuhn(std::string_view digits);

} // namespace luthier::cleaning
