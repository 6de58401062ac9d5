#pragma once

#include "step_program.h"

#include <base/json.h>
#include <devices/devices.h>
#include <families/model_shape.h>
#include <methods/lora.h>
#include <recipe/recipe.h>

#include <optional>
#include <string>
#include <vector>

namespace luthier::planning {

/// What rows ask of a model: tokens, those that are predicted, and pairs of a token with itself or one before
/// it in its row, which attention looks at.
struct Work {
    double tokens = 0;
    double targets = 0;
    double pairs = 0; ///< of a token and those in front of it, itself among them
    // Of what an encoder reads for a decoder: its tokens, all pairs of them, and pairs with the row's tokens.
    double source = 0;
    double sourcePairs = 0;
    double crossPairs = 0;

    /// A row of so many tokens, `targets` of them predicted, which belong to so many of a source.
    void addRow(std::int64_t rowTokens, std::int64_t rowTargets, std::int64_t rowSource = 0);
    Work times(double factor) const;
};

/// What the rows of a run add up to.
struct DataFacts {
    std::int64_t mostTokens = 0;  ///< of a micro-batch
    std::int64_t mostTargets = 0; ///< of a micro-batch
    std::int64_t longestRow = 0;
    std::int64_t mostPairs = 0;  ///< of a micro-batch: two texts each, where answers are compared
    std::int64_t mostSource = 0; ///< of a micro-batch: what an encoder reads for a decoder
    std::int64_t longestSource = 0;
    std::int64_t sequences = 0; ///< of the run, which batches are made of; 0: not known
    Work step;                  ///< of a step, all its micro-batches; the mean of an epoch
    std::int64_t steps = 0;     ///< of the run; 0: not known
    Work validation;            ///< of one validation
    std::int64_t validationRows = 0;
    std::int64_t rowBytes = 0; ///< of the frozen rows, on disk and in memory
};

/// Units filled to max_length, every token trained: before rows are counted.
DataFacts worstCase(const recipe::Recipe& recipe);

/// bf16 must have been measured this much faster than fp32 on a device before `auto` takes it.
constexpr double kWorthRounding = 1.2;

/// What a `dtype` (of a recipe or the command line) means on a device: `auto` is the fastest that was
/// measured there, and fp32 where nothing was measured.
footprint::Products productsFor(std::string_view dtype, const devices::Measured& measured);

/// What a recipe keeps the linear layers of its base in; nothing: as the folder has them.
std::optional<footprint::Stored> quantisedBy(const recipe::Quantization& quantization);

/// The settings of a step; what a recipe trains whole is among what `adapting` says, and none of it for full
/// tuning. `checkpointing` Auto is decided by `budgetBytes` (0: as much as needed): on when
/// the step does not fit without it.
StepSettings stepSettings(const recipe::Recipe& recipe, const families::ModelShape& shape,
                          const methods::Adapting& adapting, const DataFacts& data,
                          const footprint::NumberFormats& formats, std::int64_t budgetBytes);

/// Tokens of an answer that a run writes at a validation.
constexpr std::int64_t kSampleTokens = 64;

/// What a run needs beside the arena of its step, which stays while it is there.
struct BesideStep {
    std::int64_t rows = 0;    ///< the frozen rows
    std::int64_t samples = 0; ///< the decoder that writes answers at validations, with adapters of its own
};
BesideStep besideStep(const recipe::Recipe& recipe, const families::ModelShape& shape,
                      const methods::Adapting& adapting, const StepSettings& settings, std::int64_t rowBytes,
                      std::int64_t validationRows);

struct PlanItem {
    std::string name; ///< weights, adapters, gradients, optimizer, activations, logits, workspace, rows,
                      ///< samples, runtime
    std::int64_t bytes = 0;     ///< at the worst moment of the run; the items add up to the peak
    std::string when;           ///< "always", "step" or "samples"
    std::int64_t mostBytes = 0; ///< at its own worst moment
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
    // Times are there when the device was measured.
    std::optional<double> secondsPerStep;
    std::optional<double> validationSeconds; ///< all validations with their samples
    std::optional<double> secondsTotal;      ///< with them; when the steps are known
    std::int64_t steps = 0;                  ///< 0: not known
    std::int64_t diskBytes = 0;
    bool checkpointing = false;
    footprint::Products products = footprint::Products::Fp32;
    std::int64_t trainableParameters = 0;
    std::vector<Suggestion> suggestions; ///< only when it does not fit
    footprint::CompiledStep step;        ///< that all this is about
};

struct PlanInputs {
    const recipe::Recipe& recipe;
    const families::ModelShape& shape;
    methods::Adapting adapting; ///< none for full tuning
    DataFacts data;
    footprint::Stored stored = footprint::Stored::Fp32;
    devices::DeviceFacts device;
    std::int64_t budgetBytes = 0;                    ///< 0: what the device has free, less a reserve
    std::optional<footprint::Stored> quantised = {}; ///< of the folder, where it is
    double blockBytes = 0.0;                         ///< of a matrix's weight, where `stored` is Blocks
};

/// The formats of the step: the folder's own, else those that the recipe asks for.
footprint::NumberFormats formatsOf(const PlanInputs& inputs);

Plan makePlan(const PlanInputs& inputs);

/// The document of `plan` (cli.md).
Json planToJson(const Plan& plan);

/// Bytes of the process beside arena and weights, measured with LibTorch 2.11 on the CPU: 143 MB before the
/// first product, 160 to 180 MB with what products keep for themselves.
constexpr std::int64_t kRuntimeBytes = std::int64_t{170} * 1000 * 1000;

/// Of the free memory this share may be planned; the rest is for everything else on the machine.
constexpr double kSafeShare = 0.92;

} // namespace luthier::planning
