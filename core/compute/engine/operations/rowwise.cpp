#include "rowwise.h"

#include "parallel.h"

#include <kernels/cross_entropy/cross_entropy.h>
#include <kernels/dropout/dropout.h>
#include <kernels/gated_unit/gated_unit.h>
#include <kernels/gelu/gelu.h>
#include <kernels/layer_norm/layer_norm.h>
#include <kernels/rms_norm/rms_norm.h>
#include <kernels/rotary/rotary.h>

#include <ATen/ops/add.h>

#include <cstdlib>

namespace luthier::engine {
namespace {

float* floats(const at::Tensor& tensor) {
    return tensor.defined() ? tensor.data_ptr<float>() : nullptr;
}

} // namespace

bool usesKernels(const at::Tensor& tensor) {
    static const bool plainOnly = std::getenv("LUTHIER_PLAIN_OPERATIONS") != nullptr;
    return tensor.is_cpu() && !plainOnly;
}

void normForward(at::Tensor output, const at::Tensor& input, const at::Tensor& delta, at::Tensor sum,
                 const NormWeights& weights, at::Tensor statistics) {
    if (!usesKernels(input)) {
        if (delta.defined())
            at::add_out(sum, input, delta);
        plain::normForward(output, delta.defined() ? sum : input, weights, statistics);
        return;
    }
    const std::int64_t rows = input.size(0);
    const std::int64_t columns = input.size(1);
    const auto epsilon = static_cast<float>(weights.epsilon);
    if (weights.bias.defined())
        check(kernels::layerNormForward({floats(input), floats(delta), floats(sum), floats(weights.weight),
                                         floats(weights.bias), floats(output),
                                         statistics.defined() ? floats(statistics) + rows : nullptr,
                                         floats(statistics), rows, columns, epsilon},
                                        onTorchThreads));
    else
        check(kernels::rmsNormForward({floats(input), floats(delta), floats(sum), floats(weights.weight),
                                       floats(output), floats(statistics), rows, columns, epsilon},
                                      onTorchThreads));
}

void normBackward(at::Tensor inputGradient, const at::Tensor& outputGradient, const at::Tensor& input,
                  const NormWeights& weights, const at::Tensor& statistics, at::Tensor weightGradient,
                  at::Tensor biasGradient, at::Tensor partials, Accumulate accumulate) {
    if (!usesKernels(input)) {
        if (accumulate == Accumulate::No) {
            // Either operand may lie where the result is written.
            const at::Tensor before = outputGradient.clone();
            const at::Tensor x = input.clone();
            inputGradient.zero_();
            plain::normBackward(inputGradient, before, x, weights, statistics, weightGradient, biasGradient);
            return;
        }
        plain::normBackward(inputGradient, outputGradient, input, weights, statistics, weightGradient,
                            biasGradient);
        return;
    }
    const std::int64_t rows = input.size(0);
    const std::int64_t columns = input.size(1);
    if (weights.bias.defined())
        check(kernels::layerNormBackward(
            {floats(outputGradient), floats(input), floats(weights.weight), floats(statistics) + rows,
             floats(statistics), floats(inputGradient), accumulate == Accumulate::Yes, floats(weightGradient),
             floats(biasGradient), floats(partials), rows, columns},
            onTorchThreads));
    else
        check(kernels::rmsNormBackward({floats(outputGradient), floats(input), floats(weights.weight),
                                        floats(statistics), floats(inputGradient),
                                        accumulate == Accumulate::Yes, floats(weightGradient),
                                        floats(partials), rows, columns},
                                       onTorchThreads));
}

void rotate(at::Tensor values, std::int64_t heads, const RotaryTables& tables, Turn turn) {
    if (!usesKernels(values)) {
        plain::rotate(values, heads, tables, turn);
        return;
    }
    const auto direction =
        turn == Turn::Forward ? kernels::RotaryDirection::Forward : kernels::RotaryDirection::Backward;
    check(kernels::rotary({floats(values), floats(tables.cosines), floats(tables.sines),
                           tables.positions.data_ptr<std::int32_t>(), values.size(0), heads,
                           tables.cosines.size(1) * 2, values.stride(0), direction},
                          onTorchThreads));
}

void gatedUnitForward(at::Tensor output, const at::Tensor& gate, const at::Tensor& up) {
    if (!usesKernels(gate)) {
        plain::gatedUnitForward(output, gate, up);
        return;
    }
    check(
        kernels::gatedUnitForward({floats(gate), floats(up), floats(output), gate.numel()}, onTorchThreads));
}

void gatedUnitBackward(const at::Tensor& outputGradient, at::Tensor gate, at::Tensor up) {
    if (!usesKernels(gate)) {
        plain::gatedUnitBackward(outputGradient, gate, up);
        return;
    }
    check(kernels::gatedUnitBackward({floats(outputGradient), floats(gate), floats(up), gate.numel()},
                                     onTorchThreads));
}

void geluForward(at::Tensor output, const at::Tensor& input) {
    if (!usesKernels(input)) {
        plain::geluForward(output, input);
        return;
    }
    check(kernels::geluForward({floats(input), floats(output), input.numel()}, onTorchThreads));
}

void geluBackward(const at::Tensor& outputGradient, at::Tensor input) {
    if (!usesKernels(input)) {
        plain::geluBackward(outputGradient, input);
        return;
    }
    check(kernels::geluBackward({floats(outputGradient), floats(input), input.numel()}, onTorchThreads));
}

void addInto(at::Tensor output, const at::Tensor& a, const at::Tensor& b) {
    at::add_out(output, a, b);
}

void applyDropout(at::Tensor output, const at::Tensor& input, const DropoutMask& dropout,
                  Accumulate accumulate) {
    if (!usesKernels(input)) {
        plain::applyDropout(output, input, dropout, accumulate);
        return;
    }
    check(kernels::dropout({floats(input), floats(output), input.numel(), dropout.probability, dropout.seed,
                            dropout.stream, accumulate == Accumulate::Yes},
                           onTorchThreads));
}

void crossEntropy(at::Tensor logits, const at::Tensor& targets, at::Tensor losses, double scale) {
    if (!usesKernels(logits)) {
        plain::crossEntropy(logits, targets, losses, scale);
        return;
    }
    check(kernels::crossEntropy({floats(logits), targets.data_ptr<std::int64_t>(), floats(losses),
                                 logits.size(0), logits.size(1), static_cast<float>(scale)},
                                onTorchThreads));
}

} // namespace luthier::engine
