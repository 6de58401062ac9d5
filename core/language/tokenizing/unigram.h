#pragma once

#include "piece_trie.h"
#include "token_model.h"
#include "word_cache.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace luthier::tokenizing {

/// Pieces in use have less than a hundred; each character of a text is looked up over as many.
constexpr std::size_t kUnigramPieceBytes = 512;

enum class ByteFallback { Off, On };

/// The unigram language model (Kudo, arXiv 1804.10959): the pieces of a word whose scores, logarithms of
/// probabilities, have the largest sum. Of two ways with one score the one whose last piece begins first
/// counts. A character that is no piece costs ten more than the worst piece; what is unknown beside each
/// other becomes one token, or the bytes of it. O(n) in the word times the longest piece.
class UnigramModel final : public TokenModel {
public:
    /// `scores` by id, finite.
    UnigramModel(Vocabulary vocabulary, std::vector<double> scores, std::optional<std::int32_t> unknown,
                 ByteFallback byteFallback);

    Status encode(std::string_view word, const ForbiddenIds* forbidden,
                  std::vector<WordToken>& out) const override;
    const Vocabulary& vocabulary() const override { return m_vocabulary; }
    std::optional<std::int32_t> unknown() const override { return m_unknown; }
    /// An unknown token is called as it is written in the word.
    std::string_view textOf(const WordToken& token, std::string_view word) const override;

private:
    Status encodeAnew(std::string_view word, const ForbiddenIds* forbidden,
                      std::vector<WordToken>& out) const;
    void addUnknown(std::string_view word, const WordToken& run, const ForbiddenIds* forbidden,
                    std::vector<WordToken>& out) const;

    Vocabulary m_vocabulary;
    std::vector<double> m_scores;
    std::optional<std::int32_t> m_unknown;
    double m_unknownScore = 0.0;
    PieceTrie m_pieces;
    std::optional<std::array<std::int32_t, 256>> m_bytes; // when the unknown falls back to them
    WordCache m_cache;
};

/// Reads a model of type Unigram.
Result<TokenModelPointer> readUnigramModel(const Json& json);

} // namespace luthier::tokenizing
