#include "answer_split.h"

#include <algorithm>
#include <cstddef>

namespace luthier::examples {

AnswerSplit splitAtAnswer(std::span<const std::int32_t> ids, std::span<const std::uint8_t> mask) {
    std::size_t end = mask.size();
    while (end > 0 && mask[end - 1] == 0)
        --end;
    std::size_t begin = end;
    while (begin > 0 && mask[begin - 1] != 0)
        --begin;
    if (begin == 0)
        begin = std::min(end, std::max<std::size_t>(1, end / 3));
    return {ids.first(begin), ids.subspan(begin, end - begin)};
}

} // namespace luthier::examples
