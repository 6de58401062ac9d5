#pragma once

#include "frozen_data.h"

#include <tokenizing/tokenizer.h>

#include <cstdint>
#include <vector>

namespace luthier::examples {

/// Every token that may end an answer of a model tuned on these rows: those that the tokenizer knows to end a
/// turn, and the control tokens that close what is trained, whatever template wrote them.
std::vector<std::int32_t> answerEnds(const FrozenData& rows, const tokenizing::Tokenizer& tokenizer);

} // namespace luthier::examples
