#pragma once

#include "vocabulary.h"

#include <base/json.h>
#include <base/result.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace luthier::tokenizing {

/// A token of a word and the bytes of the word that it took.
struct WordToken {
    std::int32_t id = 0;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

/// Ids that may not come out of a word; indexed by id, shorter than the vocabulary is fine.
using ForbiddenIds = std::vector<bool>;

inline bool isForbidden(const ForbiddenIds* forbidden, std::int32_t id) {
    return forbidden != nullptr && static_cast<std::size_t>(id) < forbidden->size() &&
           (*forbidden)[static_cast<std::size_t>(id)];
}

/// What cuts a word into tokens of a vocabulary. Immutable to its users; safe from several threads. A kind of
/// model is one file with a class of this and its line in the table of token_models.cpp.
class TokenModel {
public:
    virtual ~TokenModel() = default;
    /// Appends the tokens of one word (valid UTF-8, not empty). `forbidden` may be null; the token that
    /// stands for unknown text comes out even when it is among them. Fails with tokenizer.no_unknown_token.
    virtual Status encode(std::string_view word, const ForbiddenIds* forbidden,
                          std::vector<WordToken>& out) const = 0;
    virtual const Vocabulary& vocabulary() const = 0;
    /// The token for what has none.
    virtual std::optional<std::int32_t> unknown() const = 0;
    /// How a token of the word is called: its text in the vocabulary, unless a model says otherwise.
    virtual std::string_view textOf(const WordToken& token, std::string_view word) const;
};

/// A text has no token, and the model has none for the unknown: tokenizer.no_unknown_token.
Error noUnknownToken(std::string_view text);

using TokenModelPointer = std::unique_ptr<const TokenModel>;

/// Reads the member `model` of a tokenizer file. Fails with tokenizer.model_not_yet for a type that is not in
/// the table, and with what its reader finds wrong.
Result<TokenModelPointer> readTokenModel(const Json& json);

} // namespace luthier::tokenizing
