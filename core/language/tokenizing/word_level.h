#pragma once

#include "token_model.h"

#include <optional>
#include <string_view>
#include <vector>

namespace luthier::tokenizing {

/// A word is one token of the vocabulary, or the unknown one.
class WordLevelModel final : public TokenModel {
public:
    WordLevelModel(Vocabulary vocabulary, std::string_view unknown);

    Status encode(std::string_view word, const ForbiddenIds* forbidden,
                  std::vector<WordToken>& out) const override;
    const Vocabulary& vocabulary() const override { return m_vocabulary; }
    std::optional<std::int32_t> unknown() const override { return m_unknown; }

private:
    Vocabulary m_vocabulary;
    std::optional<std::int32_t> m_unknown;
};

/// Reads a model of type WordLevel.
Result<TokenModelPointer> readWordLevelModel(const Json& json);

} // namespace luthier::tokenizing
