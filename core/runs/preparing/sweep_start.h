#pragma once

#include "run_start.h"

#include <recipe/variants.h>
#include <registry/sweeps.h>

#include <optional>
#include <vector>

namespace luthier::preparing {

/// A recipe and the settings that its runs do not have alike.
struct SweepRequest {
    RunRequest base; ///< its name: that of the sweep, the recipe's where it is empty
    std::vector<recipe::Varied> varied;
    recipe::Pairing pairing = recipe::Pairing::Grid;
    registry::Pruning pruning = registry::Pruning::None;
    std::optional<double> mostSeconds; ///< of all runs together
};

/// All runs of a sweep, checked and planned, before anything is written.
struct CheckedSweep {
    std::string name;
    std::vector<recipe::Variant> variants;
    std::vector<CheckedRun> runs;  ///< one a variant
    std::int64_t peakBytes = 0;    ///< of the run that takes most
    std::optional<double> seconds; ///< planned, of all; nothing where this machine was not measured
};

/// Fails with sweep.* (the settings, sweep.no_validation, sweep.idle, sweep.over_budget) and with what the
/// first run that cannot start fails with, which names the run's values.
Result<CheckedSweep> checkSweep(project::Project& project, const SweepRequest& request,
                                preflight::Workshop& workshop, const StopToken& stop, ProgressSink& progress);

/// Registers the runs and the sweep, and then their jobs, which work one after the other. Runs that were
/// registered before something failed are taken out of sight again.
Result<registry::SweepFacts> startSweep(project::Project& project, project::UserState& user,
                                        const SweepRequest& request, const CheckedSweep& checked);

/// "r 8, learning_rate 0.0002": what a run of the sweep has of its own.
std::string valuesText(const std::vector<recipe::Varied>& varied, const std::vector<Json>& values);

} // namespace luthier::preparing
