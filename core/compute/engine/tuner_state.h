#pragma once

#include "memory/arena.h"
#include "model.h"
#include "named_values.h"
#include "tuner.h"

#include <optional>

namespace luthier::engine {

/// The flat fp32 array of that name, whole.
at::Tensor stateArray(const Arena& arena, std::string_view name);

/// First values of what trains: the model's own where it has them, else what each parameter says: tensors of
/// the checkpoint drawn from the model's seed, others from `seed`.
void initialiseParameters(const Arena& arena, const Model& model, std::uint64_t seed);

/// Copies values into the parameters of these names.
void writeParameters(const Arena& arena, std::span<const NamedValues> values);

struct Clipping {
    double norm = 0.0;  ///< before clipping
    double scale = 1.0; ///< what clipping by the norm multiplies by
};
/// Clips gradients by value where that is asked for, and measures them. Where the norm is not finite they
/// stay as they are.
Clipping clip(at::Tensor gradients, const OptimizerStep& step);

/// One step of the optimiser over the arrays, with clipping; gives the norm before clipping, or nothing when
/// it is not finite.
std::optional<double> updateParameters(const Arena& arena, footprint::Optimizer optimizer,
                                       const OptimizerStep& step);

} // namespace luthier::engine
