#pragma once

#include "recipe.h"

namespace luthier::recipe {

/// The learning rate of optimizer step `step` (from 1) out of `steps`, as transformers' get_scheduler gives
/// it for TrainingArguments: the first step of a warm-up has rate 0.
double learningRateAt(const Schedule& schedule, double learningRate, std::int64_t step, std::int64_t steps);

} // namespace luthier::recipe
