#include "linear.h"

#include "rowwise.h"

#include <ATen/ops/addmm.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/sum.h>

namespace luthier::engine {
namespace {

/// The matrix as [in, out], which a row of tokens is multiplied by.
at::Tensor forwardMatrix(const LinearWeight& weight) {
    return weight.layout == families::LinearLayout::OutIn ? weight.matrix.t() : weight.matrix;
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
        at::addmm_out(output, weight.bias, input, forwardMatrix(weight));
    else
        at::mm_out(output, input, forwardMatrix(weight));
    if (!adapter)
        return;
    at::Tensor projected = adapter->projected.narrow(0, 0, input.size(0));
    at::mm_out(projected, droppedInput(input, dropout), adapter->a.t());
    output.addmm_(projected, adapter->b.t(), 1, adapter->scaling);
}

namespace {

void adapterBackward(const LinearBackward& step, Adapter& adapter, const AdapterDropout& dropout) {
    const at::Tensor& gradient = step.outputGradient;
    const std::int64_t rows = gradient.size(0);
    at::Tensor projected = adapter.projected.narrow(0, 0, rows);
    at::Tensor projectedGradient = step.projectedGradient.narrow(0, 0, rows * adapter.a.size(0)).view({rows, adapter.a.size(0)});
    adapter.bGradient.addmm_(gradient.t(), projected, 1, adapter.scaling);
    at::addmm_out(projectedGradient, projectedGradient, gradient, adapter.b, 0, adapter.scaling);
    adapter.aGradient.addmm_(projectedGradient.t(), droppedInput(step.input, dropout));
    if (!step.inputGradient.defined())
        return;
    at::Tensor inputGradient = step.inputGradient;
    if (dropout.probability == 0.0F) {
        inputGradient.addmm_(projectedGradient, adapter.a);
        return;
    }
    at::Tensor through = dropout.scratch.narrow(0, 0, inputGradient.numel()).view(inputGradient.sizes());
    at::mm_out(through, projectedGradient, adapter.a);
    applyDropout(inputGradient, through, dropout, Accumulate::Yes);
}

} // namespace

void linearBackward(const LinearBackward& step, const LinearWeight& weight, Adapter* adapter, const AdapterDropout& dropout) {
    const at::Tensor& gradient = step.outputGradient;
    if (step.weightGradient.defined()) {
        at::Tensor weightGradient = step.weightGradient;
        if (weight.layout == families::LinearLayout::OutIn)
            weightGradient.addmm_(gradient.t(), step.input);
        else
            weightGradient.addmm_(step.input.t(), gradient);
    }
    if (step.biasGradient.defined()) {
        at::Tensor biasGradient = step.biasGradient;
        biasGradient.add_(gradient.sum(0));
    }
    if (step.inputGradient.defined()) {
        at::Tensor inputGradient = step.inputGradient;
        if (step.accumulate)
            inputGradient.addmm_(gradient, forwardMatrix(weight).t());
        else
            at::mm_out(inputGradient, gradient, forwardMatrix(weight).t());
    }
    if (adapter)
        adapterBackward(step, *adapter, dropout);
}

} // namespace luthier::engine
