#pragma once

#include <base/progress.h>
#include <preflight/open_recipe.h>

#include <cstdint>

namespace luthier::training {

/// What a few steps really took.
struct MeasuredStep {
    std::int64_t peakBytes = 0; ///< resident memory of this process at its highest
    double secondsPerStep = 0;  ///< a whole step: all micro-batches of the accumulation and the update
};

/// Runs the recipe's step on random tokens in units filled to max_length, every token trained: what the plan
/// before preparation assumes. Takes one micro-batch to warm up and two that are timed. Nothing is written.
/// Fails with device.*, model.*, interrupted().
Result<MeasuredStep> measureRecipe(const preflight::OpenRecipe& recipe, StopToken stop);

/// Peak resident memory of this process, from /proc/self/status.
std::int64_t peakMemory();

} // namespace luthier::training
