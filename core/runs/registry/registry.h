#pragma once

#include <base/ids.h>
#include <base/json.h>
#include <base/result.h>
#include <project/project.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace luthier::registry {

/// A run as the register knows it. `lineage` is what it came from: datasets with versions, model path and
/// hash, tokenizer and template, engine version, device, threads, kernels. `summary` grows while it runs.
struct RunFacts {
    RunId id;
    std::string number; ///< "0001"
    std::string name;
    Json recipe;
    Json lineage;
    Json summary;
    std::string createdAt;
    bool removed = false;
};

/// Registers a run and makes its folder with recipe.json in it. The folder appears before the row, so that a
/// row never lacks its folder.
Result<RunFacts> createRun(project::Project& project, const std::string& name, const Json& recipe);

enum class Which { Present, Removed };
Result<std::vector<RunFacts>> listRuns(storage::Connection& database, Which which = Which::Present);

/// By number ("0001" or "1") or by the newest of that name (run.not_found).
Result<RunFacts> findRun(storage::Connection& database, std::string_view numberOrName);
Result<RunFacts> runById(storage::Connection& database, RunId id);

std::filesystem::path folderOf(const project::Project& project, const RunFacts& run);

Status setLineage(storage::Connection& database, RunId run, const Json& lineage);
/// Merges the keys of `changes` into the summary.
Status updateSummary(storage::Connection& database, RunId run, const Json& changes);

/// Gives a run another name, of 1 to 200 bytes (run.bad_name). Its folder is called after its number and
/// stays.
Status renameRun(project::Project& project, RunId run, std::string_view name);

/// Hides a run or shows it again; files stay.
Status setRemoved(project::Project& project, RunId run, bool removed);

/// The plan that Start was pressed on, and what was measured afterwards; an estimate shows its error history.
Status putPlan(storage::Connection& database, RunId run, const Json& plan, std::int64_t plannedBytes);
Status putMeasuredPeak(storage::Connection& database, RunId run, std::int64_t measuredBytes);

struct PlanRecord {
    std::int64_t plannedBytes = 0;
    std::optional<std::int64_t> measuredBytes;
};
Result<std::vector<PlanRecord>> planHistory(storage::Connection& database);

} // namespace luthier::registry
