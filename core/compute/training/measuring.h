#pragma once

#include <base/progress.h>
#include <preflight/run_rows.h>

#include <cstdint>
#include <optional>

namespace luthier::training {

/// What a few steps really took.
struct MeasuredStep {
    std::int64_t peakBytes = 0; ///< resident memory of this process at its highest
    double secondsPerStep = 0;  ///< a whole step: all micro-batches of the accumulation and the update
};

/// Runs the recipe's step on random tokens. With the sizes of the rows that the run will take, steps of the
/// run itself and its largest micro-batch; without, sequences filled to max_length, every token trained: what
/// the plan assumed. Takes one micro-batch to warm up and `kMeasuredSteps` steps that are timed. Nothing is
/// written. Fails with device.*, model.*, interrupted().
Result<MeasuredStep> measureRecipe(const preflight::OpenRecipe& recipe,
                                   const std::optional<preflight::RunRows>& rows, StopToken stop);

constexpr std::int64_t kMeasuredSteps = 2;

/// Peak resident memory of this process, from /proc/self/status.
std::int64_t peakMemory();

} // namespace luthier::training
