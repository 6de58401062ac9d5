#include "linear.h"

#include "product.h"
#include "rowwise.h"

#include <ATen/ops/sum.h>

namespace luthier::engine {
namespace {

/// The matrix as [in, out], which a row of tokens is multiplied by.
at::Tensor forwardMatrix(const LinearWeight& weight) {
    return weight.layout == families::LinearLayout::OutIn ? weight.matrix.t() : weight.matrix;
}

/// target = left · right + beta · target in the number format of the weight's products.
void multiplyFor(const LinearWeight& weight, at::Tensor target, const at::Tensor& left,
                 const at::Tensor& right, double beta) {
    if (weight.matrix.scalar_type() == at::kBFloat16)
        multiplyRounded(std::move(target), left, right, beta, weight.scratch);
    else
        multiply(std::move(target), left, right, 1.0, beta);
}

/// The adapter's input: x, or x under the mask, in the scratch.
at::Tensor droppedInput(const at::Tensor& input, const AdapterDropout& dropout) {
    if (dropout.probability == 0.0F)
        return input;
    at::Tensor dropped = dropout.scratch.narrow(0, 0, input.numel()).view(input.sizes());
    applyDropout(dropped, input, dropout, Accumulate::No);
    return dropped;
}

} // namespace

void linearForward(at::Tensor output, const at::Tensor& input, const LinearWeight& weight, Adapter* adapter,
                   const AdapterDropout& dropout) {
    if (weight.bias.defined())
        output.copy_(weight.bias.expand_as(output));
    multiplyFor(weight, output, input, forwardMatrix(weight), weight.bias.defined() ? 1.0 : 0.0);
    if (!adapter)
        return;
    at::Tensor projected = adapter->projected.narrow(0, 0, input.size(0));
    multiply(projected, droppedInput(input, dropout), adapter->a.t());
    multiply(output, projected, adapter->b.t(), adapter->scaling, 1.0);
}

namespace {

void adapterBackward(const LinearBackward& step, Adapter& adapter, const AdapterDropout& dropout) {
    const at::Tensor& gradient = step.outputGradient;
    const std::int64_t rows = gradient.size(0);
    at::Tensor projected = adapter.projected.narrow(0, 0, rows);
    at::Tensor projectedGradient =
        step.projectedGradient.narrow(0, 0, rows * adapter.a.size(0)).view({rows, adapter.a.size(0)});
    multiply(adapter.bGradient, gradient.t(), projected, adapter.scaling, 1.0);
    multiply(projectedGradient, gradient, adapter.b, adapter.scaling);
    multiply(adapter.aGradient, projectedGradient.t(), droppedInput(step.input, dropout), 1.0, 1.0);
    if (!step.inputGradient.defined())
        return;
    at::Tensor inputGradient = step.inputGradient;
    if (dropout.probability == 0.0F) {
        multiply(inputGradient, projectedGradient, adapter.a, 1.0, 1.0);
        return;
    }
    at::Tensor through = dropout.scratch.narrow(0, 0, inputGradient.numel()).view(inputGradient.sizes());
    multiply(through, projectedGradient, adapter.a);
    applyDropout(inputGradient, through, dropout, Accumulate::Yes);
}

} // namespace

void linearBackward(const LinearBackward& step, const LinearWeight& weight, Adapter* adapter,
                    const AdapterDropout& dropout) {
    const at::Tensor& gradient = step.outputGradient;
    if (step.weightGradient.defined()) {
        if (weight.layout == families::LinearLayout::OutIn)
            multiplyFor(weight, step.weightGradient, gradient.t(), step.input, 1.0);
        else
            multiplyFor(weight, step.weightGradient, step.input.t(), gradient, 1.0);
    }
    if (step.biasGradient.defined()) {
        at::Tensor biasGradient = step.biasGradient;
        biasGradient.add_(gradient.sum(0));
    }
    if (step.inputGradient.defined())
        multiplyFor(weight, step.inputGradient, gradient, forwardMatrix(weight).t(),
                    step.accumulate ? 1.0 : 0.0);
    if (adapter)
        adapterBackward(step, *adapter, dropout);
}

} // namespace luthier::engine
