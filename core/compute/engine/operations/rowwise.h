#pragma once

#include <program/attributes.h>

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace luthier::engine {

// The operations between the products. On the CPU they are our kernels; elsewhere (and in tests of that path)
// ATen's operations with the same formulas: rowwise_plain.cpp. All tensors fp32; rows of matrices may lie
// apart where nothing else is said.

enum class Accumulate { No, Yes };

/// Dropout: the mask is a function of seed and stream, so backward makes it again.
struct DropoutMask {
    float probability = 0.0F;
    std::uint64_t seed = 0;
    std::uint64_t stream = 0;
};

struct Norm {
    at::Tensor weight;    ///< undefined: 1
    at::Tensor bias;      ///< undefined: 0
    bool centres = false; ///< LayerNorm: the mean is taken off first
    double epsilon = 0;
    double offset = 0;       ///< added to the weight
    std::int64_t groups = 1; ///< of a row, each normed by itself
};

/// statistics: [1 or 2, rows · groups], contiguous — the inverse deviation and, for LayerNorm, the mean;
/// undefined where no backward follows. With `delta`, sum = input + delta is written first and normed.
void normForward(at::Tensor output, const at::Tensor& input, const at::Tensor& delta, at::Tensor sum,
                 const Norm& norm, at::Tensor statistics);

/// Undefined: not wanted. Those of weight and bias are added to.
struct NormGradients {
    at::Tensor input;
    at::Tensor weight;
    at::Tensor bias;
};
/// partials: scratch of 2 · 16 · columns of a group, where weight or bias are wanted. The input's gradient
/// may lie upon either operand.
void normBackward(const NormGradients& gradients, const at::Tensor& outputGradient, const at::Tensor& input,
                  const Norm& norm, const at::Tensor& statistics, const at::Tensor& partials,
                  Accumulate accumulate = Accumulate::Yes);

struct RotaryTables {
    at::Tensor cosines; ///< [positions, dim/2]
    at::Tensor sines;
    at::Tensor positions; ///< [rows] int32
};
enum class Turn { Forward, Backward };
using program::RotaryPairs;
/// The first dim columns of each head of `headDim`, in place.
void rotate(at::Tensor values, std::int64_t headDim, const RotaryTables& tables, Turn turn,
            RotaryPairs pairs = RotaryPairs::Halves);

using program::Activation;
void gatedUnitForward(Activation kind, at::Tensor output, const at::Tensor& gate, const at::Tensor& up);
/// gate and up become their gradients.
void gatedUnitBackward(Activation kind, const at::Tensor& outputGradient, at::Tensor gate, at::Tensor up);
void activationForward(Activation kind, at::Tensor output, const at::Tensor& input);
/// input becomes its gradient.
void activationBackward(Activation kind, const at::Tensor& outputGradient, at::Tensor input);

/// output = or += factor · input
void scaleInto(at::Tensor output, const at::Tensor& input, double factor, Accumulate accumulate);
/// output = cap · tanh(input / cap)
void softcapForward(at::Tensor output, const at::Tensor& input, double cap);
/// From the output. The gradient may lie upon either operand.
void softcapBackward(at::Tensor inputGradient, const at::Tensor& outputGradient, const at::Tensor& output,
                     double cap);

/// output = a + b
void addInto(at::Tensor output, const at::Tensor& a, const at::Tensor& b);

void applyDropout(at::Tensor output, const at::Tensor& input, const DropoutMask& dropout,
                  Accumulate accumulate);

/// Losses: outputs, contiguous, become their gradient, or stay when scale is 0; losses: [rows].
using Loss = void(at::Tensor outputs, const at::Tensor& labels, at::Tensor losses, double scale);
/// (softmax − onehot) · scale; a label of −100 has neither loss nor gradient.
Loss crossEntropy;
/// Labels: [rows, columns] in [0, 1]; the mean of a row.
Loss binaryCrossEntropy;
/// Labels: [rows, columns]; the mean of a row.
Loss squaredError;

/// Our kernels take `parallel` work on LibTorch's threads; false sends everything to ATen's operations.
bool usesKernels(const at::Tensor& tensor);

namespace plain {
void normForward(at::Tensor output, const at::Tensor& input, const Norm& norm, at::Tensor statistics);
void normBackward(const NormGradients& gradients, const at::Tensor& outputGradient, const at::Tensor& input,
                  const Norm& norm, const at::Tensor& statistics, Accumulate accumulate);
void rotate(at::Tensor values, std::int64_t headDim, const RotaryTables& tables, Turn turn,
            RotaryPairs pairs);
void gatedUnitForward(Activation kind, at::Tensor output, const at::Tensor& gate, const at::Tensor& up);
void gatedUnitBackward(Activation kind, const at::Tensor& outputGradient, at::Tensor gate, at::Tensor up);
void activationForward(Activation kind, at::Tensor output, const at::Tensor& input);
void activationBackward(Activation kind, const at::Tensor& outputGradient, at::Tensor input);
void softcapForward(at::Tensor output, const at::Tensor& input, double cap);
void softcapBackward(at::Tensor inputGradient, const at::Tensor& outputGradient, const at::Tensor& output,
                     double cap);
void applyDropout(at::Tensor output, const at::Tensor& input, const DropoutMask& dropout,
                  Accumulate accumulate);
Loss crossEntropy;
} // namespace plain

} // namespace luthier::engine
