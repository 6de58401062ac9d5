#pragma once

#include "example.h"

#include <cstdint>
#include <string_view>

namespace luthier::examples {

/// The control tokens that tell a model where a hole is.
struct InfillingTokens {
    std::int32_t prefix = 0; ///< in front of what stands before the hole
    std::int32_t suffix = 0; ///< in front of what stands behind it
    std::int32_t middle = 0; ///< in front of what fills it
};

/// Those of Qwen's coders and CodeGemma, of StarCoder, of Code Llama or of DeepSeek's coders, whichever the
/// vocabulary has. Fails with examples.no_infilling_tokens.
Result<InfillingTokens> infillingTokens(const tokenizing::Tokenizer& tokenizer);

enum class Holes { BySetting, Always };

/// A text with a hole (arXiv 2207.14255), token by token: prefix, suffix, then what fills the hole and the
/// end; with `infilling_spm_rate` the other way round, suffix and prefix. Where the hole begins and ends, the
/// order, and whether there is one at all (`infilling_rate`) are drawn from the seed and the text itself: the
/// same row comes to the same example wherever it is made. A text that is too long loses its end first. All
/// tokens are learnt. `middle` of the example is the first token of what fills the hole. Fails with
/// examples.no_infilling_tokens, and as the tokenizer does.
Result<Example> infilled(const tokenizing::Tokenizer& tokenizer, std::string_view text,
                         const recipe::Recipe& recipe, Holes holes);

} // namespace luthier::examples
