#pragma once

#include "batch.h"
#include "model.h"
#include "named_values.h"

#include <footprint/program_layout.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

namespace luthier::engine {

/// Whole texts at once to the logits of their targets: what an encoder or a classifier says. Not thread-safe;
/// several may share a Model.
class Scorer {
public:
    /// The parameters of the step, adapters and heads, are copied into its arena; those that are not given
    /// start as a Tuner's of that seed would.
    static Result<std::unique_ptr<Scorer>> create(std::shared_ptr<const Model> model,
                                                  footprint::CompiledStep scoring,
                                                  std::span<const NamedValues> parameters,
                                                  std::uint64_t seed = 0);
    ~Scorer();

    /// Hands `sink` the logits [classes, labels or words] of each target, in order. Fails as Tuner::losses
    /// does.
    Status score(const PackedBatch& batch,
                 const std::function<void(std::int64_t target, std::span<const float> logits)>& sink);

private:
    struct State;
    explicit Scorer(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace luthier::engine
