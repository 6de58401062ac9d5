#include "truncation.h"

#include <algorithm>
#include <utility>

namespace luthier::tokenizing {
namespace {

template <class T>
void keep(std::vector<T>& values, std::size_t count, bool fromLeft) {
    const auto surplus = static_cast<std::ptrdiff_t>(values.size() - count);
    if (fromLeft)
        values.erase(values.begin(), values.begin() + surplus);
    else
        values.erase(values.end() - surplus, values.end());
}

void keep(Encoding& text, std::size_t count, bool fromLeft) {
    if (count >= text.ids.size())
        return;
    keep(text.ids, count, fromLeft);
    keep(text.offsets, count, fromLeft);
    keep(text.tokens, count, fromLeft);
    keep(text.types, count, fromLeft);
    keep(text.texts, count, fromLeft);
    if (!text.words.empty())
        keep(text.words, count, fromLeft);
}

} // namespace

KeptOfPair longestFirst(std::size_t first, std::size_t second, std::size_t limit) {
    if (first + second <= limit)
        return {first, second};
    const bool swapped = first > second;
    std::size_t shorter = std::min(first, second);
    std::size_t longer = shorter > limit ? shorter : std::max(shorter, limit - shorter);
    if (shorter + longer > limit) {
        shorter = limit / 2;
        longer = shorter + limit % 2;
    }
    return swapped ? KeptOfPair{longer, shorter} : KeptOfPair{shorter, longer};
}

std::size_t truncate(std::vector<Encoding>& texts, std::size_t limit, bool fromLeft) {
    const std::size_t first = texts[0].ids.size();
    const std::size_t second = texts.size() > 1 ? texts[1].ids.size() : 0;
    if (first + second <= limit)
        return 0;
    const KeptOfPair kept = texts.size() > 1 ? longestFirst(first, second, limit) : KeptOfPair{limit, 0};
    keep(texts[0], kept.first, fromLeft);
    if (texts.size() > 1)
        keep(texts[1], kept.second, fromLeft);
    return first + second - limit;
}

} // namespace luthier::tokenizing
