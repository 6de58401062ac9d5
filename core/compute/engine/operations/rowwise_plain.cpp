#include "rowwise.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/gelu_backward.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/rand_like.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/silu.h>

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/rand.h>

#include <cmath>

// The same formulas by ATen's operations, for devices that our kernels do not know yet. They allocate; the
// plan counts that under workspace.

namespace luthier::engine::plain {

void normForward(at::Tensor output, const at::Tensor& input, const NormWeights& weights,
                 at::Tensor statistics) {
    at::Tensor centred = input;
    if (weights.bias.defined()) {
        const at::Tensor mean = input.mean(-1, true);
        if (statistics.defined())
            statistics.select(0, 1).copy_(mean.squeeze(-1));
        centred = input - mean;
    }
    const at::Tensor inverse = (centred * centred).mean(-1, true).add(weights.epsilon).rsqrt();
    if (statistics.defined())
        statistics.select(0, 0).copy_(inverse.squeeze(-1));
    output.copy_(centred * inverse * weights.weight);
    if (weights.bias.defined())
        output.add_(weights.bias);
}

void normBackward(at::Tensor inputGradient, const at::Tensor& outputGradient, const at::Tensor& input,
                  const NormWeights& weights, const at::Tensor& statistics, at::Tensor weightGradient,
                  at::Tensor biasGradient) {
    const at::Tensor inverse = statistics.select(0, 0).unsqueeze(-1);
    const bool centres = weights.bias.defined();
    const at::Tensor normed = (centres ? input - statistics.select(0, 1).unsqueeze(-1) : input) * inverse;
    const at::Tensor weighted = outputGradient * weights.weight;
    at::Tensor gradient = weighted - normed * (weighted * normed).mean(-1, true);
    if (centres)
        gradient = gradient - weighted.mean(-1, true);
    inputGradient.add_(gradient * inverse);
    if (weightGradient.defined())
        weightGradient.add_((outputGradient * normed).sum(0));
    if (biasGradient.defined())
        biasGradient.add_(outputGradient.sum(0));
}

void rotate(at::Tensor values, std::int64_t heads, const RotaryTables& tables, Turn turn) {
    const std::int64_t half = tables.cosines.size(1);
    const at::Tensor positions = tables.positions.to(at::kLong);
    const at::Tensor cosine = tables.cosines.index_select(0, positions).unsqueeze(1);
    at::Tensor sine = tables.sines.index_select(0, positions).unsqueeze(1);
    if (turn == Turn::Backward)
        sine = -sine;
    at::Tensor turned = values.narrow(1, 0, heads * half * 2).unflatten(1, {heads, half * 2});
    const at::Tensor first = turned.narrow(2, 0, half).clone();
    const at::Tensor second = turned.narrow(2, half, half).clone();
    turned.narrow(2, 0, half).copy_(first * cosine - second * sine);
    turned.narrow(2, half, half).copy_(second * cosine + first * sine);
}

void gatedUnitForward(at::Tensor output, const at::Tensor& gate, const at::Tensor& up) {
    output.copy_(at::silu(gate) * up);
}

void gatedUnitBackward(const at::Tensor& outputGradient, at::Tensor gate, at::Tensor up) {
    const at::Tensor open = at::sigmoid(gate);
    const at::Tensor gateGradient = outputGradient * up * open * (1 + gate * (1 - open));
    up.copy_(outputGradient * gate * open);
    gate.copy_(gateGradient);
}

void geluForward(at::Tensor output, const at::Tensor& input) {
    output.copy_(at::gelu(input, "tanh"));
}

void geluBackward(const at::Tensor& outputGradient, at::Tensor input) {
    input.copy_(at::gelu_backward(outputGradient, input, "tanh"));
}

void applyDropout(at::Tensor output, const at::Tensor& input, const DropoutMask& dropout,
                  Accumulate accumulate) {
    // Drawn on the CPU from seed and stream, so that backward and a resumed run draw the same.
    at::Generator generator =
        at::detail::createCPUGenerator(dropout.seed ^ (dropout.stream * 0x9E3779B97F4A7C15ULL));
    const at::Tensor draws = at::rand(input.sizes(), generator, at::TensorOptions().dtype(at::kFloat));
    const at::Tensor mask =
        (draws >= static_cast<double>(dropout.probability)).to(input.device(), at::kFloat);
    const at::Tensor kept = input * mask / (1.0 - static_cast<double>(dropout.probability));
    if (accumulate == Accumulate::Yes)
        output.add_(kept);
    else
        output.copy_(kept);
}

void crossEntropy(at::Tensor logits, const at::Tensor& targets, at::Tensor losses, double scale) {
    const at::Tensor logProbabilities = at::log_softmax(logits, -1);
    losses.copy_(-logProbabilities.gather(1, targets.unsqueeze(1)).squeeze(1));
    if (scale == 0.0)
        return;
    logits.copy_(logProbabilities.exp());
    logits.scatter_add_(1, targets.unsqueeze(1), (targets * 0 - 1).to(at::kFloat).unsqueeze(1));
    logits.mul_(scale);
}

} // namespace luthier::engine::plain
