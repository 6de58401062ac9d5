#pragma once

#include "registry.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace luthier::registry {

/// Which runs of a sweep are stopped before their end because others were better as far as this one has come.
/// Median: worse than the middle of two others or more. Halving: not among the better half at its first,
/// second, fourth, eighth, … validation (asynchronous successive halving, arXiv 1810.05934).
enum class Pruning : std::uint8_t { None, Median, Halving };
std::string_view pruningName(Pruning pruning);
std::optional<Pruning> pruningNamed(std::string_view name);

struct SweepRun {
    RunId run;
    Json values; ///< of the varied settings, in their order
};

/// Runs that were started together and differ in some settings alone.
struct SweepFacts {
    std::int64_t id = 0;
    std::string name;
    std::vector<std::string> settings; ///< paths, "optimizer.learning_rate"
    Pruning pruning = Pruning::None;
    std::string createdAt;
    std::vector<SweepRun> runs; ///< in the order of their start; removed ones too
};

/// Fails with storage.*, project.*.
Result<SweepFacts> createSweep(project::Project& project, const SweepFacts& sweep);
Result<std::vector<SweepFacts>> listSweeps(storage::Connection& database);
/// By number (sweep.not_found).
Result<SweepFacts> findSweep(storage::Connection& database, std::string_view number);
/// The sweep that a run belongs to.
Result<std::optional<SweepFacts>> sweepOf(storage::Connection& database, RunId run);

/// How good a run is: its best held-out loss; without validation its last loss, and nothing before its first.
std::optional<double> lossOf(const RunFacts& run);

/// A run of a sweep and its loss.
struct Standing {
    RunFacts run;
    Json values;
    std::optional<double> loss;
};
/// Those that are not removed, the best first, those without a loss last in the order of their start.
Result<std::vector<Standing>> standingsOf(storage::Connection& database, const SweepFacts& sweep);

/// Why a run is stopped: the loss that it would have had to reach.
struct Behind {
    double loss = 0;
    double limit = 0;
};

/// Whether a run with this held-out loss after so many epochs has fallen behind the others of its sweep,
/// whose best losses up to there count, and so does the best of its own earlier validations; those that have
/// not come as far do not. Runs of no sweep never fall behind.
Result<std::optional<Behind>> fallsBehind(storage::Connection& database, RunId run, double epoch,
                                          double loss);

/// The same of losses: `others` are the best of those that came as far; `validations`: how many the run has
/// had, this one among them.
std::optional<Behind> behindOthers(Pruning pruning, std::vector<double> others, std::int64_t validations,
                                   double loss);

} // namespace luthier::registry
