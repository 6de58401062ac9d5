#include "optimizer.h"

#include <ATen/TensorOperators.h>

#include <algorithm>

namespace luthier::engine {

/// Lion (arXiv 2302.06675): every number moves by the rate, in the direction of β₁ m + (1 − β₁) g; then
/// m ← β₂ m + (1 − β₂) g.
void moveByLion(const Moving& moving, const OptimizerStep& step) {
    constexpr std::int64_t kStretch = std::int64_t{1} << 16U; // what lies between stays small
    for (std::int64_t first = 0; first < moving.parameters.numel(); first += kStretch) {
        const std::int64_t count = std::min(kStretch, moving.parameters.numel() - first);
        at::Tensor weights = moving.parameters.narrow(0, first, count);
        at::Tensor moment = moving.states[0].narrow(0, first, count);
        const at::Tensor gradient = moving.gradients.narrow(0, first, count) * moving.gradientScale;
        weights.mul_(1.0 - moving.rate * moving.weightDecay);
        const at::Tensor direction = moment * step.beta1 + gradient * (1.0 - step.beta1);
        weights.sub_(direction.sign(), moving.rate);
        moment.mul_(step.beta2).add_(gradient, 1.0 - step.beta2);
    }
}

} // namespace luthier::engine
