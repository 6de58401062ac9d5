#include "optimizer.h"

#include <ATen/TensorOperators.h>

namespace luthier::engine {

/// SGD with momentum, as torch.optim has it: what decays is added to the gradient; v = momentum · v + g,
/// and a step by v, or by g + momentum · v (Nesterov).
void moveBySgd(const Moving& moving, const OptimizerStep& step) {
    // In stretches, so that what lies between stays small.
    constexpr std::int64_t kStretch = std::int64_t{1} << 16U;
    for (std::int64_t first = 0; first < moving.parameters.numel(); first += kStretch) {
        const std::int64_t count = std::min(kStretch, moving.parameters.numel() - first);
        at::Tensor weights = moving.parameters.narrow(0, first, count);
        at::Tensor velocity = moving.states[0].narrow(0, first, count);
        at::Tensor gradient = moving.gradients.narrow(0, first, count) * moving.gradientScale;
        if (moving.weightDecay != 0)
            gradient.add_(weights, moving.weightDecay);
        velocity.mul_(step.momentum).add_(gradient);
        if (step.nesterov)
            weights.sub_(gradient.add_(velocity, step.momentum), moving.rate);
        else
            weights.sub_(velocity, moving.rate);
    }
}

} // namespace luthier::engine
