#include "byte_pair.h"

#include <base/utf8.h>

#include <algorithm>
#include <queue>

namespace luthier::tokenizing {
namespace {

constexpr char32_t kCharacterTable = 0x10000;

std::uint64_t pairOf(std::int32_t left, std::int32_t right) {
    return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32) |
           static_cast<std::uint32_t>(right);
}

std::size_t scramble(std::uint64_t pair) {
    pair *= 0x9E3779B97F4A7C15ULL;
    return static_cast<std::size_t>(pair ^ (pair >> 32));
}

struct Candidate {
    std::uint32_t rank = 0;
    std::int32_t position = 0;
    std::int32_t result = 0;
    bool operator<(const Candidate& other) const { // the queue gives the largest: lowest rank, then leftmost
        return rank != other.rank ? rank > other.rank : position > other.position;
    }
};

} // namespace

BytePairModel::BytePairModel(Vocabulary vocabulary, const std::vector<Merge>& merges, BytePairOptions options)
    : m_vocabulary(std::move(vocabulary))
    , m_options(std::move(options)) {
    std::size_t capacity = 16;
    while (capacity < merges.size() * 2)
        capacity *= 2;
    m_slots.resize(capacity);
    for (const Merge& merge : merges) {
        const std::uint64_t pair = pairOf(merge.left, merge.right);
        std::size_t at = scramble(pair) & (capacity - 1);
        while (m_slots[at].pair != ~std::uint64_t{0} && m_slots[at].pair != pair)
            at = (at + 1) & (capacity - 1);
        m_slots[at] = {pair, merge.result, merge.rank}; // a pair given twice has its last rank
    }
    m_bytes = byteTokens(m_vocabulary);
    m_characters.assign(kCharacterTable, -1);
    for (std::int32_t id = 0; id < m_vocabulary.idLimit(); ++id) {
        const std::string* text = m_vocabulary.text(id);
        if (text == nullptr || text->empty() || text->size() > 3)
            continue;
        const CodePoint point = decodeUtf8(*text, 0);
        if (point.valid && point.length == text->size())
            m_characters[point.value] = id;
    }
}

const BytePairModel::Slot* BytePairModel::mergeOf(std::int32_t left, std::int32_t right) const {
    const std::uint64_t pair = pairOf(left, right);
    const std::size_t mask = m_slots.size() - 1;
    for (std::size_t at = scramble(pair) & mask;; at = (at + 1) & mask) {
        if (m_slots[at].pair == pair)
            return &m_slots[at];
        if (m_slots[at].pair == ~std::uint64_t{0})
            return nullptr;
    }
}

std::optional<std::int32_t> BytePairModel::characterId(std::string_view character, bool first,
                                                       bool last) const {
    const bool plain =
        (first || m_options.continuingPrefix.empty()) && (!last || m_options.endOfWordSuffix.empty());
    if (!plain)
        return m_vocabulary.find((first ? "" : m_options.continuingPrefix) + std::string(character) +
                                 (last ? m_options.endOfWordSuffix : ""));
    const CodePoint point = decodeUtf8(character, 0);
    if (point.value >= kCharacterTable)
        return m_vocabulary.find(character);
    const std::int32_t id = m_characters[point.value];
    return id < 0 ? std::nullopt : std::optional(id);
}

bool BytePairModel::addBytes(std::string_view text, std::vector<Symbol>& symbols) const {
    const bool all = std::all_of(text.begin(), text.end(),
                                 [&](char c) { return m_bytes[static_cast<unsigned char>(c)] >= 0; });
    if (!all)
        return false;
    for (const char c : text)
        symbols.push_back({m_bytes[static_cast<unsigned char>(c)], -1, -1, 1});
    return true;
}

