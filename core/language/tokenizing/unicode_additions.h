#pragma once

#include <string_view>

namespace luthier::tokenizing {

/// Ranges, as items of a PCRE2 class, of the characters of a general category (or its first letter) that the
/// reference regular expressions know and PCRE2's Unicode 14 does not. Empty when there are none.
std::string_view laterCharacters(std::string_view category);

} // namespace luthier::tokenizing
