#pragma once

#include <base/json.h>
#include <tokenizing/rendering.h>
#include <tokenizing/tokenizer.h>

#include <cstdint>
#include <string>
#include <vector>

namespace luthier::examples {

/// What becomes of a token: learnt, read only, or behind the cut.
enum class TokenState { Trained, Ignored, Cut };
std::string_view stateName(TokenState state);

struct ViewedToken {
    std::int32_t id = 0;
    std::string text;       ///< the characters it stands for; the token's own name where it stands for none
    std::int64_t begin = 0; ///< in code points of the rendered text
    std::int64_t end = 0;
    bool special = false;
    TokenState state = TokenState::Ignored;
};

/// A row token by token as it will be trained.
struct TokenView {
    std::string rendered;
    std::vector<ViewedToken> tokens;
    std::int64_t trained = 0;
    std::int64_t ignored = 0;
    std::int64_t cut = 0;
    /// Assistant turns whose tokens are ignored although they would be learnt, and why.
    std::vector<tokenizing::UntrainedTurn> untrained;
};

/// "marked", "rewritten" or "calls_lost".
std::string_view reasonName(tokenizing::UntrainedReason reason);

/// The view of a row that was rendered whole (without a limit), under a limit of `maxLength` tokens (0:
/// none).
TokenView viewTokens(const tokenizing::Tokenizer& tokenizer, const tokenizing::Rendered& whole,
                     std::int64_t maxLength);

/// The document of `data tokens PROJECT DATASET ROW` (cli.md), without its `row`.
Json toJson(const TokenView& view);

} // namespace luthier::examples
