#pragma once

#include <string_view>

namespace luthier::scoring {

/// chrF of one sentence (Popović 2015) as sacrebleu's default has it: n-grams of one to six characters
/// without white space, recall weighs twice (beta 2), orders that one side has none of left out; from 0 to 1.
/// Malformed bytes count as one character each.
double chrF(std::string_view prediction, std::string_view reference);

} // namespace luthier::scoring
