#pragma once

#include "example.h"

#include <base/json.h>
#include <tokenizing/rendering.h>
#include <tokenizing/tokenizer.h>

#include <cstdint>
#include <optional>
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
    bool isSource = false; ///< of the text in front of an answer
    std::string label;     ///< what the token is to be called; empty without one
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
    RowLabels labels;            ///< of the row
    std::optional<float> number; ///< what a regression learns
    std::optional<std::int64_t>
        rejectedFrom;        ///< of a pair: the first token of the text with the worse answer
    std::int64_t hidden = 0; ///< mlm: how many of the trained tokens are hidden at a time
};

/// "marked", "rewritten" or "calls_lost".
std::string_view reasonName(tokenizing::UntrainedReason reason);

/// The view of a row that was made whole (`withoutLimit`), under the lengths of a recipe. The text in front
/// of an answer comes first, and the answer on lines of its own.
TokenView viewTokens(const tokenizing::Tokenizer& tokenizer, const Example& whole,
                     const recipe::Recipe& recipe);

/// The document of `data tokens PROJECT DATASET ROW` (cli.md), without its `row`; with `labels` (a list) or
/// `number` of the row, `label` of a token, `source: true` of those in front of an answer, and `hidden`,
/// where the task has them. `rejected_from`: of a pair, the first token of the text with the worse answer,
/// which stands below the other.
Json toJson(const TokenView& view);

} // namespace luthier::examples
