#pragma once

#include "../optimizer_step.h"

#include <footprint/optimizer_states.h>

#include <ATen/core/Tensor.h>

#include <vector>

namespace luthier::engine {

/// Neighbouring parameters that move alike, flat: as they are, what they gather, and what the optimiser keeps
/// of them, in the order of footprint::statesOf.
struct Moving {
    at::Tensor parameters;
    at::Tensor gradients;
    std::vector<at::Tensor> states;
    double gradientScale = 1.0; ///< what clipping multiplies the gradients by
    double rate = 0.0;          ///< learning rate of this step
    double weightDecay = 0.0;   ///< 0 where they do not decay
    /// Where it takes tensors: that of the one parameter, whether it is the matrix of a hidden layer, and
    /// what there is to work in. A state that is not kept of it has no elements.
    std::vector<std::int64_t> shape = {};
    bool isInnerMatrix = false;
    at::Tensor scratch = {};
};

/// Moves them by a step. Gradients stay as they are.
using MoveParameters = void(const Moving& moving, const OptimizerStep& step);
MoveParameters* moverOf(footprint::Optimizer optimizer);

// One file each.
MoveParameters moveByAdamW, moveByAdamW8bit, moveBySgd, moveByLion, moveByAdafactor, moveByMuon;

/// AdamW8bit by ATen's operations, for other devices.
MoveParameters moveByAdamW8bitPlainly;

} // namespace luthier::engine
