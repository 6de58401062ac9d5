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
    double meanTokens = 0;          ///< of a micro-batch
    std::int64_t stepsPerEpoch = 0; ///< 0: not known
    std::int64_t steps = 0;
};

/// Units filled to max_length, every token trained.
DataFacts worstCase(const recipe::Recipe& recipe);

/// bf16 must have been measured this much faster than fp32 on a device before `auto` takes it.
constexpr double kWorthRounding = 1.2;

/// What a `dtype` (of a recipe or the command line) means on a device: `auto` is the fastest that was
/// measured there, and fp32 where nothing was measured.
footprint::Products productsFor(std::string_view dtype, const devices::Measured& measured);

/// The settings of a step. `checkpointing` Auto is decided by `budgetBytes` (0: as much as needed): on when
/// the step does not fit without it.
footprint::StepSettings stepSettings(const recipe::Recipe& recipe, const families::ModelShape& shape,
                                     const std::vector<footprint::AdapterSlot>& adapters,
                                     const DataFacts& data, const footprint::NumberFormats& formats,
                                     std::int64_t budgetBytes);

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
    footprint::Products products = footprint::Products::Fp32;
    std::int64_t trainableParameters = 0;
    std::vector<Suggestion> suggestions; ///< only when it does not fit
};

struct PlanInputs {
    const recipe::Recipe& recipe;
    const families::ModelShape& shape;
    std::vector<footprint::AdapterSlot> adapters;
    DataFacts data;
    footprint::Stored stored = footprint::Stored::Fp32;
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
struct TokenFlops {
    double products = 0; ///< with the layers' own weights: in the step's number format
    double others = 0;   ///< adapters and attention: in fp32
};
TokenFlops flopsPerToken(const families::ModelShape& shape, const footprint::StepSettings& settings);

} // namespace luthier::planning
