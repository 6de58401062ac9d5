#pragma once

#include "encoding.h"

#include <cstddef>
#include <vector>

namespace luthier::tokenizing {

/// How many tokens of two texts are kept within `limit`: the longer one is cut down to the other, then both
/// to half of it (`longest_first`).
struct KeptOfPair {
    std::size_t first = 0;
    std::size_t second = 0;
};
KeptOfPair longestFirst(std::size_t first, std::size_t second, std::size_t limit);

/// Cuts one text or two to `limit` tokens together, from their end or their beginning. Gives the number of
/// tokens that were cut.
std::size_t truncate(std::vector<Encoding>& texts, std::size_t limit, bool fromLeft);

} // namespace luthier::tokenizing
