#pragma once

#include <string_view>

namespace luthier::scoring {

/// The text without white space (Unicode White_Space) at its ends; malformed UTF-8 counts as text.
std::string_view trimmed(std::string_view text);

/// Equal but for white space around. Nothing else is normalised: not letter case, punctuation or Unicode
/// forms.
bool exactMatch(std::string_view prediction, std::string_view reference);

} // namespace luthier::scoring
