#pragma once

#include "batch.h"
#include "model.h"
#include "named_values.h"
#include "optimizer_step.h"

#include <footprint/program_layout.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace luthier::engine {

/// Names of flat arrays; what an optimiser keeps has those of footprint::statesOf.
constexpr std::string_view kParameters = "parameters";
constexpr std::string_view kGradients = "gradients";

/// One of the flat arrays in host memory: where it lies in the arena on a CPU, a copy of it on a card.
struct HostValues {
    std::span<const std::byte> bytes;
    std::vector<std::byte> copy; ///< empty where `bytes` are the arena's own
    /// Of an array of floats.
    std::span<const float> floats() const {
        return {reinterpret_cast<const float*>(bytes.data()), bytes.size() / sizeof(float)};
    }
};

/// A training step over one arena: a program with its backward, no autograd. Not thread-safe.
class Tuner {
public:
    /// Allocates the arena that the step was laid out in. What trains starts from the model, or as the
    /// program says: weights drawn from the model's seed, adapters and dropout from `seed`. Fails with
    /// device.out_of_memory.
    static Result<std::unique_ptr<Tuner>> create(std::shared_ptr<const Model> model,
                                                 footprint::CompiledStep step, std::uint64_t seed);
    ~Tuner();

    const footprint::StepLayout& layout() const;

    /// Forward and backward; adds to the gradients of Σ losses · lossScale. Gives Σ losses (unscaled).
    /// `stream` tells the dropout masks of different micro-batches apart. The batch must fit the step
    /// (engine.batch_too_large).
    Result<double> accumulate(const PackedBatch& batch, double lossScale, std::uint64_t stream);

    /// Forward only: a loss for each target or pair, in order. No dropout.
    Result<std::vector<float>> losses(const PackedBatch& batch);

    /// Of each pair of the last batch four numbers: the log-probabilities of its better and its worse answer,
    /// and their rewards. Empty where no answers are compared.
    std::vector<float> pairValues() const;

    /// Clips, takes a step of the optimiser that it was laid out for, clears the gradients. Gives the
    /// gradient norm before clipping; a norm that is not finite changes nothing and is engine.not_finite.
    Result<double> update(const OptimizerStep& step);

    /// Copies an array out, in the order of layout().parameters().
    Status read(std::string_view array, std::span<float> values) const;
    /// Copies values into an array, from its element `first` on.
    Status write(std::string_view array, std::span<const float> values, std::int64_t first = 0);
    /// The same, whatever the array's elements are.
    Status writeBytes(std::string_view array, std::span<const std::byte> bytes, std::int64_t firstByte);
    /// Copies values into parameters, which have so many.
    Status setParameters(std::span<const NamedValues> values);
    /// An array without a copy where that can be; it changes with the next step, and goes with the tuner.
    Result<HostValues> view(std::string_view array) const;
    /// Names of what the optimiser keeps, which a checkpoint keeps as well.
    std::span<const footprint::OptimizerState> states() const;
    /// Floats in each of these arrays.
    std::int64_t stateSize() const;

private:
    struct State;
    explicit Tuner(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace luthier::engine
