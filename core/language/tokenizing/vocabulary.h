#pragma once

#include <base/json.h>
#include <base/result.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
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

/// Bounds on the vocabulary of a file.
constexpr std::size_t kVocabularyTokens = 2'000'000;
constexpr std::size_t kTokenBytes = 4096;

/// Reads the member `vocab` of a model, an object of ids by text. Fails with tokenizer.vocabulary_invalid,
/// tokenizer.part_invalid.
Result<Vocabulary> readVocabulary(const Json& json);

/// The token of each byte, called <0x00> to <0xFF>; -1 where the vocabulary has none.
std::array<std::int32_t, 256> byteTokens(const Vocabulary& vocabulary);

/// A token that is not of the vocabulary, or cannot be: tokenizer.vocabulary_invalid with its name.
Error badToken(std::string_view text);

} // namespace luthier::tokenizing
