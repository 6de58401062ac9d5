#pragma once

#include <labeling/pairs.h>
#include <widgets/question.h>

namespace luthier::data {

/// What a question before the making of preference pairs says: how many there are, and what is left out and
/// why. Without `any` there is nothing to make.
widgets::QuestionWords pairWords(const labeling::PairCounts& counts, bool any);

} // namespace luthier::data
