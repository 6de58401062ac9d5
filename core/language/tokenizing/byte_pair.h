#pragma once

#include <base/json.h>
#include <base/result.h>

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace luthier::tokenizing {

/// Tokens by text and by id. Ids may have gaps.
class Vocabulary {
public:
    /// Fails with tokenizer.vocabulary_invalid when an id is out of range or taken, or the text was there
    /// before.
    Status add(std::string_view text, std::int64_t id);
    std::optional<std::int32_t> find(std::string_view text) const;
    /// Null when no token has this id.
    const std::string* text(std::int32_t id) const;
    std::size_t size() const { return m_ids.size(); }
    /// One more than the largest id.
    std::int32_t idLimit() const { return static_cast<std::int32_t>(m_texts.size()); }

private:
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    std::unordered_map<std::string, std::int32_t, TextHash, std::equal_to<>> m_ids;
    std::vector<const std::string*> m_texts; // keys of m_ids
};

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

/// A token of a word and how many bytes of the word it took.
struct WordToken {
    std::int32_t id = 0;
    std::uint32_t length = 0;
};

/// Ids that may not come out of a word; indexed by id, shorter than the vocabulary is fine.
using ForbiddenIds = std::vector<bool>;

/// Byte-pair encoding (Sennrich et al., arXiv 1508.07909): merges by rank, then from the left. O(n log n) in
/// the length of a word. Immutable but for a bounded cache of words, which is safe from several threads.
class BytePairModel {
public:
    BytePairModel(Vocabulary vocabulary, const std::vector<Merge>& merges, BytePairOptions options);

    /// Appends the tokens of one word (valid UTF-8). `forbidden` may be null.
    void encode(std::string_view word, const ForbiddenIds* forbidden, std::vector<WordToken>& out) const;
    const Vocabulary& vocabulary() const { return m_vocabulary; }
    /// The token for characters without one; without it such characters vanish.
    std::optional<std::int32_t> unknown() const { return m_options.unknown; }

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
    struct Shard;

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
    mutable std::unique_ptr<std::array<Shard, 16>> m_cache;

public:
    BytePairModel(BytePairModel&&) noexcept;
    ~BytePairModel();
};

/// Reads the member `model` of a tokenizer file, which must be of type BPE (others: tokenizer.model_not_yet).
Result<std::unique_ptr<const BytePairModel>> readBytePairModel(const Json& json);

/// Vocabulary and merges ("a b" on a line) of the older two-file form.
Result<std::unique_ptr<const BytePairModel>> bytePairModelOf(const Json& vocabulary, std::string_view merges);

} // namespace luthier::tokenizing
