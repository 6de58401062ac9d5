#include "rowwise.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/clamp_min.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/gelu_backward.h>
#include <ATen/ops/log1p.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/rand_like.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/tanh.h>

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/rand.h>

#include <cmath>

// The same formulas by ATen's operations, for devices that our kernels do not know yet. They allocate; the
// plan counts that under workspace.

namespace luthier::engine {

void binaryCrossEntropy(at::Tensor outputs, const at::Tensor& labels, at::Tensor losses, double scale) {
    // log(1 + e^z) − y·z, without overflow.
    const at::Tensor each =
        at::clamp_min(outputs, 0) - outputs * labels + at::log1p(at::exp(-at::abs(outputs)));
    losses.copy_(each.mean(-1));
    if (scale != 0.0)
        outputs.copy_((at::sigmoid(outputs) - labels) * (scale / static_cast<double>(outputs.size(1))));
}

void squaredError(at::Tensor outputs, const at::Tensor& labels, at::Tensor losses, double scale) {
    const at::Tensor difference = outputs - labels;
    losses.copy_((difference * difference).mean(-1));
    if (scale != 0.0)
        outputs.copy_(difference * (2 * scale / static_cast<double>(outputs.size(1))));
}

namespace plain {

namespace {

constexpr std::int64_t kIgnoredLabel = -100;

/// [rows, groups, columns of a group], a view.
at::Tensor grouped(const at::Tensor& matrix, std::int64_t groups) {
    return matrix.unflatten(1, {groups, matrix.size(1) / groups});
}

at::Tensor scaled(const at::Tensor& values, const Norm& norm) {
    if (!norm.weight.defined())
        return values;
    return values * (norm.offset == 0.0 ? norm.weight : norm.weight + norm.offset);
}

void putOrAdd(at::Tensor target, const at::Tensor& values, Accumulate accumulate) {
    if (accumulate == Accumulate::Yes)
        target.add_(values);
    else
        target.copy_(values);
}

at::Tensor activated(Activation kind, const at::Tensor& x) {
    switch (kind) {
    case Activation::Silu:
        return at::silu(x);
    case Activation::GeluTanh:
        return at::gelu(x, "tanh");
    case Activation::Gelu:
        return at::gelu(x);
    case Activation::Relu:
        return at::relu(x);
    case Activation::Tanh:
        return at::tanh(x);
    case Activation::Sigmoid:
        return at::sigmoid(x);
    }
    TORCH_CHECK(false, "an activation without an operation");
}

/// gradient · act'(x)
at::Tensor throughActivation(Activation kind, const at::Tensor& gradient, const at::Tensor& x) {
    switch (kind) {
    case Activation::Silu: {
        const at::Tensor open = at::sigmoid(x);
        return gradient * open * (1 + x * (1 - open));
    }
    case Activation::GeluTanh:
        return at::gelu_backward(gradient, x, "tanh");
    case Activation::Gelu:
        return at::gelu_backward(gradient, x);
    case Activation::Relu:
        return gradient * (x > 0);
    case Activation::Tanh: {
        const at::Tensor y = at::tanh(x);
        return gradient * (1 - y * y);
    }
    case Activation::Sigmoid: {
        const at::Tensor open = at::sigmoid(x);
        return gradient * open * (1 - open);
    }
    }
    TORCH_CHECK(false, "an activation without an operation");
}

} // namespace

void normForward(at::Tensor output, const at::Tensor& input, const Norm& norm, at::Tensor statistics) {
    at::Tensor centred = grouped(input, norm.groups);
    if (norm.centres) {
        const at::Tensor mean = centred.mean(-1, true);
        if (statistics.defined())
            statistics.select(0, 1).copy_(mean.flatten());
        centred = centred - mean;
    }
    const at::Tensor inverse = (centred * centred).mean(-1, true).add(norm.epsilon).rsqrt();
    if (statistics.defined())
        statistics.select(0, 0).copy_(inverse.flatten());
    at::Tensor values = scaled(centred * inverse, norm);
    if (norm.bias.defined())
        values = values + norm.bias;
    output.copy_(values.flatten(1));
}

void normBackward(const NormGradients& gradients, const at::Tensor& outputGradient, const at::Tensor& input,
                  const Norm& norm, const at::Tensor& statistics, Accumulate accumulate) {
    const auto perGroup = [&](std::int64_t kind) {
        return statistics.select(0, kind).view({input.size(0), norm.groups, 1});
    };
    const at::Tensor inverse = perGroup(0);
    const at::Tensor x = grouped(input, norm.groups);
    const at::Tensor arriving = grouped(outputGradient, norm.groups);
    const at::Tensor normed = (norm.centres ? x - perGroup(1) : x) * inverse;
    if (gradients.weight.defined())
        gradients.weight.add_((arriving * normed).flatten(0, 1).sum(0));
    if (gradients.bias.defined())
        gradients.bias.add_(arriving.flatten(0, 1).sum(0));
    if (!gradients.input.defined())
        return;
    const at::Tensor weighted = scaled(arriving, norm);
    at::Tensor gradient = weighted - normed * (weighted * normed).mean(-1, true);
    if (norm.centres)
        gradient = gradient - weighted.mean(-1, true);
    putOrAdd(gradients.input, (gradient * inverse).flatten(1), accumulate);
}

void rotate(at::Tensor values, std::int64_t headDim, const RotaryTables& tables, Turn turn,
            RotaryPairs pairs) {
    const std::int64_t half = tables.cosines.size(1);
    const at::Tensor positions = tables.positions.to(at::kLong);
    const at::Tensor cosine = tables.cosines.index_select(0, positions).unsqueeze(1);
    at::Tensor sine = tables.sines.index_select(0, positions).unsqueeze(1);
    if (turn == Turn::Backward)
        sine = -sine;
    const at::Tensor turned = values.unflatten(1, {values.size(1) / headDim, headDim}).narrow(2, 0, half * 2);
    at::Tensor a = turned.narrow(2, 0, half);
    at::Tensor b = turned.narrow(2, half, half);
    if (pairs == RotaryPairs::Neighbours) {
        a = turned.slice(2, 0, half * 2, 2);
        b = turned.slice(2, 1, half * 2, 2);
    }
    const at::Tensor first = a.clone();
    const at::Tensor second = b.clone();
    a.copy_(first * cosine - second * sine);
    b.copy_(second * cosine + first * sine);
}

void gatedUnitForward(Activation kind, at::Tensor output, const at::Tensor& gate, const at::Tensor& up) {
    output.copy_(activated(kind, gate) * up);
}

void gatedUnitBackward(Activation kind, const at::Tensor& outputGradient, at::Tensor gate, at::Tensor up) {
    const at::Tensor gateGradient = throughActivation(kind, outputGradient * up, gate);
    up.copy_(outputGradient * activated(kind, gate));
    gate.copy_(gateGradient);
}

void activationForward(Activation kind, at::Tensor output, const at::Tensor& input) {
    output.copy_(activated(kind, input));
}

void activationBackward(Activation kind, const at::Tensor& outputGradient, at::Tensor input) {
    input.copy_(throughActivation(kind, outputGradient, input));
}

void softcapForward(at::Tensor output, const at::Tensor& input, double cap) {
    output.copy_(at::tanh(input / cap) * cap);
}

void softcapBackward(at::Tensor inputGradient, const at::Tensor& outputGradient, const at::Tensor& output,
                     double cap) {
    const at::Tensor share = output / cap;
    inputGradient.copy_(outputGradient * (1 - share * share));
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
    putOrAdd(output, kept, accumulate);
}

void crossEntropy(at::Tensor logits, const at::Tensor& targets, at::Tensor losses, double scale) {
    const at::Tensor counts = (targets != kIgnoredLabel).to(at::kFloat);
    const at::Tensor column = targets.clamp_min(0).unsqueeze(1);
    const at::Tensor logProbabilities = at::log_softmax(logits, -1);
    losses.copy_(-logProbabilities.gather(1, column).squeeze(1) * counts);
    if (scale == 0.0)
        return;
    logits.copy_(logProbabilities.exp());
    logits.scatter_add_(1, column, (column * 0 - 1).to(at::kFloat));
    logits.mul_(counts.unsqueeze(1) * scale);
}

} // namespace plain
} // namespace luthier::engine
