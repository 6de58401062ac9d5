#pragma once

#include <preparing/sweep_start.h>

namespace luthier::engine_program {

/// What a sweep would be: `{name, runs: [{name, values, peak_bytes, seconds}], peak_bytes, seconds}`; seconds
/// are null where this machine was not measured.
Json sweepPlanToJson(const preparing::SweepRequest& request, const preparing::CheckedSweep& checked);

/// A sweep that was started: `{sweep, name, runs: ["0001", …], seconds}`.
Result<Json> startedSweep(project::Project& project, const registry::SweepFacts& sweep,
                          const preparing::CheckedSweep& checked);

/// The values of a run of a sweep by the paths of their settings.
Json valuesBySetting(const std::vector<std::string>& settings, const Json& values);

/// The window's question: `{vary: [{path, values}], pairing: "grid" or "list", prune}` into a request that
/// knows its recipe already. Fails with json.* and sweep.*.
Status readSweep(const Json& params, preparing::SweepRequest& request);

} // namespace luthier::engine_program
