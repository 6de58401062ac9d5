#include "optimizer.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/addmm.h>
#include <ATen/ops/mm.h>

#include <algorithm>
#include <cmath>

namespace luthier::engine {
namespace {

// The quintic iteration of torch.optim.Muon.
constexpr double kA = 3.4445;
constexpr double kB = -4.7750;
constexpr double kC = 2.0315;
constexpr double kLeastNorm = 1e-7;

/// Brings the singular values of `matrix`, which is no taller than wide, near 1. `next` is as large, `gram`
/// and `update` are its height squared; gives where the result lies, one of the first two.
at::Tensor orthogonalised(at::Tensor matrix, at::Tensor next, at::Tensor gram, at::Tensor update,
                          std::int64_t steps) {
    matrix.div_(std::max(matrix.norm().item().toDouble(), kLeastNorm));
    for (std::int64_t i = 0; i < steps; ++i) {
        at::mm_out(gram, matrix, matrix.t());
        at::addmm_out(update, gram, gram, gram, kB, kC);
        at::addmm_out(next, matrix, update, matrix, kA, 1.0);
        std::swap(matrix, next);
    }
    return matrix;
}

} // namespace

/// Muon (torch.optim.Muon, its products in fp32) for the matrices of hidden layers, AdamW for all else.
void moveByMuon(const Moving& moving, const OptimizerStep& step) {
    if (!moving.isInnerMatrix) {
        Moving others = moving;
        others.states = {moving.states[1], moving.states[2]};
        moveByAdamW(others, step);
        return;
    }
    const std::int64_t height = moving.shape[0];
    const std::int64_t width = moving.shape[1];
    const std::int64_t size = height * width;
    const std::int64_t side = std::min(height, width);
    at::Tensor momentum = moving.states[0];
    momentum.mul_(step.momentum).add_(moving.gradients, (1.0 - step.momentum) * moving.gradientScale);
    // The wide way round, in the scratch.
    at::Tensor wide = moving.scratch.narrow(0, 0, size).view({side, size / side});
    at::Tensor upright = height > width ? wide.t() : wide;
    upright.copy_(moving.gradients.view({height, width}))
        .mul_((1.0 - step.momentum) * moving.gradientScale)
        .add_(momentum.view({height, width}), step.momentum);
    const at::Tensor direction =
        orthogonalised(wide, moving.scratch.narrow(0, size, size).view({side, size / side}),
                       moving.scratch.narrow(0, 2 * size, side * side).view({side, side}),
                       moving.scratch.narrow(0, 2 * size + side * side, side * side).view({side, side}),
                       step.newtonSchulzSteps);
    const double length = static_cast<double>(std::max(height, width));
    const double adjusted =
        step.matchesAdamW
            ? 0.2 * std::sqrt(length)
            : std::sqrt(std::max(1.0, static_cast<double>(height) / static_cast<double>(width)));
    at::Tensor weights = moving.parameters.view({height, width});
    weights.mul_(1.0 - moving.rate * moving.weightDecay);
    weights.sub_(height > width ? direction.t() : direction, moving.rate * adjusted);
}

} // namespace luthier::engine
