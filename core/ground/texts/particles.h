#pragma once

#include <string_view>

namespace luthier::texts {

/// The form of a Korean particle pair ("을/를", "이/가", "은/는", "과/와", "으로/로") that follows `word`:
/// the first after a closed syllable, the second after an open one; "으로/로" takes the second after ㄹ too.
/// Digits and Latin letters count as they are read in Korean. Empty for an empty pair.
std::string_view particleAfter(std::string_view word, std::string_view pair);

} // namespace luthier::texts
