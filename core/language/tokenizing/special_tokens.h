#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace luthier::tokenizing {

/// A token with a role, as tokenizer_config.json names it. The id is missing when the vocabulary lacks the
/// token.
struct SpecialToken {
    std::string text;
    std::optional<std::int32_t> id;
};

struct SpecialTokens {
    std::optional<SpecialToken> bos;
    std::optional<SpecialToken> eos;
    std::optional<SpecialToken> pad;
    std::optional<SpecialToken> unknown;
    /// BERT's: what begins a text, what ends each, and what hides a token that is to be found.
    std::optional<SpecialToken> classification;
    std::optional<SpecialToken> separator;
    std::optional<SpecialToken> mask;
    /// Ids that end a generation: eos and those of generation_config.json.
    std::vector<std::int32_t> eosIds;
    /// Ids that close a turn in a chat: eosIds and the end-of-turn tokens that the chat template writes.
    std::vector<std::int32_t> endOfTurnIds;
};

} // namespace luthier::tokenizing
