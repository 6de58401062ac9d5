#pragma once

#include "step_engine.h"

#include <base/json.h>
#include <base/result.h>

#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace luthier::training {

/// Where a run stands; with the arrays of the engine it decides everything that follows.
struct Progress {
    std::int64_t step = 0; ///< optimizer steps done
    std::int64_t tokens = 0;
    std::int64_t trainedTokens = 0;
    double lastLoss = std::numeric_limits<double>::quiet_NaN();
    double bestLoss = std::numeric_limits<double>::infinity();
    std::int64_t bestStep = 0;
    std::int64_t evaluationsWithoutImprovement = 0;
    Json unwritten = Json::object(); ///< what the observer has not yet written down: Observer::unwritten()
};

/// What a resumed run must share with the one that wrote the checkpoint, to be bitwise the same.
struct Environment {
    std::string device;
    int threads = 0;
    std::string kernels;
    std::string libtorch;
    std::string program = {}; ///< hash of the listing of the step that trains; checkpoints of old have none
    bool operator==(const Environment&) const = default;
};

struct Checkpoint {
    std::filesystem::path folder;
    Progress progress;
    Environment environment;
};

/// Writes `step-000050` below `folder`: parameters.safetensors, optimizer.safetensors, state.json and
/// MANIFEST.json, in a staging folder that is renamed when all is on disk. Fails with file.*; what was there
/// stays.
Result<Checkpoint> writeCheckpoint(const std::filesystem::path& folder, const StepEngine& engine,
                                   const Progress& progress, const Environment& environment);

/// The newest good checkpoint. Newer ones whose manifest does not hold are moved to `quarantine` and named in
/// `damaged`; older ones are not looked at.
struct FoundCheckpoint {
    std::optional<Checkpoint> newest;
    std::vector<std::string> damaged;
};
Result<FoundCheckpoint> takeNewestCheckpoint(const std::filesystem::path& folder);

/// The checkpoint of a step; fails with manifest.* and file.* where it is not there or does not hold.
Result<Checkpoint> openCheckpoint(const std::filesystem::path& folder, std::int64_t step);

/// The steps of which there are checkpoints, in order; nothing is verified.
std::vector<std::int64_t> checkpointSteps(const std::filesystem::path& folder);

/// Puts a checkpoint's arrays into the engine, a tensor at a time.
Status loadCheckpoint(const Checkpoint& checkpoint, StepEngine& engine);

/// The values of all parameters, in the order of StepEngine::parameters(), without a copy: `owner` keeps
/// them.
struct ParameterValues {
    std::vector<std::span<const float>> tensors;
    std::shared_ptr<const void> owner;

    /// Those of the engine's parameter of that name, which is there.
    std::span<const float> of(std::string_view name, const StepEngine& engine) const;
};

/// Those of a checkpoint, mapped from its file.
Result<ParameterValues> readParameters(const Checkpoint& checkpoint, const StepEngine& engine);

/// Those of the engine; they change with its next step.
Result<ParameterValues> presentParameters(const StepEngine& engine);

/// Deletes the oldest checkpoints beyond `limit`; the best one stays.
Status pruneCheckpoints(const std::filesystem::path& folder, std::int64_t limit, std::int64_t bestStep);

std::string checkpointName(std::int64_t step);

} // namespace luthier::training
