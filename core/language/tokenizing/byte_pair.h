#pragma once

#include "token_model.h"
#include "vocabulary.h"
#include "word_cache.h"

#include <base/json.h>
#include <base/result.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::tokenizing {

/// A pair of tokens that becomes one; the lower rank goes first.
struct Merge {
    std::int32_t left = 0;
    std::int32_t right = 0;
    std::int32_t result = 0;
    std::uint32_t rank = 0;
};

struct BytePairOptions {
    std::optional<std::int32_t> unknown;
    std::string continuingPrefix;
    std::string endOfWordSuffix;
    bool fuseUnknown = false;
    bool byteFallback = false;
    bool ignoreMerges = false;
};

/// Byte-pair encoding (Sennrich et al., arXiv 1508.07909): merges by rank, then from the left. O(n log n) in
/// the length of a word. Immutable but for a bounded cache of words, which is safe from several threads.
class BytePairModel final : public TokenModel {
public:
    BytePairModel(Vocabulary vocabulary, const std::vector<Merge>& merges, BytePairOptions options);

    /// Characters without a token vanish when the model has none for the unknown; it never fails.
    Status encode(std::string_view word, const ForbiddenIds* forbidden,
                  std::vector<WordToken>& out) const override;
    const Vocabulary& vocabulary() const override { return m_vocabulary; }
    std::optional<std::int32_t> unknown() const override { return m_options.unknown; }

private:
    struct Symbol {
        std::int32_t id = 0;
        std::int32_t previous = -1;
        std::int32_t next = -1;
        std::uint32_t length = 0;
    };
    struct Slot {
        std::uint64_t pair = ~std::uint64_t{0};
        std::int32_t result = 0;
        std::uint32_t rank = 0;
    };

    const Slot* mergeOf(std::int32_t left, std::int32_t right) const;
    void initialSymbols(std::string_view word, std::vector<Symbol>& symbols) const;
    bool addBytes(std::string_view text, std::vector<Symbol>& symbols) const;
    std::optional<std::int32_t> characterId(std::string_view character, bool first, bool last) const;
    void mergeAll(std::vector<Symbol>& symbols, const ForbiddenIds* forbidden) const;
    void encodeAnew(std::string_view word, const ForbiddenIds* forbidden, std::vector<WordToken>& out) const;

    Vocabulary m_vocabulary;
    BytePairOptions m_options;
    std::vector<Slot> m_slots;
    std::array<std::int32_t, 256> m_bytes{};
    std::vector<std::int32_t> m_characters; // ids of one-character tokens below U+10000
    WordCache m_cache;
};

/// Reads a model of type BPE.
Result<TokenModelPointer> readBytePairModel(const Json& json);

/// Vocabulary and merges ("a b" on a line) of the older two-file form.
Result<TokenModelPointer> bytePairModelOf(const Json& vocabulary, std::string_view merges);
/// The same of a vocabulary that was read and one merge ("a b") each.
Result<TokenModelPointer> bytePairModelOf(Vocabulary vocabulary, const std::vector<std::string_view>& merges,
                                          BytePairOptions options);

} // namespace luthier::tokenizing
