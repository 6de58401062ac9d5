#include "chrf.h"

#include <base/utf8.h>

#include <unicode/uchar.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace luthier::scoring {
namespace {

constexpr std::size_t kMostCharacters = 6; // of an n-gram
constexpr double kBetaSquared = 4;

/// What Python's str.split() takes for white space: Unicode's White_Space and the four separators of ASCII.
bool isSpace(char32_t point) {
    return u_isUWhiteSpace(static_cast<UChar32>(point)) || (point >= 0x1C && point <= 0x1F);
}

std::u32string withoutSpace(std::string_view text) {
    std::u32string characters;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint point = decodeUtf8(text, at);
        at += point.length;
        if (!isSpace(point.value))
            characters += point.value;
    }
    return characters;
}

std::vector<std::u32string_view> sortedGrams(std::u32string_view text, std::size_t order) {
    std::vector<std::u32string_view> grams;
    for (std::size_t at = 0; at + order <= text.size(); ++at)
        grams.push_back(text.substr(at, order));
    std::ranges::sort(grams);
    return grams;
}

/// Of two sorted lists: each gram as often as both have it.
std::size_t countShared(const std::vector<std::u32string_view>& a,
                        const std::vector<std::u32string_view>& b) {
    std::size_t shared = 0;
    for (auto left = a.begin(), right = b.begin(); left != a.end() && right != b.end();) {
        const int order = left->compare(*right);
        shared += order == 0 ? 1 : 0;
        left += order <= 0 ? 1 : 0;
        right += order >= 0 ? 1 : 0;
    }
    return shared;
}

} // namespace

double chrF(std::string_view prediction, std::string_view reference) {
    const std::u32string said = withoutSpace(prediction);
    const std::u32string wanted = withoutSpace(reference);
    double precision = 0, recall = 0;
    int orders = 0;
    for (std::size_t order = 1; order <= kMostCharacters; ++order) {
        const auto ours = sortedGrams(said, order);
        const auto theirs = sortedGrams(wanted, order);
        if (ours.empty() || theirs.empty())
            break;
        const auto shared = static_cast<double>(countShared(ours, theirs));
        precision += shared / static_cast<double>(ours.size());
        recall += shared / static_cast<double>(theirs.size());
        ++orders;
    }
    if (precision + recall == 0)
        return 0;
    precision /= orders;
    recall /= orders;
    return (1 + kBetaSquared) * precision * recall / (kBetaSquared * precision + recall);
}

} // namespace luthier::scoring