void BytePairModel::initialSymbols(std::string_view word, std::vector<Symbol>& symbols) const {
    std::uint32_t unknownLength = 0;
    const auto flushUnknown = [&] {
        if (unknownLength > 0)
            symbols.push_back({*m_options.unknown, -1, -1, unknownLength});
        unknownLength = 0;
    };
    for (std::size_t i = 0; i < word.size();) {
        const std::size_t length = decodeUtf8(word, i).length;
        const std::string_view character = word.substr(i, length);
        const bool first = i == 0;
        const bool last = i + length == word.size();
        i += length;
        if (const auto id = characterId(character, first, last)) {
            flushUnknown();
            symbols.push_back({*id, -1, -1, static_cast<std::uint32_t>(length)});
            continue;
        }
        if (m_options.byteFallback) {
            const std::string whole = (first ? "" : m_options.continuingPrefix) + std::string(character) +
                                      (last ? m_options.endOfWordSuffix : "");
            if (addBytes(whole, symbols))
                continue;
        }
        if (!m_options.unknown)
            continue; // as the reference does it: what has no token is left out
        if (!m_options.fuseUnknown)
            flushUnknown();
        unknownLength += static_cast<std::uint32_t>(length);
    }
    flushUnknown();
}

void BytePairModel::mergeAll(std::vector<Symbol>& symbols, const ForbiddenIds* forbidden) const {
    std::vector<Candidate> heap;
    const auto candidate = [&](std::int32_t position) -> std::optional<Candidate> {
        const Symbol& left = symbols[static_cast<std::size_t>(position)];
        if (left.next < 0)
            return std::nullopt;
        const Slot* slot = mergeOf(left.id, symbols[static_cast<std::size_t>(left.next)].id);
        if (slot == nullptr || isForbidden(forbidden, slot->result))
            return std::nullopt;
        return Candidate{slot->rank, position, slot->result};
    };
    const auto count = static_cast<std::int32_t>(symbols.size());
    for (std::int32_t i = 0; i < count; ++i) {
        symbols[static_cast<std::size_t>(i)].previous = i - 1;
        symbols[static_cast<std::size_t>(i)].next = i + 1 < count ? i + 1 : -1;
    }
    for (std::int32_t i = 0; i + 1 < count; ++i)
        if (const auto next = candidate(i))
            heap.push_back(*next);
    std::make_heap(heap.begin(), heap.end());
    const auto push = [&](const std::optional<Candidate>& next) {
        if (!next)
            return;
        heap.push_back(*next);
        std::push_heap(heap.begin(), heap.end());
    };
    while (!heap.empty()) {
        const Candidate top = heap.front();
        std::pop_heap(heap.begin(), heap.end());
        heap.pop_back();
        Symbol& left = symbols[static_cast<std::size_t>(top.position)];
        if (left.length == 0 || left.next < 0)
            continue;
        Symbol& right = symbols[static_cast<std::size_t>(left.next)];
        const Slot* slot = mergeOf(left.id, right.id);
        if (slot == nullptr || slot->result != top.result) // the pair has changed since it was queued
            continue;
        left.id = top.result;
        left.length += right.length;
        left.next = right.next;
        right.length = 0;
        if (left.next >= 0)
            symbols[static_cast<std::size_t>(left.next)].previous = top.position;
        if (left.previous >= 0)
            push(candidate(left.previous));
        push(candidate(top.position));
    }
}

void BytePairModel::encodeAnew(std::string_view word, const ForbiddenIds* forbidden,
                               std::vector<WordToken>& out) const {
    std::vector<Symbol> symbols;
    symbols.reserve(word.size());
    initialSymbols(word, symbols);
    mergeAll(symbols, forbidden);
    std::uint32_t at = 0;
    for (const Symbol& symbol : symbols) {
        if (symbol.length == 0)
            continue;
        out.push_back({symbol.id, at, at + symbol.length});
        at += symbol.length;
    }
}

Status BytePairModel::encode(std::string_view word, const ForbiddenIds* forbidden,
                             std::vector<WordToken>& out) const {
    if (m_options.ignoreMerges) {
        const auto whole = m_vocabulary.find(word);
        if (whole && !isForbidden(forbidden, *whole)) {
            out.push_back({*whole, 0, static_cast<std::uint32_t>(word.size())});
            return {};
        }
    }
    const auto before = static_cast<std::ptrdiff_t>(out.size());
    if (!m_cache.find(word, out)) {
        encodeAnew(word, nullptr, out);
        m_cache.keep(word, out.begin() + before, out.end());
    }
    if (forbidden != nullptr && std::any_of(out.begin() + before, out.end(), [&](const WordToken& token) {
            return isForbidden(forbidden, token.id);
        })) {
        out.resize(static_cast<std::size_t>(before));
        encodeAnew(word, forbidden, out);
    }
    return {};
}

} // namespace luthier::tokenizing
