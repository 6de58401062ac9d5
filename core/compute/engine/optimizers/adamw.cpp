#include "../operations/parallel.h"
#include "../operations/rowwise.h"
#include "optimizer.h"

#include <kernels/adamw/adamw.h>

#include <ATen/TensorOperators.h>

#include <cmath>

namespace luthier::engine {
namespace {

/// By ATen's operations, for other devices.
void plainAdamW(const Moving& moving, const OptimizerStep& step) {
    at::Tensor weights = moving.parameters;
    at::Tensor first = moving.states[0];
    at::Tensor second = moving.states[1];
    const at::Tensor gradient = moving.gradients * moving.gradientScale;
    const auto count = static_cast<double>(step.step);
    weights.mul_(1.0 - moving.rate * moving.weightDecay);
    first.add_(gradient - first, 1.0 - step.beta1);
    second.mul_(step.beta2).add_(gradient * gradient, 1.0 - step.beta2);
    const at::Tensor denominator =
        second.sqrt() / std::sqrt(1.0 - std::pow(step.beta2, count)) + step.epsilon;
    weights.sub_(first / denominator * (moving.rate / (1.0 - std::pow(step.beta1, count))));
}

} // namespace

/// AdamW (arXiv 1711.05101), as torch.optim has it.
void moveByAdamW(const Moving& moving, const OptimizerStep& step) {
    if (!usesKernels(moving.gradients)) {
        plainAdamW(moving, step);
        return;
    }
    const auto values = [](const at::Tensor& tensor) {
        return tensor.data_ptr<float>();
    };
    kernels::AdamW operation{values(moving.parameters),
                             values(moving.gradients),
                             values(moving.states[0]),
                             values(moving.states[1]),
                             moving.parameters.numel(),
                             step.step,
                             moving.rate,
                             step.beta1,
                             step.beta2,
                             step.epsilon,
                             moving.weightDecay,
                             static_cast<float>(moving.gradientScale)};
    TORCH_CHECK(kernels::adamW(operation, onTorchThreads) == kernels::Status::Ok,
                "adamW refused its arguments");
}

} // namespace luthier::engine
