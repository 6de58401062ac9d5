#pragma once

#include "piece_trie.h"
#include "token_model.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::tokenizing {

struct WordPieceOptions {
    std::string unknown = "[UNK]";
    std::string continuingPrefix = "##";
    std::int64_t longestWord = 100; // in characters
};

/// WordPiece (Schuster and Nakajima, 2012; BERT): from the left always the longest piece; what does not begin
/// a word is looked for with the prefix. A word that cannot be covered, or is too long, is one unknown token.
class WordPieceModel final : public TokenModel {
public:
    WordPieceModel(Vocabulary vocabulary, WordPieceOptions options);

    Status encode(std::string_view word, const ForbiddenIds* forbidden,
                  std::vector<WordToken>& out) const override;
    const Vocabulary& vocabulary() const override { return m_vocabulary; }
    std::optional<std::int32_t> unknown() const override { return m_unknown; }

private:
    bool cover(std::string_view word, const ForbiddenIds* forbidden, std::vector<WordToken>& out) const;

    Vocabulary m_vocabulary;
    WordPieceOptions m_options;
    std::optional<std::int32_t> m_unknown;
    PieceTrie m_beginnings;    // pieces that begin a word
    PieceTrie m_continuations; // those with the prefix, without it
};

/// Reads a model of type WordPiece.
Result<TokenModelPointer> readWordPieceModel(const Json& json);

} // namespace luthier::tokenizing
