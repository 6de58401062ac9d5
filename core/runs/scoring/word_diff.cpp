#include "word_diff.h"

#include <unicode/ubrk.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <unordered_map>

namespace luthier::scoring {
namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 20U;
constexpr std::int64_t kMostChanges = 1500;
constexpr std::int64_t kNone = -2;

struct Word {
    std::size_t begin;
    std::size_t end;
};

bool isBlank(std::string_view text) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    for (std::size_t at = 0; at < text.size();) {
        UChar32 point = 0;
        U8_NEXT(bytes, at, text.size(), point);
        if (point < 0 || !u_isUWhiteSpace(point))
            return false;
    }
    return true;
}

/// Everything but white space, cut at word boundaries. One word when ICU cannot serve.
std::vector<Word> wordsOf(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<UText, decltype(&utext_close)> opened(
        utext_openUTF8(nullptr, text.data(), static_cast<std::int64_t>(text.size()), &status), &utext_close);
    const std::unique_ptr<UBreakIterator, decltype(&ubrk_close)> breaks(
        ubrk_open(UBRK_WORD, "", nullptr, 0, &status), &ubrk_close);
    if (U_SUCCESS(status))
        ubrk_setUText(breaks.get(), opened.get(), &status);
    std::vector<Word> words;
    if (U_FAILURE(status) || text.size() > kMostBytes) {
        if (!isBlank(text))
            words.push_back({0, text.size()});
        return words;
    }
    std::size_t begin = 0;
    for (std::int32_t next = ubrk_next(breaks.get()); next != UBRK_DONE; next = ubrk_next(breaks.get())) {
        const auto end = static_cast<std::size_t>(next);
        if (end > begin && !isBlank(text.substr(begin, end - begin)))
            words.push_back({begin, end});
        begin = end;
    }
    return words;
}

using Ids = std::vector<std::int32_t>;
/// For each word of the first text the word of the second that it is, or kNone.
using Partners = std::vector<std::int64_t>;

/// Walks the greedy algorithm's fronts back from the end and notes the diagonals.
void walkBack(const std::vector<std::vector<std::int64_t>>& fronts, std::int64_t x, std::int64_t y,
              std::int64_t offset, Partners& partners) {
    for (auto changes = static_cast<std::int64_t>(fronts.size()) - 1; changes >= 0; --changes) {
        const std::int64_t diagonal = x - y;
        std::int64_t fromX = 0;
        std::int64_t fromY = 0;
        if (changes > 0) {
            const auto& before = fronts[static_cast<std::size_t>(changes) - 1];
            const auto at = [&](std::int64_t k) {
                return std::abs(k) > changes - 1 ? -1 : before[static_cast<std::size_t>(k + changes - 1)];
            };
            const bool down =
                diagonal == -changes || (diagonal != changes && at(diagonal - 1) < at(diagonal + 1));
            fromX = down ? at(diagonal + 1) : at(diagonal - 1);
            fromY = fromX - (down ? diagonal + 1 : diagonal - 1);
            const std::int64_t stepX = down ? fromX : fromX + 1;
            while (x > stepX) {
                --x;
                --y;
                partners[static_cast<std::size_t>(x + offset)] = y + offset;
            }
        } else {
            while (x > 0) {
                --x;
                --y;
                partners[static_cast<std::size_t>(x + offset)] = y + offset;
            }
        }
        x = fromX;
        y = fromY;
    }
}

/// Myers' greedy algorithm over a[begin, aEnd) and b[begin, bEnd), at most kMostChanges deep.
void matchMiddle(const Ids& a, const Ids& b, std::int64_t begin, std::int64_t aEnd, std::int64_t bEnd,
                 Partners& partners) {
    const std::int64_t n = aEnd - begin;
    const std::int64_t m = bEnd - begin;
    std::vector<std::vector<std::int64_t>> fronts;
    for (std::int64_t changes = 0; changes <= std::min(n + m, kMostChanges); ++changes) {
        std::vector<std::int64_t> front(static_cast<std::size_t>(2 * changes + 1), -1);
        for (std::int64_t k = -changes; k <= changes; k += 2) {
            std::int64_t x = 0;
            if (changes > 0) {
                const auto at = [&](std::int64_t diagonal) {
                    return std::abs(diagonal) > changes - 1
                               ? -1
                               : fronts.back()[static_cast<std::size_t>(diagonal + changes - 1)];
                };
                x = k == -changes || (k != changes && at(k - 1) < at(k + 1)) ? at(k + 1) : at(k - 1) + 1;
            }
            std::int64_t y = x - k;
            while (x < n && y < m &&
                   a[static_cast<std::size_t>(begin + x)] == b[static_cast<std::size_t>(begin + y)]) {
                ++x;
                ++y;
            }
            front[static_cast<std::size_t>(k + changes)] = x;
            if (x >= n && y >= m) {
                fronts.push_back(std::move(front));
                walkBack(fronts, n, m, begin, partners);
                return;
            }
        }
        fronts.push_back(std::move(front));
    }
}

