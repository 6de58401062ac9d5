#pragma once

#include "example.h"
#include "row_texts.h"

#include <tokenizing/tokenizer.h>

#include <cstdint>

namespace luthier::examples {

/// One text or a pair within `limit` tokens (0: whole), of which none is trained yet; what people wrote never
/// becomes a control token. Offsets count in both texts together.
Result<Example> encodedTexts(const tokenizing::Tokenizer& tokenizer, const RowTexts& texts,
                             std::int64_t limit);

/// Gives an example, which has its text, the tokens of an encoding.
void fill(Example& example, tokenizing::Encoding encoding, const tokenizing::Tokenizer& tokenizer);

} // namespace luthier::examples
