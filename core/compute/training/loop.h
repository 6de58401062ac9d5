#pragma once

#include "checkpoint.h"
#include "references.h"
#include "step_engine.h"

#include <examples/batch_plan.h>
#include <packing/row_packer.h>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace luthier::training {

using examples::BatchPlan;
using examples::MicroBatch;

/// What the person is told of a step (cli.md, training events).
struct StepReport {
    std::int64_t step = 0;
    double epoch = 0;
    double loss = 0;
    double learningRate = 0;
    double gradNorm = 0;
    std::optional<Rewards> rewards = {}; ///< where answers are compared
    std::int64_t tokens = 0;
    std::int64_t trainedTokens = 0;
    double tokensPerSecond = 0;
};

enum class Wish { GoOn, Pause, Stop };

/// Hears what happens; called on the loop's thread. An error ends the run.
class Observer {
public:
    virtual ~Observer() = default;
    virtual Wish wish() = 0;
    virtual Status onStep(const StepReport& step) = 0;
    /// Held-out loss after a step, 0: before the first; `improved` when it is the best so far.
    virtual Status onEvaluation(std::int64_t step, double loss, bool improved) = 0;
    /// What held-out pairs came to at the same time, told before their loss.
    virtual Status onHeldOutRewards(std::int64_t, const Rewards&) { return {}; }
    virtual Status onCheckpoint(const Checkpoint& checkpoint) = 0;
    /// What was heard and is not yet kept elsewhere: it goes with the checkpoint that is about to be written.
    virtual Json unwritten() { return Json::object(); }
};

enum class Ending { Done, Paused, Stopped, EarlyStopped };

struct LoopOptions {
    const recipe::Recipe& recipe;
    const examples::FrozenData& train;
    const examples::FrozenData& validation; ///< may hold no rows
    std::filesystem::path checkpoints;
    Environment environment;
    packing::RowPacker packer;  ///< rows to batches
    References references = {}; ///< of pairs
};

/// Step `number` (from 1) of the recipe's optimiser.
engine::OptimizerStep optimizerStep(const recipe::Optimizer& optimizer, std::int64_t number, double rate);

/// Runs steps from `progress` on until the run's end, a wish or an error. Pause and the end write a
/// checkpoint. Gives how it ended; `progress` is where it stands then.
Result<Ending> runLoop(StepEngine& engine, const BatchPlan& plan, const LoopOptions& options,
                       Progress& progress, Observer& observer);

/// What a micro-batch may hold; a row alone may be more.
struct MostOfBatch {
    std::int64_t tokens = 0;
    std::int64_t targets = 0;
    std::int64_t source = 0;
    std::int64_t pairs = 0;
};
MostOfBatch mostOf(const BatchPlan& plan);

/// Mean loss over all targets or pairs of the rows; NaN when there are none. Hidden tokens are the same every
/// time. `references`: of each row's pair; `rewards` is told what pairs come to.
Result<double> evaluate(StepEngine& engine, const packing::RowPacker& packer,
                        const examples::FrozenData& data, const MostOfBatch& most,
                        const std::function<bool()>& stop, std::span<const float> references = {},
                        RewardSum* rewards = nullptr);

/// What the rows' answers are worth to the engine as it stands: two log-probabilities a row.
Result<std::vector<float>> measureReferences(StepEngine& engine, const packing::RowPacker& packer,
                                             const examples::FrozenData& data, const MostOfBatch& most,
                                             const std::function<bool()>& stop);

} // namespace luthier::training
