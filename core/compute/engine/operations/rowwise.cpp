#include "rowwise.h"

#include "matrices.h"
#include "parallel.h"

#include <kernels/activation/activation.h>
#include <kernels/cross_entropy/cross_entropy.h>
#include <kernels/dropout/dropout.h>
#include <kernels/gated_unit/gated_unit.h>
#include <kernels/layer_norm/layer_norm.h>
#include <kernels/rms_norm/rms_norm.h>
#include <kernels/rotary/rotary.h>
#include <kernels/softcap/softcap.h>

#include <ATen/ops/add.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/scalar_tensor.h>

#include <cstdlib>

namespace luthier::engine {
namespace {

kernels::NormWeight weightOf(const Norm& norm) {
    return {floats(norm.weight), static_cast<float>(norm.offset)};
}

kernels::NormShape shapeOf(const Norm& norm, const at::Tensor& input) {
    return {input.size(0), input.size(1) / norm.groups, norm.groups};
}

kernels::ActivationKind kindOf(Activation activation) {
    using Kind = kernels::ActivationKind;
    switch (activation) {
    case Activation::Silu:
        return Kind::Silu;
    case Activation::GeluTanh:
        return Kind::GeluTanh;
    case Activation::Gelu:
        return Kind::Gelu;
    case Activation::Relu:
        return Kind::Relu;
    case Activation::Tanh:
        return Kind::Tanh;
    case Activation::Sigmoid:
        return Kind::Sigmoid;
    }
    TORCH_CHECK(false, "an activation without a kernel");
}

} // namespace

bool usesKernels(const at::Tensor& tensor) {
    static const bool plainOnly = std::getenv("LUTHIER_PLAIN_OPERATIONS") != nullptr;
    return tensor.is_cpu() && !plainOnly;
}

void normForward(at::Tensor output, const at::Tensor& input, const at::Tensor& delta, at::Tensor sum,
                 const Norm& norm, at::Tensor statistics) {
    if (!usesKernels(input)) {
        if (delta.defined())
            at::add_out(sum, input, delta);
        plain::normForward(output, delta.defined() ? sum : input, norm, statistics);
        return;
    }
    const kernels::NormShape shape = shapeOf(norm, input);
    const auto epsilon = static_cast<float>(norm.epsilon);
    float* kept = floats(statistics);
    if (norm.centres)
        check(kernels::layerNormForward({rowsOf(input), rowsOf(delta), writtenRowsOf(sum), weightOf(norm),
                                         floats(norm.bias), writtenRowsOf(output),
                                         kept ? kept + shape.units() : nullptr, kept, shape, epsilon},
                                        onTorchThreads));
    else
        check(kernels::rmsNormForward({rowsOf(input), rowsOf(delta), writtenRowsOf(sum), weightOf(norm),
                                       writtenRowsOf(output), kept, shape, epsilon},
                                      onTorchThreads));
}

void normBackward(const NormGradients& gradients, const at::Tensor& outputGradient, const at::Tensor& input,
                  const Norm& norm, const at::Tensor& statistics, const at::Tensor& partials,
                  Accumulate accumulate) {
    if (!usesKernels(input)) {
        plain::normBackward(gradients, outputGradient, input, norm, statistics, accumulate);
        return;
    }
    const kernels::NormShape shape = shapeOf(norm, input);
    const bool adds = accumulate == Accumulate::Yes;
    const float* kept = floats(statistics);
    if (norm.centres)
        check(kernels::layerNormBackward({rowsOf(outputGradient), rowsOf(input), weightOf(norm),
                                          kept + shape.units(), kept, writtenRowsOf(gradients.input), adds,
                                          floats(gradients.weight), floats(gradients.bias), floats(partials),
                                          shape},
                                         onTorchThreads));
    else
        check(kernels::rmsNormBackward({rowsOf(outputGradient), rowsOf(input), weightOf(norm), kept,
                                        writtenRowsOf(gradients.input), adds, floats(gradients.weight),
                                        floats(partials), shape},
                                       onTorchThreads));
}

void rotate(at::Tensor values, std::int64_t headDim, const RotaryTables& tables, Turn turn,
            RotaryPairs pairs) {
    if (!usesKernels(values)) {
        plain::rotate(values, headDim, tables, turn, pairs);
        return;
    }
    const auto direction =
        turn == Turn::Forward ? kernels::RotaryDirection::Forward : kernels::RotaryDirection::Backward;
    check(kernels::rotary(
        {values.data_ptr<float>(), floats(tables.cosines), floats(tables.sines),
         tables.positions.data_ptr<std::int32_t>(), values.size(0), values.size(1) / headDim, headDim,
         tables.cosines.size(1) * 2, strideOf(values), direction,
         pairs == RotaryPairs::Halves ? kernels::RotaryPairs::Halves : kernels::RotaryPairs::Neighbours},
        onTorchThreads));
}

void gatedUnitForward(Activation kind, at::Tensor output, const at::Tensor& gate, const at::Tensor& up) {
    if (!usesKernels(gate)) {
        plain::gatedUnitForward(kind, output, gate, up);
        return;
    }
    const Elements all({gate, up, output});
    check(kernels::gatedUnitForward(
        {kindOf(kind), rowsOf(gate), rowsOf(up), writtenRowsOf(output), all.rows, all.columns},
        onTorchThreads));
}

void gatedUnitBackward(Activation kind, const at::Tensor& outputGradient, at::Tensor gate, at::Tensor up) {
    if (!usesKernels(gate)) {
        plain::gatedUnitBackward(kind, outputGradient, gate, up);
        return;
    }
    const Elements all({gate, up, outputGradient});
    check(kernels::gatedUnitBackward(
        {kindOf(kind), rowsOf(outputGradient), writtenRowsOf(gate), writtenRowsOf(up), all.rows, all.columns},
        onTorchThreads));
}

void activationForward(Activation kind, at::Tensor output, const at::Tensor& input) {
    if (!usesKernels(input)) {
        plain::activationForward(kind, output, input);
        return;
    }
    const Elements all({input, output});
    check(kernels::activationForward(
        {kindOf(kind), rowsOf(input), writtenRowsOf(output), all.rows, all.columns}, onTorchThreads));
}

void activationBackward(Activation kind, const at::Tensor& outputGradient, at::Tensor input) {
    if (!usesKernels(input)) {
        plain::activationBackward(kind, outputGradient, input);
        return;
    }
    const Elements all({input, outputGradient});
    check(kernels::activationBackward(
        {kindOf(kind), rowsOf(outputGradient), writtenRowsOf(input), all.rows, all.columns}, onTorchThreads));
}

void scaleInto(at::Tensor output, const at::Tensor& input, double factor, Accumulate accumulate) {
    if (accumulate == Accumulate::Yes)
        at::add_out(output, output, input, factor);
    else
        at::mul_out(output, input, at::scalar_tensor(factor, input.options()));
}

void softcapForward(at::Tensor output, const at::Tensor& input, double cap) {
    if (!usesKernels(input)) {
        plain::softcapForward(output, input, cap);
        return;
    }
    const Elements all({input, output});
    check(kernels::softcapForward(
        {static_cast<float>(cap), rowsOf(input), writtenRowsOf(output), all.rows, all.columns},
        onTorchThreads));
}

void softcapBackward(at::Tensor inputGradient, const at::Tensor& outputGradient, const at::Tensor& output,
                     double cap) {
    if (!usesKernels(output)) {
        plain::softcapBackward(inputGradient, outputGradient, output, cap);
        return;
    }
    const Elements all({outputGradient, output, inputGradient});
    check(kernels::softcapBackward({static_cast<float>(cap), rowsOf(outputGradient), rowsOf(output),
                                    writtenRowsOf(inputGradient), all.rows, all.columns},
                                   onTorchThreads));
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
    check(kernels::dropout({rowsOf(input), writtenRowsOf(output), input.size(0), input.size(1),
                            dropout.probability, dropout.seed, dropout.stream, accumulate == Accumulate::Yes},
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