Partners partnersOf(const Ids& a, const Ids& b) {
    Partners partners(a.size(), kNone);
    auto aEnd = static_cast<std::int64_t>(a.size());
    auto bEnd = static_cast<std::int64_t>(b.size());
    std::int64_t begin = 0;
    while (begin < std::min(aEnd, bEnd) &&
           a[static_cast<std::size_t>(begin)] == b[static_cast<std::size_t>(begin)]) {
        partners[static_cast<std::size_t>(begin)] = begin;
        ++begin;
    }
    while (aEnd > begin && bEnd > begin &&
           a[static_cast<std::size_t>(aEnd) - 1] == b[static_cast<std::size_t>(bEnd) - 1])
        partners[static_cast<std::size_t>(--aEnd)] = --bEnd;
    matchMiddle(a, b, begin, aEnd, bEnd, partners);
    return partners;
}

/// One text with its words and the partner of each.
struct Side {
    std::string_view text;
    const std::vector<Word>& words;
    const Partners& partners;

    /// Word −1 and the one behind the last stand for the ends of the texts, which match.
    std::int64_t partner(std::int64_t word, std::size_t others) const {
        if (word < 0)
            return -1;
        return word < static_cast<std::int64_t>(words.size()) ? partners[static_cast<std::size_t>(word)]
                                                              : static_cast<std::int64_t>(others);
    }
    std::string_view gapBefore(std::int64_t word) const {
        const std::size_t begin = word > 0 ? words[static_cast<std::size_t>(word) - 1].end : 0;
        const std::size_t end = word < static_cast<std::int64_t>(words.size())
                                    ? words[static_cast<std::size_t>(word)].begin
                                    : text.size();
        return text.substr(begin, end - begin);
    }
};

void append(std::vector<DiffSpan>& spans, std::size_t end, DiffSpan::Kind kind) {
    const std::size_t begin = spans.empty() ? 0 : spans.back().end;
    if (end == begin)
        return;
    if (!spans.empty() && spans.back().kind == kind)
        spans.back().end = end;
    else
        spans.push_back({begin, end, kind});
}

/// White space belongs to the words beside it: where one of them is on the other side too, with the same
/// white space there, it is the same.
bool isSameGap(const Side& own, const Side& other, std::int64_t word) {
    const std::int64_t before = own.partner(word - 1, other.words.size());
    const std::int64_t after = own.partner(word, other.words.size());
    const std::string_view gap = own.gapBefore(word);
    return (before != kNone && gap == other.gapBefore(before + 1)) ||
           (after != kNone && gap == other.gapBefore(after));
}

std::vector<DiffSpan> spansOf(const Side& own, const Side& other) {
    std::vector<DiffSpan> spans;
    const auto words = static_cast<std::int64_t>(own.words.size());
    for (std::int64_t word = 0; word <= words; ++word) {
        const std::size_t begin = spans.empty() ? 0 : spans.back().end;
        append(spans, begin + own.gapBefore(word).size(),
               isSameGap(own, other, word) ? DiffSpan::Kind::Same : DiffSpan::Kind::Changed);
        if (word < words) {
            const bool missing = own.partner(word, other.words.size()) == kNone;
            append(spans, own.words[static_cast<std::size_t>(word)].end,
                   missing ? DiffSpan::Kind::Changed : DiffSpan::Kind::Same);
        }
    }
    return spans;
}

} // namespace

WordDiff wordDiff(std::string_view first, std::string_view second) {
    const std::vector<Word> firstWords = wordsOf(first);
    const std::vector<Word> secondWords = wordsOf(second);
    std::unordered_map<std::string_view, std::int32_t> numbers;
    const auto idsOf = [&](std::string_view text, const std::vector<Word>& words) {
        Ids ids;
        for (const Word& word : words)
            ids.push_back(numbers
                              .emplace(text.substr(word.begin, word.end - word.begin),
                                       static_cast<std::int32_t>(numbers.size()))
                              .first->second);
        return ids;
    };
    const Ids firstIds = idsOf(first, firstWords);
    const Ids secondIds = idsOf(second, secondWords);
    const Partners there = partnersOf(firstIds, secondIds);
    Partners back(secondWords.size(), kNone);
    for (std::size_t i = 0; i < there.size(); ++i)
        if (there[i] != kNone)
            back[static_cast<std::size_t>(there[i])] = static_cast<std::int64_t>(i);
    const Side left{first, firstWords, there};
    const Side right{second, secondWords, back};
    return {spansOf(left, right), spansOf(right, left)};
}

} // namespace luthier::scoring
