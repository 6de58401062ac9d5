#pragma once

#include <base/json.h>
#include <devices/devices.h>
#include <families/model_shape.h>
#include <footprint/step_layout.h>
#include <recipe/recipe.h>

#include <optional>
#include <string>
#include <vector>

namespace luthier::planning {

/// What the rows of a run add up to; all per micro-batch but the last three.
struct DataFacts {
    std::int64_t mostTokens = 0;
    std::int64_t mostTargets = 0;
    std::int64_t longestRow = 0;
    double meanTokens = 0; ///< of a micro-batch
    std::int64_t stepsPerEpoch = 0; ///< 0: not known
    std::int64_t steps = 0;
};

/// Units filled to max_length, every token trained.
DataFacts worstCase(const recipe::Recipe& recipe);

/// The settings of a step. `checkpointing` Auto is decided by `budgetBytes` (0: as much as needed): on when the step
/// does not fit without it.
footprint::StepSettings stepSettings(const recipe::Recipe& recipe, const families::ModelShape& shape,
                                     const std::vector<footprint::AdapterSlot>& adapters, const DataFacts& data,
                                     std::int64_t weightBytes, std::int64_t budgetBytes);

struct PlanItem {
    std::string name; ///< weights, adapters, gradients, optimizer, activations, logits, workspace, runtime
    std::int64_t bytes = 0;
    std::string when; ///< "always" or "step"
};

/// A change of one field that lowers the peak; `slowdown` 1.3 means a third more time a token.
struct Suggestion {
    std::string code; ///< its sentence: plan.suggestion.<code>
    std::string field;
    Json value;
    std::int64_t peakBytes = 0;
    double slowdown = 1.0;
};

struct Plan {
    std::string device;
    bool fits = false;
    std::int64_t peakBytes = 0;
    std::int64_t budgetBytes = 0;
    std::vector<PlanItem> items;
    std::optional<double> secondsPerStep; ///< when the device was measured
    std::int64_t steps = 0;
    std::int64_t diskBytes = 0;
    bool checkpointing = false;
    std::int64_t trainableParameters = 0;
    std::vector<Suggestion> suggestions; ///< only when it does not fit
};

struct PlanInputs {
    const recipe::Recipe& recipe;
    const families::ModelShape& shape;
    std::vector<footprint::AdapterSlot> adapters;
    DataFacts data;
    std::int64_t weightBytes = 4;
    devices::DeviceFacts device;
    std::int64_t budgetBytes = 0; ///< 0: what the device has free, less a reserve
};

Plan makePlan(const PlanInputs& inputs);

/// The document of `plan` (cli.md).
Json planToJson(const Plan& plan);

/// Bytes of the process beside arena and weights, measured with LibTorch 2.11 on the CPU.
constexpr std::int64_t kRuntimeBytes = std::int64_t{190} * 1000 * 1000;

/// Of the free memory this share may be planned; the rest is for everything else on the machine.
constexpr double kSafeShare = 0.92;

/// Multiplications and additions of one token, forward and backward, recompute included.
double flopsPerToken(const families::ModelShape& shape, const footprint::StepSettings& settings);

} // namespace luthier::planning
