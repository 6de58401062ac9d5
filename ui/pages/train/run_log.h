#pragma once

#include <bridge/run_series.h>
#include <jobs/queue.h>
#include <registry/registry.h>

#include <QString>

#include <vector>

namespace luthier::train {

/// A line of the log: what happened at a step, and when, where that was kept.
struct LogLine {
    QString when;
    std::optional<std::int64_t> step;
    QString text;
    QString tone; ///< of the theme: good, warn, bad or nothing
};

/// What happened in a run, from what its project keeps: how it started, its evaluations, its newest
/// checkpoint, what a resumption noticed, how it ended. `job` may be null.
std::vector<LogLine> logOf(const registry::RunFacts& run, const jobs::JobFacts* job,
                           const bridge::RunSeries& series);

} // namespace luthier::train
