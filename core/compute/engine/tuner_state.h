#pragma once

#include "memory/arena.h"
#include "pass.h"
#include "tuner.h"

namespace luthier::engine {

/// The flat fp32 array of that kind, whole.
at::Tensor stateArray(const Arena& arena, StateArray which);

/// First values of what trains: the model's own weights, weights drawn from the model's seed, or PEFT's start
/// of an adapter (A Kaiming-uniform, B zero) drawn from `adapterSeed`.
void initialiseParameters(const Arena& arena, const Model& model, footprint::Tuning tuning,
                          std::uint64_t adapterSeed);

/// One AdamW step over the arrays, with clipping; gives the norm before clipping, or nothing when it is not
/// finite.
std::optional<double> updateParameters(const Arena& arena, const AdamWStep& step);

} // namespace luthier::engine
